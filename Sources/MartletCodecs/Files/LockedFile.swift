#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A file that one process at a time has, and in it one thread: it is locked as long as this value lives.
package struct LockedFile: ~Copyable {
    package let path: String
    package let descriptor: Int32

    /// Opens or makes the file at `path`.
    ///
    /// - Parameter waiting: is called before it is waited for somebody else who has the file.
    /// - Throws: `FileError`; what `waiting` throws: then it isn't waited for.
    package init(_ path: String, waiting: () throws -> Void = {}) throws {
        while true {
            let descriptor = open(NativePath.bytes(path), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
            guard descriptor >= 0 else { throw FileError(.create, path, code: errno) }
            do {
                try Self.lock(descriptor, path, waiting)
            } catch {
                close(descriptor)
                throw error
            }
            // While this one waited, the other may have renamed or removed the file.
            if Self.isSame(descriptor, path) {
                (self.path, self.descriptor) = (path, descriptor)
                return
            }
            close(descriptor)
        }
    }

    deinit { close(descriptor) }

    package func remove() throws(FileError) {
        guard unlink(NativePath.bytes(path)) == 0 else { throw FileError(.write, path, code: errno) }
    }

    private static func lock(_ descriptor: Int32, _ path: String, _ waiting: () throws -> Void) throws {
        if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return }
        try waiting()
        while flock(descriptor, LOCK_EX) != 0 {
            if errno != EINTR { throw FileError(.create, path, code: errno) }
        }
    }

    private static func isSame(_ descriptor: Int32, _ path: String) -> Bool {
        var (opened, named) = (stat(), stat())
        return fstat(descriptor, &opened) == 0 && stat(NativePath.bytes(path), &named) == 0
            && opened.st_ino == named.st_ino && opened.st_dev == named.st_dev
    }
}
