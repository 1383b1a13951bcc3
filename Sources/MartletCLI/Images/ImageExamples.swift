#if Images
    import Martlet

    /// Images in a folder for each class.
    struct ImageExamples: Examples {
        var folder: ImageFolder
        /// The images for validation and for testing, where they have folders of their own.
        private var validationFolder, testFolder: ImageFolder?
        /// Folders and files beside those that nobody asked for.
        private let others: (folders: [String], files: [String])
        /// With a size.
        let images: ImagePreparation

        /// The images below `path`: in a folder for each class, or in such folders within those of `ImageParts`.
        ///
        /// - Parameter leastClasses: fewer are refused.
        /// - Throws: `FileError`, `DataFileError`.
        init(_ path: String, _ setup: ImagePreparation, leastClasses: Int = 2) throws {
            if let parts = try ImageParts(path) {
                let all = try ImageFolder(parts.train, leastClasses: leastClasses)
                func part(_ path: String?) throws -> ImageFolder? {
                    try path.map { try ImageFolder($0, leastClasses: 1).withClasses(all.classNames) }
                }
                (folder, validationFolder, testFolder) = (all, try part(parts.validation), try part(parts.test))
                others = (parts.others, parts.files)
            } else {
                folder = try ImageFolder(path, leastClasses: leastClasses)
                others = ([], [])
            }
            images = setup.settled(for: folder.files.map(\.path))
        }

        /// All folders, of which some may have been divided.
        private var folders: [ImageFolder] { [folder, validationFolder, testFolder].compactMap { $0 } }

        var count: Int { folders.reduce(0) { $0 + $1.count } }
        var classNames: [String] { folder.classNames }
        var brokenFiles: [String] { folders.flatMap { $0.brokenFiles.all.map { NativePath.text($0.path) } } }

        var remarks: [String] {
            let ignored = others.folders + folders.flatMap(\.ignoredFolders)
            let files = others.files + folders.flatMap(\.ignoredFiles)
            var remarks: [String] = []
            if !ignored.isEmpty {
                let names = ignored.map { "'\(NativePath.text($0))'" }.joined(separator: ", ")
                remarks.append("\(ignored.count == 1 ? "a folder isn't" : "folders aren't") used: \(names)")
            }
            if !files.isEmpty {
                let names = files.prefix(5).map { "'\(NativePath.text($0))'" }.joined(separator: ", ")
                remarks.append(
                    (files.count == 1 ? "a file isn't" : "\(grouped(files.count)) files aren't")
                        + " used, as \(files.count == 1 ? "it is no image" : "they are no images") of a class: \(names)"
                        + (files.count > 5 ? ", …" : ""))
            }
            return remarks
        }

        /// By classes, and names and sizes of files.
        var fingerprint: String {
            var check = CRC32C()
            for name in classNames { check.update(name) }
            for folder in folders {
                for file in folder.files {
                    check.update(
                        "\(file.label) \(file.path.dropFirst(folder.path.count)) \(size(ofFile: file.path) ?? 0)")
                }
            }
            return check.text
        }

        var ownParts: (train: ImageExamples, validation: ImageExamples?, test: ImageExamples?)? {
            guard folders.count > 1 else { return nil }
            return (with(folder), validationFolder.map(with), testFolder.map(with))
        }

        func split(testFraction: Double, seed: UInt64) throws -> (train: ImageExamples, test: ImageExamples) {
            let parts = try folder.split(validationSplit: testFraction, seed: seed)
            return (with(parts.training), with(parts.validation))
        }

        func divided(at count: Int, seed: UInt64) throws -> (ImageExamples, ImageExamples) {
            var generator = RandomGenerator(seed: seed, stream: 1)
            let order = generator.permutation(folder.count)
            return try (with(folder.examples(Array(order[..<count]))), with(folder.examples(Array(order[count...]))))
        }

        private func with(_ part: ImageFolder) -> ImageExamples {
            var examples = self
            (examples.folder, examples.validationFolder, examples.testFolder) = (part, nil, nil)
            return examples
        }

        func notes(label: String?) -> ModelNotes { ModelNotes(classNames: classNames, images: images) }

        func fit(
            _ model: inout Model, _ setup: TrainingSetup, from epoch: Int, validation: ImageExamples?,
            callbacks: [any Callback]
        ) throws -> History {
            guard byteCount + (validation?.byteCount ?? 0) <= Self.mostBytesInMemory else {
                return try model.fit(
                    folder.dataset(images.loader, batchSize: setup.batchSize, seed: setup.seed), epochs: setup.epochs,
                    validationData: validation.map { try $0.folder.dataset(images.loader, shuffle: false) },
                    initialEpoch: epoch, callbacks: callbacks, resume: true,
                    cachesFrozenFront: setup.transfer != nil)
            }
            let (all, held) = (try folder.load(images.loader), try validation?.folder.load(images.loader))
            return try model.fit(
                all.inputs[0], all.targets[0], epochs: setup.epochs, batchSize: setup.batchSize,
                validationData: held.map { ($0.inputs[0], $0.targets[0]) }, initialEpoch: epoch,
                callbacks: callbacks, resume: true)
        }

        /// Images that take no more are decoded once and kept; others are decoded in each epoch, ahead of training.
        private static let mostBytesInMemory = 1 << 29

        private var byteCount: Int {
            (images.imageSize ?? []).reduce(4 * images.loader.colorMode.channels * folder.count, *)
        }

        func sample(_ count: Int, seed: UInt64) throws -> ImageExamples {
            count < self.count ? try divided(at: count, seed: seed).0 : self
        }

        func inputs(atMost count: Int, seed: UInt64) throws -> Dataset {
            try sample(count, seed: seed).folder.dataset(images.loader, shuffle: false)
        }

        func score(_ model: Model) throws -> Logs {
            let all = folder.joined(with: [validationFolder, testFolder].compactMap { $0 })
            return try model.evaluate(all.dataset(images.loader, shuffle: false))
        }

        func matched(to loaded: any DataTaker, source: String) throws -> ImageExamples {
            guard let classes = loaded.notes.classNames else {
                throw BadData("'\(loaded.path)' doesn't say which classes its outputs are")
            }
            var examples = self
            examples.folder = try folder.withClasses(classes)
            examples.validationFolder = try validationFolder?.withClasses(classes)
            examples.testFolder = try testFolder?.withClasses(classes)
            return examples
        }
    }
#endif
