#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A file that is being filled, by one process at a time.
struct PartialFile: ~Copyable {
    private let file: LockedFile
    /// What the file becomes.
    private let target: String

    var path: String { file.path }
    var descriptor: Int32 { file.descriptor }

    /// Opens or makes the file at `path`, which will be renamed to `target`; calls `waiting` if another process has it.
    init(_ path: String, for target: String, waiting: () -> Void) throws {
        file = try LockedFile(path, waiting: waiting)
        self.target = target
    }

    /// Its length in bytes.
    func count() throws(FileError) -> Int {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw FileError(.read, path, code: errno) }
        return Int(status.st_size)
    }

    /// Puts `bytes` at the end of the file that is open as `descriptor`.
    static func append(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32, _ path: String) throws(FileError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = write(descriptor, bytes.baseAddress! + rest.startIndex, rest.count)
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                throw FileError(.write, path, code: errno)
            }
        }
    }

    func truncate() throws(FileError) {
        guard ftruncate(descriptor, 0) == 0 else { throw FileError(.write, path, code: errno) }
    }

    func remove() throws(FileError) { try file.remove() }

    /// Puts the file in its place once it is on the disk.
    consuming func finish() throws(FileError) {
        guard fsync(descriptor) == 0 else { throw FileError(.sync, path, code: errno) }
        guard rename(path, target) == 0 else { throw FileError(.replace, target, code: errno) }
        try Folder.sync(of: target)
    }
}
