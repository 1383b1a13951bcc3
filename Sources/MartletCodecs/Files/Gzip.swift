/// Files that `gzip` compressed (RFC 1952).
enum Gzip {
    /// Whether a file begins as gzip's do.
    static func isCompressed(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x1F, 0x8B]) }

    /// What `bytes`, read from `path`, were before compression: `limit` bytes at most.
    ///
    /// - Throws: `FileError` for damaged or truncated data, and for more than that.
    static func inflated(_ bytes: [UInt8], path: String, limit: Int) throws(FileError) -> [UInt8] {
        do throws(InflateError) {
            var (output, end) = try member(bytes, at: 0, limit: limit)
            // Another member may follow; anything else behind the last is left alone, as gzip does.
            while bytes[end...].starts(with: [0x1F, 0x8B]) {
                let (more, next) = try member(bytes, at: end, limit: limit - output.count)
                output += more
                end = next
            }
            return output
        } catch {
            let reason = if case .tooLarge = error { "it holds more than \(limit) bytes" } else { "gzip: \(error)" }
            throw FileError(.read, path, reason: reason, advice: "give a complete file, or unpack it first")
        }
    }

    /// What one member holds, and where it ends.
    private static func member(
        _ bytes: [UInt8], at start: Int, limit: Int
    ) throws(InflateError) -> (output: [UInt8], end: Int) {
        let (output, end) = try Zlib.unpacked(bytes, from: data(bytes, at: start), limit: limit)
        guard bytes.count - end >= 8 else { throw .truncated }
        var check = CyclicCheck(.gzip)
        output.withUnsafeBytes { check.update($0) }
        func word(_ place: Int) -> UInt32 { bytes[place..<place + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) } }
        guard word(end) == check.value, word(end + 4) == UInt32(truncatingIfNeeded: output.count) else {
            throw .damaged("its checksum is wrong")
        }
        return (output, end + 8)
    }

    /// Where the data of a member begin, behind its header.
    private static func data(_ bytes: [UInt8], at start: Int) throws(InflateError) -> Int {
        var place = start + 10
        guard place <= bytes.count else { throw .truncated }
        let flags = bytes[start + 3]
        guard bytes[start + 2] == 8, flags & 0xE0 == 0 else { throw .damaged("it is compressed by an unknown method") }
        if flags & 4 != 0 {
            guard place + 2 <= bytes.count else { throw .truncated }
            place += 2 + Int(bytes[place]) + Int(bytes[place + 1]) << 8
        }
        // A name and a comment, each with a zero at its end.
        for flag: UInt8 in [8, 16] where flags & flag != 0 {
            guard place < bytes.count, let zero = bytes[place...].firstIndex(of: 0) else { throw .truncated }
            place = zero + 1
        }
        if flags & 2 != 0 { place += 2 }
        guard place <= bytes.count else { throw .truncated }
        return place
    }
}
