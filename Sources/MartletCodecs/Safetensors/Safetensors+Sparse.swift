import MartletNumerics

extension Safetensors {
    /// What saying how a tensor is packed takes, about; a tensor is left as it is unless packing saves more.
    private static let headerBytes = 128

    /// Packs the tensors that get smaller without their zeros, each to one of `uint8` in its place.
    ///
    /// - Parameter deflating: whether what remains is packed by zlib where that makes it smaller.
    /// - Returns: how they were packed, which `unpack` needs.
    package mutating func pack(deflating: Bool) -> [SparseTensor.Header] {
        var headers: [SparseTensor.Header] = []
        for (index, (name, tensor)) in tensors.enumerated() {
            let limit = tensor.byteCount - Self.headerBytes
            guard limit > 0, var sparse = SparseTensor(name, tensor, below: deflating ? 2 * tensor.byteCount : limit)
            else { continue }
            if deflating { sparse.deflate() }
            guard sparse.bytes.count < limit else { continue }
            headers.append(sparse.header)
            tensors[index].tensor = Tensor(sparse.bytes)
        }
        return headers
    }

    /// Puts the tensors in the place of those that `pack` made of them.
    ///
    /// - Throws: `SafetensorsError` for one that is missing or damaged, and for more than `maximumBytes` altogether.
    package mutating func unpack(
        _ headers: [SparseTensor.Header], maximumBytes: Int = defaultBudget
    ) throws(SafetensorsError) {
        var places = Dictionary(uniqueKeysWithValues: tensors.indices.map { (tensors[$0].name, $0) })
        var budget = maximumBytes
        for header in headers {
            guard let place = places.removeValue(forKey: header.name) else {
                throw SafetensorsError(tensor: header.name, "it is packed, and is missing or was unpacked already")
            }
            let packed = tensors[place].tensor
            guard packed.dtype == .uint8, packed.rank == 1 else {
                throw SafetensorsError(
                    tensor: header.name, "it is packed, and must be uint8 of rank 1, not \(packed.dtype)\(packed.shape)"
                )
            }
            guard header.denseBytes <= budget else {
                throw SafetensorsError(
                    tensor: header.name, "the tensors take more than the \(maximumBytes) bytes allowed")
            }
            budget -= header.denseBytes
            tensors[place].tensor = try SparseTensor(header, bytes: packed.array(of: UInt8.self)).tensor()
        }
    }
}
