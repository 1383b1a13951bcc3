import MartletNumerics

extension Safetensors {
    /// Replaces the file at `path`, whole or not at all (`AtomicFile`). The same tensors and metadata give the same bytes.
    ///
    /// A checksum goes into the metadata, which reading compares and removes.
    ///
    /// The header lists the tensors in their order; their bytes are sorted by element size, largest first, so that every
    /// tensor is aligned for its type.
    ///
    /// - Throws: `FileError`, or `SafetensorsError` for names that repeat or are reserved.
    public func write(to path: String) throws {
        let (header, order) = try layout()
        try AtomicFile.write(to: path) { file in
            try file.write(header)
            for index in order { try tensors[index].tensor.withUnsafeBytes { try file.write($0) } }
        }
    }

    /// The bytes that `write(to:)` puts into the file.
    ///
    /// - Throws: `SafetensorsError` for names that repeat or are reserved.
    public func bytes() throws -> [UInt8] {
        let (header, order) = try layout()
        return order.reduce(into: header) { bytes, index in
            tensors[index].tensor.withUnsafeBytes { bytes.append(contentsOf: $0) }
        }
    }

    /// The header with its length before it, and the order of the tensors' bytes.
    private func layout() throws -> (header: [UInt8], order: [Int]) {
        let order = tensors.indices.sorted {
            (-tensors[$0].tensor.dtype.byteCount, $0) < (-tensors[$1].tensor.dtype.byteCount, $1)
        }
        var ends = [Int](repeating: 0, count: tensors.count)
        var end = 0
        for index in order {
            end += tensors[index].tensor.byteCount
            ends[index] = end
        }

        var header = JSON.Object()
        let checksumKey = SafetensorsHeader.checksumKey
        var strings: JSON.Object = [checksumKey: .string(checksum)]
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
            guard key != checksumKey else { throw SafetensorsError("the metadata key '\(key)' is reserved") }
            strings[key] = .string(value)
        }
        header[SafetensorsHeader.metadataKey] = .object(strings)
        for (index, (name, tensor)) in tensors.enumerated() {
            guard name != SafetensorsHeader.metadataKey else {
                throw SafetensorsError(tensor: name, "the name is reserved; choose another")
            }
            guard header[name] == nil else { throw SafetensorsError(tensor: name, "the name occurs twice") }
            header[name] = [
                "dtype": .string(StoredType(tensor.dtype).rawValue),
                "shape": .array(tensor.shape.map { .integer($0) }),
                "data_offsets": [.integer(ends[index] - tensor.byteCount), .integer(ends[index])],
            ]
        }

        var text = Array(JSON.object(header).serialized().utf8)
        // Spaces up to a 64-byte boundary, where the first tensor begins.
        text.append(contentsOf: repeatElement(UInt8(ascii: " "), count: (64 - (8 + text.count) % 64) % 64))
        guard text.count <= SafetensorsHeader.maximumLength else {
            throw SafetensorsError(
                "a header of \(text.count) bytes; the format allows \(SafetensorsHeader.maximumLength)")
        }
        let length = UInt64(text.count)
        return ((0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + text, order)
    }
}
