#if Images
    import MartletCodecs
    public import MartletNumerics

    /// JPEG and PNG files in a folder for each class, as Keras's `image_dataset_from_directory` takes them.
    ///
    /// The classes are the names of the subfolders, sorted; their files lie in them at any depth, also behind links. Names
    /// that are the same to Unicode, such as "café" in its two spellings, are one class; bytes that aren't UTF-8 are written
    /// as `\\xE9`. Names that begin with a point are left out.
    ///
    /// ```
    /// images/cat/0001.jpg …
    /// images/dog/first/0001.png …
    /// ```
    public struct ImageFolder: Sendable {
        /// A file with its class.
        public struct File: Sendable, Hashable {
            /// Where it is.
            public let path: String
            /// The place of its class in `classNames`.
            public let label: Int
        }

        /// The folder.
        public let path: String
        /// The classes.
        public private(set) var classNames: [String]
        /// The files, class by class; those of one in the order of their names.
        public private(set) var files: [File]
        /// Files that lie among them but aren't named as images that are read.
        public let ignoredFiles: [String]
        /// Folders among them that aren't looked into: their names begin with a point, or they are links to where one came
        /// from.
        public let ignoredFolders: [String]
        /// The files that could not be read since, for all copies of this value.
        public let brokenFiles = BrokenFiles()

        /// How many files there are.
        public var count: Int { files.count }

        /// What the names of images end in, in letters of any size.
        public static let suffixes = [".jpeg", ".jpg", ".png"]

        /// Looks through the folder at `path`. No file is opened.
        ///
        /// - Parameter classNames: the names of the subfolders in the order that classes shall have, if not sorted.
        /// - Throws: `FileError`; `DataFileError` for fewer than two classes, a class without images, or other names.
        public init(_ path: String, classNames: [String]? = nil) throws {
            try self.init(path, classNames: classNames, leastClasses: 2)
        }

        /// - Parameter leastClasses: fewer are refused: two to learn from, one to judge by.
        package init(_ path: String, classNames: [String]? = nil, leastClasses: Int) throws {
            let path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
            guard !FolderListing.exists(path) || FolderListing.isFolder(path) else {
                throw DataFileError(path, "it is a file; give a folder with a subfolder of images for each class")
            }
            let listing = try FolderListing(path)
            // Equal as Unicode compares, which the bytes of names needn't be.
            let folders = Dictionary(grouping: listing.folders, by: NativePath.text)
            var seen = Set<String>()
            let found = listing.folders.map(NativePath.text).filter { seen.insert($0).inserted }
            let names = classNames ?? found
            guard names.count >= leastClasses else {
                throw DataFileError(
                    path,
                    (names.first.map { "it holds one class, '\($0)'" }
                        ?? (listing.files.contains(where: Self.isImage)
                            ? "it holds images, but no class" : "it holds no class"))
                        + "; put the images of each of two or more classes into a subfolder of its own")
            }
            guard Set(names) == Set(found), Set(names).count == names.count else {
                throw DataFileError(
                    path, "its subfolders are \(Self.list(found)), not the classes \(Self.list(names))")
            }
            var (files, ignored): ([File], [String]) = ([], listing.files.map { "\(path)/\($0)" })
            var ignoredFolders = listing.hiddenFolders.map { "\(path)/\($0)" }
            for (label, name) in names.enumerated() {
                var all: [String] = []
                for folder in folders[name] ?? [] {
                    let contents = try FolderContents(below: "\(path)/\(folder)")
                    all += contents.files
                    ignoredFolders += contents.ignoredFolders
                }
                let images = all.filter(Self.isImage)
                guard !images.isEmpty else {
                    throw DataFileError(
                        "\(path)/\(name)",
                        "the class '\(name)' has no file that ends in \(Self.suffixes.joined(separator: ", "))"
                            + (all.isEmpty ? "" : ", only others such as '\(NativePath.text(all[0]))'")
                            + "; add images or remove the folder")
                }
                files += images.map { File(path: $0, label: label) }
                ignored += all.filter { !Self.isImage($0) }
            }
            self.path = path
            self.classNames = names
            self.files = files
            ignoredFiles = ignored
            self.ignoredFolders = ignoredFolders
        }

        /// Parts for training and validation, as Keras makes them: in shuffled order the last
        /// `validationSplit` of the files, rounded down, are for validation.
        ///
        /// - Parameter seed: the same seed gives the same parts; nil doesn't shuffle, and leaves the last classes.
        /// - Throws: `DataFileError` when either part would be empty.
        public func split(
            validationSplit: Double, seed: UInt64? = 0
        ) throws -> (training: ImageFolder, validation: ImageFolder) {
            guard validationSplit > 0, validationSplit < 1 else {
                throw DataFileError(path, "validationSplit is \(validationSplit); it must be between 0 and 1")
            }
            let held = Int(validationSplit * Double(count))
            guard held > 0, held < count else {
                throw DataFileError(
                    path, "\(count) files leave none for \(held == 0 ? "validation" : "training") by \(validationSplit)"
                )
            }
            var order = Array(files.indices)
            if let seed {
                var generator = RandomGenerator(seed: seed)
                order = generator.permutation(count)
            }
            return try (examples(order.dropLast(held)), examples(order.suffix(held)))
        }

        /// The files at `positions`, in that order.
        ///
        /// - Throws: `TensorError.indexOutOfRange`.
        public func examples(_ positions: [Int]) throws(TensorError) -> ImageFolder {
            if let wrong = positions.first(where: { !files.indices.contains($0) }) {
                throw .indexOutOfRange(operation: "examples", index: wrong, axis: 0, length: count)
            }
            var part = self
            part.files = positions.map { files[$0] }
            return part
        }

        /// The same files with classes in another order; there may be more.
        ///
        /// - Throws: `DataFileError` if a class is missing among them.
        public func withClasses(_ names: [String]) throws -> ImageFolder {
            let labels = try classNames.map { name in
                guard let label = names.firstIndex(of: name) else {
                    throw DataFileError(path, "the class '\(name)' is not one of \(Self.list(names))")
                }
                return label
            }
            var folder = self
            folder.classNames = names
            folder.files = files.map { File(path: $0.path, label: labels[$0.label]) }
            return folder
        }

        /// The files of this folder and then those of others that have the same classes.
        package func joined(with others: [ImageFolder]) -> ImageFolder {
            var joined = self
            joined.files += others.flatMap(\.files)
            return joined
        }

        /// Whether a file is named as images are.
        package static func isImage(_ path: String) -> Bool {
            let name = path.lowercased()
            return suffixes.contains(where: name.hasSuffix)
        }

        private static func list(_ names: [String]) -> String {
            let shown = names.prefix(20).map { "'\($0)'" }.joined(separator: ", ")
            return names.isEmpty ? "none" : shown + (names.count > 20 ? ", …" : "")
        }
    }
#endif
