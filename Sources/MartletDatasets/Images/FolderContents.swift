#if Images
    import MartletCodecs

    /// The files in a folder and in those within.
    package struct FolderContents {
        /// Folder by folder, in the order of their paths.
        package private(set) var files: [String] = []
        /// Folders that aren't looked into: their names begin with a point, or they are links to one that was already, or
        /// that these lie in.
        package private(set) var ignoredFolders: [String] = []

        /// - Throws: `FileError`.
        package init(below path: String) throws {
            var folders = [path]
            // A link to what the folder lies in would lead through all that lies beside it.
            var known = Set<FolderListing.Identity?>()
            var above = path
            while known.insert(FolderListing.identity(above)).inserted { above += "/.." }
            var contents: [(folder: String, files: [String])] = []
            var next = 0
            while next < folders.count {
                let folder = folders[next]
                next += 1
                let listing = try FolderListing(folder)
                contents.append((folder, listing.files))
                ignoredFolders += listing.hiddenFolders.map { "\(folder)/\($0)" }
                for inner in listing.folders.map({ "\(folder)/\($0)" }) {
                    if known.insert(FolderListing.identity(inner)).inserted {
                        folders.append(inner)
                    } else {
                        ignoredFolders.append(inner)
                    }
                }
            }
            for (folder, names) in contents.sorted(by: { $0.folder.utf8.lexicographicallyPrecedes($1.folder.utf8) }) {
                files += names.map { "\(folder)/\($0)" }
            }
        }
    }
#endif
