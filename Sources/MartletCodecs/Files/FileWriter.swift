#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Streams bytes into a new file, as into one that `AtomicFile` is preparing.
public struct FileWriter: ~Copyable {
    private let descriptor: Int32
    private let path: String
    private var buffer: [UInt8] = []
    private static let bufferSize = 1 << 16

    init(creating temporary: String, for path: String, permissions: mode_t?) throws {
        self.path = path
        descriptor = open(NativePath.bytes(temporary), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw FileError(.create, path, code: errno) }
        if let permissions { _ = fchmod(descriptor, permissions) }
        buffer.reserveCapacity(Self.bufferSize)
    }

    deinit { close(descriptor) }

    /// Appends the bytes of `data`.
    public mutating func write(_ data: UnsafeRawBufferPointer) throws {
        if buffer.count + data.count > Self.bufferSize { try flush() }
        if data.count < Self.bufferSize {
            buffer.append(contentsOf: data)
        } else {
            try writeThrough(data)
        }
    }

    /// Appends `bytes`.
    public mutating func write(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { try write($0) }
    }

    /// Appends `text` in UTF-8.
    public mutating func write(_ text: String) throws {
        var text = text
        try text.withUTF8 { try write(UnsafeRawBufferPointer($0)) }
    }

    /// Replaces the bytes that the file begins with by as many others.
    mutating func overwrite(_ start: [UInt8]) throws {
        try flush()
        guard lseek(descriptor, 0, SEEK_SET) == 0 else { throw FileError(.write, path, code: errno) }
        try start.withUnsafeBytes { try writeThrough($0) }
        guard lseek(descriptor, 0, SEEK_END) >= 0 else { throw FileError(.write, path, code: errno) }
    }

    /// Hands everything to the system and waits until it is on the disk.
    package mutating func finish() throws {
        try flush()
        guard fsync(descriptor) == 0 else { throw FileError(.sync, path, code: errno) }
    }

    /// Hands what was gathered to the system. Where that fails, the file is as before and what was gathered is kept.
    package mutating func flush() throws {
        try buffer.withUnsafeBytes { try writeThrough($0) }
        buffer.removeAll(keepingCapacity: true)
    }

    /// Writes all of it, or, as far as the system allows, nothing.
    private func writeThrough(_ data: UnsafeRawBufferPointer) throws {
        let end = lseek(descriptor, 0, SEEK_CUR)
        var rest = data[...]
        while !rest.isEmpty {
            let written = writeSome(descriptor, UnsafeRawBufferPointer(rebasing: rest))
            if written < 0 {
                if errno == EINTR { continue }
                let code = errno
                if end >= 0, ftruncate(descriptor, end) == 0 { lseek(descriptor, end, SEEK_SET) }
                throw FileError(.write, path, code: code)
            }
            rest = rest.dropFirst(written)
        }
    }
}

/// The system's `write`, which may take less than all.
private func writeSome(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    write(descriptor, bytes.baseAddress, bytes.count)
}
