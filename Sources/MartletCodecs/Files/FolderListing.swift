#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What a folder holds.
package struct FolderListing: Sendable {
    /// Names of folders, in the order of their bytes; of links to folders too.
    package var folders: [String] = []
    /// Names of folders that begin with a point.
    package var hiddenFolders: [String] = []
    /// Names of everything else, in the order of their bytes, without those that begin with a point.
    package var files: [String] = []

    /// Lists the folder at `path`.
    ///
    /// - Throws: `FileError`.
    package init(_ path: String) throws(FileError) {
        guard !path.utf8.contains(0), let folder = opendir(NativePath.bytes(path)) else {
            throw FileError(.open, path, code: errno)
        }
        defer { closedir(folder) }
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { NativePath.string($0.prefix { $0 != 0 }) }
            if name == "." || name == ".." { continue }
            switch (Self.isFolder("\(path)/\(name)"), name.hasPrefix(".")) {
            case (true, false): folders.append(name)
            case (true, true): hiddenFolders.append(name)
            case (false, false): files.append(name)
            case (false, true): break
            }
        }
        folders.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        hiddenFolders.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        files.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Whether a folder is at `path`.
    package static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(NativePath.bytes(path), &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Whether something is at `path`.
    package static func exists(_ path: String) -> Bool { access(NativePath.bytes(path), F_OK) == 0 }

    /// What tells the folder or file at `path` from others, whatever path leads there; nil if nothing is there.
    package static func identity(_ path: String) -> Identity? {
        var status = stat()
        guard stat(NativePath.bytes(path), &status) == 0 else { return nil }
        return Identity(device: UInt64(status.st_dev), number: UInt64(status.st_ino))
    }

    /// Where a folder or file is on its disk.
    package struct Identity: Hashable {
        let device: UInt64
        let number: UInt64
    }
}
