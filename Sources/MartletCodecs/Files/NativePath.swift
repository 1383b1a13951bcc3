/// Paths as the system has them, which are bytes, in strings, which are UTF-8.
///
/// A byte that is no part of UTF-8 stands in a string as a character of Unicode's private use area, U+EF00 and the byte, as in
/// other systems with this trouble; and so do the bytes of a name that has such characters itself. So a string from here leads
/// back to the same file.
package enum NativePath {
    private static let first: UInt32 = 0xEF80
    private static let last: UInt32 = 0xEFFF

    /// The string for a path that ends with a zero byte.
    package static func string(_ path: UnsafePointer<CChar>) -> String {
        var length = 0
        while path[length] != 0 { length += 1 }
        return UnsafeRawBufferPointer(start: path, count: length).withMemoryRebound(to: UInt8.self) { string($0) }
    }

    /// The string for a path's bytes.
    package static func string(_ bytes: some Collection<UInt8>) -> String {
        if let text = String(validating: bytes, as: UTF8.self), !text.unicodeScalars.contains(where: isByte) {
            return text
        }
        var text = String.UnicodeScalarView()
        var rest = Array(bytes)[...]
        while let byte = rest.first {
            let length = byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
            if let scalar = String(validating: rest.prefix(length), as: UTF8.self)?.unicodeScalars.first,
                !isByte(scalar)
            {
                text.append(scalar)
                rest = rest.dropFirst(length)
            } else if byte >= 0x80, let scalar = Unicode.Scalar(0xEF00 + UInt32(byte)) {
                text.append(scalar)
                rest = rest.dropFirst()
            }
        }
        return String(text)
    }

    /// The bytes of a path, with a zero byte at the end: what the system's calls take.
    package static func bytes(_ path: String) -> [CChar] {
        guard path.unicodeScalars.contains(where: isByte) else { return Array(path.utf8CString) }
        var bytes: [CChar] = []
        for scalar in path.unicodeScalars {
            if isByte(scalar) {
                bytes.append(CChar(truncatingIfNeeded: scalar.value))
            } else {
                bytes += UTF8.encode(scalar)!.map { CChar(bitPattern: $0) }
            }
        }
        return bytes + [0]
    }

    /// A path to be read by people: bytes that aren't UTF-8 as `\xE9`.
    package static func text(_ path: String) -> String {
        guard path.unicodeScalars.contains(where: isByte) else { return path }
        return path.unicodeScalars.reduce(into: "") { text, scalar in
            if isByte(scalar) {
                text += "\\x" + String(scalar.value & 0xFF, radix: 16, uppercase: true)
            } else {
                text.unicodeScalars.append(scalar)
            }
        }
    }

    private static func isByte(_ scalar: Unicode.Scalar) -> Bool { first...last ~= scalar.value }
}
