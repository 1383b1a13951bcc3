/// Data in the format of zlib (RFC 1950): DEFLATE and a checksum.
enum Zlib {
    /// The packed `bytes`.
    static func deflated(_ bytes: [UInt8]) -> [UInt8] {
        let check = adler32(bytes)
        return Deflate(bytes, to: [0x78, 0x01]).output
            + (0..<4).map { UInt8(truncatingIfNeeded: check >> (24 - 8 * $0)) }
    }

    /// What `bytes` were before compression: `limit` bytes at most.
    ///
    /// Memory is taken as the data really are unpacked, not by what `limit` says.
    static func inflated(_ bytes: [UInt8], limit: Int) throws(InflateError) -> [UInt8] {
        guard bytes.count >= 2 else { throw .truncated }
        guard bytes[0] & 0x0F == 8, bytes[0] >> 4 <= 7, (Int(bytes[0]) << 8 | Int(bytes[1])) % 31 == 0,
            bytes[1] & 0x20 == 0
        else { throw .damaged("it doesn't begin as zlib's data do") }
        let (output, end) = try unpacked(bytes, from: 2, limit: limit)
        guard bytes.count - end >= 4 else { throw .truncated }
        let stored = bytes[end..<end + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        guard stored == adler32(output) else { throw .damaged("its checksum is wrong") }
        return output
    }

    /// The DEFLATE stream in `bytes` that begins at `start`, unpacked, and where it ends.
    static func unpacked(_ bytes: [UInt8], from start: Int, limit: Int) throws(InflateError) -> ([UInt8], end: Int) {
        // Most data become no larger than that.
        var room = min(limit, max(8 * bytes.count, 1 << 16))
        while true {
            do throws(InflateError) {
                return try unpacked(bytes, from: start, room: room)
            } catch {
                guard case .tooLarge = error, room < limit else { throw error }
                room = room > limit / 8 ? limit : 8 * room
            }
        }
    }

    private static func unpacked(_ bytes: [UInt8], from start: Int, room: Int) throws(InflateError) -> ([UInt8], Int) {
        var failure: InflateError?
        var end = start
        let output = bytes.withUnsafeBytes { input in
            [UInt8](unsafeUninitializedCapacity: room) { target, count in
                do throws(InflateError) {
                    (end, count) = try Inflate.unpack(input, from: start, into: UnsafeMutableRawBufferPointer(target))
                } catch {
                    failure = error
                }
            }
        }
        if let failure { throw failure }
        return (output, end)
    }

    private static func adler32(_ bytes: [UInt8]) -> UInt32 {
        var (a, b) = (UInt32(1), UInt32(0))
        bytes.withUnsafeBufferPointer { bytes in
            // So many sums fit 32 bits.
            for start in stride(from: 0, to: bytes.count, by: 5552) {
                for index in start..<min(start + 5552, bytes.count) {
                    a &+= UInt32(bytes[index])
                    b &+= a
                }
                (a, b) = (a % 65521, b % 65521)
            }
        }
        return b << 16 | a
    }
}
