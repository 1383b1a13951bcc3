/// Pictures as PNG files (ISO/IEC 15948), not compressed: what is embedded in charts.
enum PNG {
    /// Red, green and blue of each pixel, row by row.
    static func encoded(_ pixels: [UInt8], columns: Int) -> [UInt8] {
        let rows = pixels.count / (3 * columns)
        var lines: [UInt8] = []
        lines.reserveCapacity(pixels.count + rows)
        for row in 0..<rows { lines += [0] + pixels[3 * columns * row..<3 * columns * (row + 1)] }
        return [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
            + chunk("IHDR", bytes(columns) + bytes(rows) + [8, 2, 0, 0, 0]) + chunk("IDAT", stored(lines))
            + chunk("IEND", [])
    }

    /// As zlib has it (RFC 1950 and 1951), in blocks as they are.
    private static func stored(_ data: [UInt8]) -> [UInt8] {
        var result: [UInt8] = [0x78, 0x01]
        for start in stride(from: 0, to: data.count, by: 0xffff) {
            let end = min(start + 0xffff, data.count)
            let count = end - start
            let isLast: UInt8 = end == data.count ? 1 : 0
            result += [isLast, UInt8(count & 255), UInt8(count >> 8), UInt8(~count & 255), UInt8(~count >> 8 & 255)]
            result += data[start..<end]
        }
        var (a, b) = (1, 0)
        for byte in data {
            a = (a + Int(byte)) % 65521
            b = (b + a) % 65521
        }
        return result + bytes(b << 16 | a)
    }

    private static func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
        let named = Array(name.utf8) + data
        return bytes(data.count) + named + bytes(Int(checksum(named)))
    }

    private static func bytes(_ number: Int) -> [UInt8] { [24, 16, 8, 0].map { UInt8(number >> $0 & 255) } }

    private static let remainders = (0..<256 as Range<UInt32>).map { byte in
        (0..<8).reduce(byte) { rest, _ in rest & 1 == 1 ? 0xedb8_8320 ^ rest >> 1 : rest >> 1 }
    }

    private static func checksum(_ data: [UInt8]) -> UInt32 {
        ~data.reduce(~0 as UInt32) { remainders[Int(($0 ^ UInt32($1)) & 255)] ^ $0 >> 8 }
    }
}

extension [UInt8] {
    /// As letters, three bytes in four (RFC 4648).
    var base64: String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var text: [UInt8] = []
        text.reserveCapacity((count + 2) / 3 * 4)
        for start in stride(from: 0, to: count, by: 3) {
            let group = (0..<3).reduce(0) { $0 << 8 | (start + $1 < count ? Int(self[start + $1]) : 0) }
            for place in 0..<4 {
                text.append(start + place > count ? 61 : letters[group >> (18 - 6 * place) & 63])
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
