import MartletNumerics

extension Safetensors {
    /// Where `write(to:)` keeps the checksum in the file's metadata; other tools see a string that they ignore.
    static let checksumKey = "martlet.checksum"

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
        let digits = String(crc.value, radix: 16)
        return "crc32c:" + String(repeating: "0", count: 8 - digits.count) + digits
    }

    /// Takes the checksum out of the metadata, and compares it where there is one.
    mutating func verifyChecksum() throws(SafetensorsError) {
        guard let expected = metadata.removeValue(forKey: Self.checksumKey), expected != checksum else { return }
        throw SafetensorsError(
            "its content has changed since it was written: the checksum is \(checksum), not \(expected). Restore it from a "
                + "copy; if the change was meant, remove '\(Self.checksumKey)' from its metadata")
    }
}
