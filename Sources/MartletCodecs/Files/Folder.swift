#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What is done to folders on behalf of a file in them.
package enum Folder {
    /// The part of a path before its last name: `./` if there is none.
    package static func of(_ path: String) -> String {
        path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[...$0]) } ?? "./"
    }

    /// Makes the folder that a file will lie in, and those around it, where they lack.
    ///
    /// - Throws: `FileError` if one can't be made.
    package static func create(for path: String) throws(FileError) {
        let folder = of(path)
        for end in folder.indices.dropFirst() where folder[end] == "/" {
            let part = String(folder[..<end])
            if mkdir(NativePath.bytes(part), 0o777) == 0 || errno == EEXIST { continue }
            // Folders on the way may be read-only, or even hidden, and there.
            let code = errno
            if access(NativePath.bytes(part), F_OK) != 0 { throw FileError(.create, path, code: code) }
        }
    }

    /// Waits until a file's new name in its folder is on the disk.
    ///
    /// - Throws: `FileError` for `given`, the path that the caller gave, if that is another.
    static func sync(of file: String, for given: String? = nil) throws(FileError) {
        let path = given ?? file
        let descriptor = open(NativePath.bytes(of(file)), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError(.sync, path, code: errno) }
        defer { close(descriptor) }
        // Some file systems cannot sync a folder and say so by EINVAL; they offer nothing better.
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw FileError(.sync, path, code: errno) }
    }
}
