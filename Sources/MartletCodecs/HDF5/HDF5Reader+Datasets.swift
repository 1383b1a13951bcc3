public import MartletNumerics

extension HDF5Reader {
    /// The shape of the dataset at `path`.
    ///
    /// - Throws: `HDF5Error`.
    public func shape(of path: String) throws -> Shape {
        try using(path) {
            let object = try open(path, as: .dataset)
            guard var message = try object.message(HDF5Object.MessageKind.dataspace) else {
                throw storage.failure(at: object.address, "the dataset has no shape; the file is damaged")
            }
            let space = try HDF5Dataspace(&message)
            guard !space.isNull else { throw HDF5Error(nil, "it is empty, without a shape") }
            return space.shape
        }
    }

    /// The dataset at `path`.
    ///
    /// - Throws: `HDF5Error` when it isn't one of numbers, or takes more memory than allowed.
    public func tensor(_ path: String) throws -> Tensor {
        try using(path) {
            let dataset = try HDF5Dataset(open(path, as: .dataset), in: storage)
            let shape = dataset.space.shape
            guard !dataset.space.isNull else { throw HDF5Error(nil, "it is empty, without a shape") }
            guard case .number(let type, let isBigEndian) = dataset.type.kind else {
                guard case .other(let name) = dataset.type.kind else { throw Self.noNumbers("strings") }
                throw Self.noNumbers(name)
            }
            guard shape.elementCount <= maximumBytes / max(type.dtype.byteCount, dataset.type.byteCount) else {
                throw HDF5Error(nil, "it takes more than the \(maximumBytes) bytes allowed")
            }
            let read = shape.elementCount == 0 ? { _ in } : try dataset.prepared()
            func readInOrder(_ memory: UnsafeMutableRawBufferPointer) throws {
                try read(memory)
                if isBigEndian { Self.reverse(memory, type.byteCount) }
            }
            let tensor = try Tensor(shape: shape, dtype: type.dtype) { memory in
                if type.isStoredAsIs { return try readInOrder(memory) }
                let stored = UnsafeMutableRawBufferPointer.allocate(
                    byteCount: shape.elementCount * type.byteCount, alignment: 16)
                defer { stored.deallocate() }
                try readInOrder(stored)
                type.widen(UnsafeRawBufferPointer(stored), into: memory)
            }
            guard type != .bool || tensor.withUnsafeBytes({ $0.allSatisfy { $0 <= 1 } }) else {
                throw HDF5Error(nil, "it holds booleans that are neither true nor false; the file is damaged")
            }
            return tensor
        }
    }

    private static func noNumbers(_ what: String) -> HDF5Error {
        HDF5Error(nil, "it holds \(what), no floating numbers of 16 to 64 bits nor integers that fit 64 bits with sign")
    }

    /// Turns the bytes of each element around.
    private static func reverse(_ memory: UnsafeMutableRawBufferPointer, _ byteCount: Int) {
        guard byteCount > 1 else { return }
        for start in stride(from: 0, to: memory.count, by: byteCount) {
            memory[start..<start + byteCount].reverse()
        }
    }
}
