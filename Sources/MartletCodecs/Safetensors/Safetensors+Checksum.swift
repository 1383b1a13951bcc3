import MartletNumerics

extension Safetensors {
    /// The CRC-32C of what the file means: names, dtypes, shapes, elements and metadata, however the header is spelled.
    var checksum: String {
        var crc = CRC32C()
        for index in tensors.indices.sorted(by: { tensors[$0].name < tensors[$1].name }) {
            let (name, tensor) = tensors[index]
            crc.update(name)
            crc.update(tensor.dtype.rawValue)
            crc.update(tensor.shape.description)
            tensor.withUnsafeBytes { crc.update($0) }
        }
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
            crc.update(key)
            crc.update(value)
        }
        return crc.text
    }

    /// Compares the checksum with the one in the file's header, where there is one.
    func verify(_ expected: String?) throws(SafetensorsError) {
        guard let expected, expected != checksum else { return }
        throw SafetensorsError(
            """
            its content has changed since it was written: the checksum is \(checksum), not \(expected). Restore it from \
            a copy; if the change was meant, remove '\(SafetensorsHeader.checksumKey)' from its metadata
            """)
    }
}
