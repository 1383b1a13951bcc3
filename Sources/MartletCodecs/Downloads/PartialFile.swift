#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A file that is being filled, by one process at a time: it is locked as long as this value lives.
struct PartialFile: ~Copyable {
    let path: String
    let descriptor: Int32
    /// What the file becomes.
    private let target: String

    /// Opens or makes the file at `path`, which will be renamed to `target`; calls `waiting` if another process has it.
    init(_ path: String, for target: String, waiting: () -> Void) throws(FileError) {
        while true {
            let descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
            guard descriptor >= 0 else { throw FileError(.create, path, code: errno) }
            if flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
                waiting()
                while flock(descriptor, LOCK_EX) != 0 {
                    if errno == EINTR { continue }
                    let code = errno
                    close(descriptor)
                    throw FileError(.create, path, code: code)
                }
            }
            // While this one waited, the other may have renamed or removed the file.
            if Self.isSame(descriptor, path) {
                self.path = path
                self.target = target
                self.descriptor = descriptor
                return
            }
            close(descriptor)
        }
    }

    deinit { close(descriptor) }

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

    func remove() throws(FileError) {
        guard unlink(path) == 0 else { throw FileError(.write, path, code: errno) }
    }

    /// Puts the file in its place once it is on the disk.
    consuming func finish() throws(FileError) {
        guard fsync(descriptor) == 0 else { throw FileError(.sync, path, code: errno) }
        guard rename(path, target) == 0 else { throw FileError(.replace, target, code: errno) }
        try Folder.sync(of: target)
    }

    private static func isSame(_ descriptor: Int32, _ path: String) -> Bool {
        var (opened, named) = (stat(), stat())
        return fstat(descriptor, &opened) == 0 && stat(path, &named) == 0
            && opened.st_ino == named.st_ino && opened.st_dev == named.st_dev
    }
}
