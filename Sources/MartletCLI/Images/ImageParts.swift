#if Images
    import Martlet

    /// The folders within one that hold its images for training, validation and testing.
    struct ImageParts {
        let train: String
        let validation: String?
        let test: String?
        /// Folders that are none of these.
        let others: [String]
        /// Files beside them.
        let files: [String]

        /// Nil for a folder whose folders are classes: there is no `train` with folders in it, or there are others beside it of
        /// which none is called `val` or `test`.
        ///
        /// - Throws: `FileError`.
        init?(_ path: String) throws {
            guard isFolder(path) else { return nil }
            let listing = try FolderListing(path)
            let names = listing.folders
            func first(_ spellings: Set<String>) -> String? { names.first { spellings.contains($0.lowercased()) } }
            let train = first(["train", "training"])
            let (validation, test) = (first(["val", "valid", "validation"]), first(["test", "testing"]))
            guard let train, try !FolderListing("\(path)/\(train)").folders.isEmpty,
                validation != nil || test != nil || names.count == 1
            else { return nil }
            self.train = "\(path)/\(train)"
            self.validation = validation.map { "\(path)/\($0)" }
            self.test = test.map { "\(path)/\($0)" }
            others = (names.filter { ![train, validation, test].contains($0) } + listing.hiddenFolders).map {
                "\(path)/\($0)"
            }
            files = listing.files.map { "\(path)/\($0)" }
        }
    }
#endif
