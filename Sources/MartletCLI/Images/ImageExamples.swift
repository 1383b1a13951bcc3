#if Images
    import Martlet

    /// Images in a folder for each class.
    struct ImageExamples: Examples {
        var folder: ImageFolder
        /// The images for testing, where they have a folder of their own.
        private var testFolder: ImageFolder?
        /// With a size.
        let images: ImagePreparation

        /// The images below `path`: in a folder for each class, or in such folders within `train` and `test`.
        ///
        /// - Throws: `FileError`, `DataFileError`.
        init(_ path: String, _ setup: ImagePreparation) throws {
            if isFolder("\(path)/train"), try !FolderListing("\(path)/train").folders.isEmpty {
                folder = try ImageFolder("\(path)/train")
                if isFolder("\(path)/test") {
                    testFolder = try ImageFolder("\(path)/test").withClasses(folder.classNames)
                }
            } else {
                folder = try ImageFolder(path)
            }
            images = setup.settled(for: folder.files.map(\.path))
        }

        var count: Int { folder.count + (testFolder?.count ?? 0) }
        var classNames: [String] { folder.classNames }
        var brokenFiles: [String] { (folder.brokenFiles.all + (testFolder?.brokenFiles.all ?? [])).map(\.path) }

        /// By classes, and names and sizes of files.
        var fingerprint: String {
            var check = CRC32C()
            for name in classNames { check.update(name) }
            for folder in [folder] + (testFolder.map { [$0] } ?? []) {
                for file in folder.files {
                    check.update(
                        "\(file.label) \(file.path.dropFirst(folder.path.count)) \(size(ofFile: file.path) ?? 0)")
                }
            }
            return check.text
        }

        func split(testFraction: Double, seed: UInt64) throws -> (train: ImageExamples, test: ImageExamples) {
            if let testFolder { return (with(folder), with(testFolder)) }
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
            (examples.folder, examples.testFolder) = (part, nil)
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

        func score(_ model: Model) throws -> Logs {
            try model.evaluate(folder.dataset(images.loader, shuffle: false))
        }

        func matched(to loaded: LoadedModel, source: String) throws -> ImageExamples {
            guard let classes = loaded.notes.classNames else {
                throw BadData("'\(loaded.path)' doesn't say which classes its outputs are")
            }
            var examples = self
            examples.folder = try folder.withClasses(classes)
            examples.testFolder = try testFolder?.withClasses(classes)
            return examples
        }
    }
#endif
