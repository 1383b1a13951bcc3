/// Files of records as TensorFlow has them.
package enum TFRecord {
    /// The check of bytes, masked so that checks of data that hold checks are good too.
    static func check(_ bytes: Slice<UnsafeRawBufferPointer>) -> UInt32 {
        var check = CRC32C()
        check.update(UnsafeRawBufferPointer(rebasing: bytes))
        return (check.value >> 15 | check.value << 17) &+ 0xA282_EAD8
    }

    /// Appends a record as a file has it.
    package static func append(_ record: [UInt8], to bytes: inout [UInt8]) {
        func append(_ value: some FixedWidthInteger) {
            withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
        }
        let length = UInt64(record.count)
        append(length)
        append(withUnsafeBytes(of: length.littleEndian) { check($0[...]) })
        bytes.append(contentsOf: record)
        append(record.withUnsafeBytes { check($0[...]) })
    }

    /// Hands on each record of the file at `path`. A last record that isn't whole, as while somebody writes, is left out.
    ///
    /// - Throws: `FileError`, also for bytes that are no such records; what `body` throws.
    package static func read(_ path: String, _ body: ([UInt8]) throws -> Void) throws {
        let file = try FileReader(path)
        var offset = 0
        while file.count - offset >= 16 {
            let head = try file.bytes(at: offset, count: 12)
            let length = try head.withUnsafeBytes { head in
                guard check(head[..<8]) == UInt32(littleEndian: head.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
                else { throw damaged(path, "the length of the record at byte \(offset) doesn't match its check") }
                return UInt64(littleEndian: head.loadUnaligned(as: UInt64.self))
            }
            guard length <= UInt64(file.count - offset - 16) else { break }
            var record = try file.bytes(at: offset + 12, count: Int(length) + 4)
            let isWhole = record.withUnsafeBytes { record in
                check(record[..<Int(length)])
                    == UInt32(littleEndian: record.loadUnaligned(fromByteOffset: Int(length), as: UInt32.self))
            }
            guard isWhole else { throw damaged(path, "the record at byte \(offset) doesn't match its check") }
            record.removeLast(4)
            try body(record)
            offset += Int(length) + 16
        }
    }

    private static func damaged(_ path: String, _ reason: String) -> FileError {
        FileError(.read, path, reason: reason, advice: "give a file of TFRecord frames that isn't damaged")
    }
}
