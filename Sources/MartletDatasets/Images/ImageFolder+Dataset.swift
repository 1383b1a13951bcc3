#if Images
    public import MartletCodecs
    public import MartletNN
    public import MartletNumerics

    /// What the targets of an image folder's rows are; by Keras's names.
    public enum LabelMode: String, Sendable, CaseIterable {
        /// `[rows]` of int32: the class's place, for sparse categorical cross-entropy.
        case int
        /// `[rows, classes]` of float32: 1 for the class, for categorical cross-entropy.
        case categorical
        /// `[rows, 1]` of float32: 0 or 1, of two classes, for binary cross-entropy.
        case binary
        /// No targets.
        case none
    }

    extension ImageFolder {
        /// The images as rows `[rows, height, width, channels]` of float32 from 0 to 255, in batches.
        ///
        /// Files are opened and decoded when their batch comes, by the process's threads, up to two batches ahead of who
        /// uses them; so no more than four batches, and an image for each thread, are in memory. Each epoch has
        /// an order of its own, which depends on the seed alone.
        ///
        /// - Parameter loader: the size of images, which they need, and how they get it.
        /// - Throws: `DatasetError`, `DataFileError`. Reading throws what `onBrokenFile: .fail` says of a file, and
        ///   `DataFileError` if none can be read.
        public func dataset(
            _ loader: ImageLoader = ImageLoader(), batchSize: Int = 32, labelMode: LabelMode = .int,
            shuffle: Bool = true, seed: UInt64 = 0, onBrokenFile: BrokenFileResponse = .skip
        ) throws -> Dataset {
            guard batchSize > 0 else {
                throw DatasetError.invalid(argument: "batchSize", reason: "must be positive, not \(batchSize)")
            }
            let reader = try reader(loader, labelMode, onBrokenFile)
            return try Dataset(rows: count) { epoch in
                var order = Array(files.indices)
                if shuffle {
                    var generator = RandomGenerator(seed: seed, stream: 5 << 32 + UInt64(epoch))
                    order = generator.permutation(count)
                }
                var next = 0
                var rows = 0
                return {
                    while next < order.count {
                        let part = Array(order[next..<min(next + batchSize, order.count)])
                        next += part.count
                        if let batch = try reader.batch(part) {
                            rows += batch.count
                            return batch
                        }
                    }
                    if rows == 0 { throw nothingCanBeRead }
                    return nil
                }
            }
            .batched(batchSize).prefetching()
        }

        /// All images as one batch in memory, in the order of `files`: for networks whose first layers are frozen, as `fit`
        /// computes what those make of arrays once for all epochs.
        ///
        /// - Throws: `DatasetError`; `DataFileError` for more than `maximumBytes`, or if no file can be read; what
        ///   `onBrokenFile: .fail` says of a file.
        public func load(
            _ loader: ImageLoader = ImageLoader(), labelMode: LabelMode = .int, maximumBytes: Int = 4 << 30,
            onBrokenFile: BrokenFileResponse = .skip
        ) throws -> Batch {
            let reader = try reader(loader, labelMode, onBrokenFile)
            let pixels = reader.size.height * reader.size.width * loader.colorMode.channels
            let (bytes, isOverflow) = (4 * count).multipliedReportingOverflow(by: pixels)
            guard !isOverflow, bytes <= maximumBytes else {
                throw DataFileError(
                    path, "its \(count) images take more than \(maximumBytes) bytes in memory; take `dataset`")
            }
            guard let batch = try reader.batch(Array(files.indices)) else { throw nothingCanBeRead }
            return batch
        }

        private func reader(
            _ loader: ImageLoader, _ labelMode: LabelMode, _ response: BrokenFileResponse
        ) throws -> Reader {
            guard let size = loader.imageSize, 1...1 << 16 ~= size.height, 1...1 << 16 ~= size.width else {
                throw DatasetError.invalid(
                    argument: "imageSize", reason: "must be given, from 1 to \(1 << 16), so that images are rows")
            }
            guard labelMode != .binary || classNames.count == 2 else {
                throw DatasetError.invalid(
                    argument: "labelMode", reason: "binary needs two classes, but '\(path)' has \(classNames.count)")
            }
            return Reader(
                folder: self, loader: loader, size: size, labelMode: labelMode, response: response,
                threads: threadBudget)
        }

        /// All images as they are, in the order of `files`; they must have this size.
        ///
        /// - Throws: `FileError`, `ImageError`; `DataFileError` for a file of another size.
        func load(height: Int, width: Int) throws -> LabeledImages {
            let reader = Reader(
                folder: self, loader: ImageLoader(imageSize: nil), size: (height, width), labelMode: .int,
                response: .fail, threads: threadBudget)
            let (pixels, _) = try reader.pixels(Array(files.indices), .uint8)
            return try LabeledImages(
                images: pixels, labels: Tensor(files.map { Int32($0.label) }), classNames: classNames)
        }

        private var nothingCanBeRead: DataFileError {
            let first = brokenFiles.all.first.map { "; the first says: \($0.error)" } ?? ""
            return DataFileError(path, "none of its \(count) files can be read\(first)")
        }
    }

    extension Dataset {
        /// The images below a folder, whose subfolders are their classes; names and defaults are those of Keras's
        /// `image_dataset_from_directory`. `ImageFolder` does the same in steps, and tells the classes.
        ///
        /// - Parameters:
        ///   - validationSplit: the share of the files for validation; `subset` says which part this is to be.
        ///   - seed: of the order in each epoch and, if files are shuffled, of the split.
        ///   - onBrokenFile: what is done about files that can't be read.
        /// - Throws: what `ImageFolder` and its `split` and `dataset` throw.
        public init(
            imageFolder path: String, labelMode: LabelMode = .int, classNames: [String]? = nil,
            colorMode: Image.ColorMode = .rgb, batchSize: Int = 32, imageSize: (height: Int, width: Int) = (256, 256),
            shuffle: Bool = true, seed: UInt64 = 0, validationSplit: Double? = nil, subset: Subset? = nil,
            interpolation: ResizeMethod = .bilinear, cropToAspectRatio: Bool = false,
            limits: Image.Limits = Image.Limits(), onBrokenFile: BrokenFileResponse = .skip
        ) throws {
            guard (validationSplit == nil) == (subset == nil) else {
                throw DatasetError.invalid(
                    argument: "validationSplit", reason: "and subset go together; give both or neither")
            }
            var folder = try ImageFolder(path, classNames: classNames)
            if let validationSplit, let subset {
                let parts = try folder.split(validationSplit: validationSplit, seed: shuffle ? seed : nil)
                folder = subset == .training ? parts.training : parts.validation
            }
            let loader = ImageLoader(
                imageSize: imageSize, colorMode: colorMode, interpolation: interpolation,
                cropToAspectRatio: cropToAspectRatio, limits: limits)
            self = try folder.dataset(
                loader, batchSize: batchSize, labelMode: labelMode, shuffle: shuffle, seed: seed,
                onBrokenFile: onBrokenFile)
        }

        /// The parts that `validationSplit` makes.
        public enum Subset: String, Sendable, CaseIterable {
            /// The files that aren't kept back.
            case training
            /// The share of the files that `validationSplit` keeps back.
            case validation
        }
    }
#endif
