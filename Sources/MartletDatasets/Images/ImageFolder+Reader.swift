#if Images
    import MartletCodecs
    import MartletNN
    import MartletNumerics
    import Synchronization

    extension ImageFolder {
        /// Decodes files side by side into one tensor.
        struct Reader: Sendable {
            let folder: ImageFolder
            let loader: ImageLoader
            let size: (height: Int, width: Int)
            let labelMode: LabelMode
            let response: BrokenFileResponse
            let threads: Int

            /// The rows of the files at `positions`, without those that can't be read; nil if none can.
            func batch(_ positions: [Int]) throws -> Batch? {
                let (pixels, read) = try pixels(positions, .float32)
                guard !read.isEmpty else { return nil }
                return try Batch(pixels, labels(read.map { folder.files[positions[$0]].label }))
            }

            /// The images at `positions`, one after another, and which of them could be read.
            func pixels(_ positions: [Int], _ dtype: DType) throws -> (Tensor, read: [Int]) {
                let shape: Shape = [positions.count, size.height, size.width, loader.colorMode.channels]
                _ = try shape.checkedByteCount(of: dtype)
                let failures = Mutex<[Int: any Error]>([:])
                let images = Tensor(shape: shape, dtype: dtype) { memory in
                    let bytes = positions.isEmpty ? 0 : memory.count / positions.count
                    parallel(threads: threads, count: positions.count) { range in
                        for row in range {
                            do {
                                let place = UnsafeMutableRawBufferPointer(
                                    rebasing: memory[row * bytes..<(row + 1) * bytes])
                                try decode(folder.files[positions[row]].path, dtype, into: place)
                            } catch {
                                failures.withLock { $0[row] = error }
                            }
                        }
                    }
                }
                let errors = failures.withLock { $0 }
                guard !errors.isEmpty else { return (images, Array(positions.indices)) }
                for (row, error) in errors.sorted(by: { $0.key < $1.key }) {
                    try folder.brokenFiles.respond(response, to: error, folder.files[positions[row]].path)
                }
                let read = positions.indices.filter { errors[$0] == nil }
                return (try images.take(read), read)
            }

            private func decode(_ path: String, _ dtype: DType, into place: UnsafeMutableRawBufferPointer) throws {
                let image = try loader.pixels(path)
                guard image.shape.dropLast().elementsEqual([size.height, size.width]) else {
                    throw DataFileError(
                        path,
                        "it has \(image.shape[0]) x \(image.shape[1]) pixels, not \(size.height) x \(size.width)")
                }
                image.cast(to: dtype).withUnsafeBytes { place.copyMemory(from: $0) }
            }

            private func labels(_ classes: [Int]) throws -> Tensor? {
                switch labelMode {
                case .int: return Tensor(classes.map { Int32($0) })
                case .binary: return try Tensor(classes.map { Float($0) }).reshaped([classes.count, 1])
                case .categorical:
                    let width = folder.classNames.count
                    var rows = [Float](repeating: 0, count: classes.count * width)
                    for (row, label) in classes.enumerated() { rows[row * width + label] = 1 }
                    return try Tensor(rows).reshaped([classes.count, width])
                case .none: return nil
                }
            }
        }
    }
#endif
