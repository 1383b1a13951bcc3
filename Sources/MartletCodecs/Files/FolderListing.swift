#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What a folder holds.
package struct FolderListing: Sendable {
    /// Names of folders, in the order of their bytes; of links to folders too.
    package var folders: [String] = []
    /// Names of those among `folders` that are links.
    package var links: Set<String> = []
    /// Names of everything else, in the order of their bytes.
    package var files: [String] = []

    /// Lists the folder at `path`. Names that begin with a point are left out.
    ///
    /// - Throws: `FileError`.
    package init(_ path: String) throws(FileError) {
        guard !path.utf8.contains(0), let folder = opendir(path) else { throw FileError(.open, path, code: errno) }
        defer { closedir(folder) }
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasPrefix(".") { continue }
            var status = stat()
            if stat("\(path)/\(name)", &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
                folders.append(name)
                if lstat("\(path)/\(name)", &status) == 0, status.st_mode & S_IFMT == S_IFLNK { links.insert(name) }
            } else {
                files.append(name)
            }
        }
        folders.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        files.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Whether a folder is at `path`.
    package static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Whether something is at `path`.
    package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }
}
