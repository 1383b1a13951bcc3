import Martlet

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Text that waits until it can be written: some in memory, and more in a file without a name.
final class Spool {
    private var memory = ""
    private var file: UnsafeMutablePointer<FILE>?
    private static let mostInMemory = 1 << 20

    deinit { if let file { fclose(file) } }

    /// - Throws: `FileError` when there is no room for a file.
    func write(_ text: String) throws {
        memory += text
        if memory.utf8.count > Self.mostInMemory { try spill() }
    }

    private func spill() throws {
        if file == nil { file = tmpfile() }
        guard let file else { throw FileError(.create, "a temporary file", code: errno) }
        let written = memory.withUTF8 { fwrite($0.baseAddress, 1, $0.count, file) }
        guard written == memory.utf8.count else { throw FileError(.write, "a temporary file", code: errno) }
        memory = ""
    }

    /// Gives all that was written to `body`, in order.
    ///
    /// - Throws: `FileError`.
    func unwind(_ body: (String) -> Void) throws {
        if let file {
            guard fflush(file) == 0 else { throw FileError(.write, "a temporary file", code: errno) }
            rewind(file)
            var buffer = [UInt8](repeating: 0, count: 1 << 16)
            var rest: [UInt8] = []
            while case let count = fread(&buffer, 1, buffer.count, file), count > 0 {
                // A piece may end within a character.
                rest += buffer[..<count]
                let end = rest.lastIndex { $0 & 0xC0 != 0x80 } ?? 0
                body(String(decoding: rest[..<end], as: UTF8.self))
                rest = Array(rest[end...])
            }
            guard ferror(file) == 0 else { throw FileError(.read, "a temporary file", code: EIO) }
            body(String(decoding: rest, as: UTF8.self))
        }
        body(memory)
    }
}
