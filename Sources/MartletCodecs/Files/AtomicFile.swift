#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Replaces files whole: a reader, a crash or a full disk sees the old file or the new one, never a part.
///
/// The bytes go to a temporary file in the same folder (`.<name>.tmp-<pid>-<n>`), which is synced and then renamed
/// over the old one; the folder is synced last. A process that is killed may leave its temporary behind, nothing else; the
/// next write to the same path removes it.
public enum AtomicFile {
    /// Writes what `body` streams, and replaces the file at `path` once all of it is on the disk.
    ///
    /// A symbolic link keeps pointing where it did, and an existing file keeps its permissions.
    ///
    /// - Throws: `FileError`, or what `body` throws; then the old file is untouched and the temporary is gone.
    public static func write(to path: String, _ body: (inout FileWriter) throws -> Void) throws {
        let target = try Target(path)
        try target.replace(for: path) {
            var writer = try FileWriter(creating: target.temporary, for: path, permissions: target.permissions)
            try body(&writer)
            try writer.finish()
        }
    }

    /// Tells before long work that no file could be made or replaced at `path`. It leaves nothing behind.
    ///
    /// - Throws: `FileError`, also for a file that nobody may write to.
    package static func tryOut(_ path: String) throws {
        let target = try Target(path)
        if let permissions = target.permissions, permissions & 0o222 == 0 {
            throw FileError(
                .replace, path, reason: "it is read-only", advice: "choose another path, or allow writing to it")
        }
        defer { unlink(NativePath.bytes(target.temporary)) }
        _ = try FileWriter(creating: target.temporary, for: path, permissions: target.permissions)
    }

    /// Replaces the file at `path` by the one that `body` makes under the temporary path it is given: for libraries that
    /// make files themselves. Links and permissions are kept as `write` keeps them.
    ///
    /// - Throws: `FileError`, or what `body` throws; then the old file is untouched and the temporary is gone.
    package static func replace(_ path: String, _ body: (_ temporary: String) throws -> Void) throws {
        let target = try Target(path)
        try target.replace(for: path) {
            // Shows that a file can be made there, and says why not.
            var writer = try FileWriter(creating: target.temporary, for: path, permissions: target.permissions)
            try writer.finish()
            try body(target.temporary)
            try target.syncFile(for: path)
        }
    }

    /// Replaces the file at `path` by `bytes`.
    public static func write(_ bytes: [UInt8], to path: String) throws {
        try write(to: path) { try $0.write(bytes) }
    }

    /// Replaces the file at `path` by `text` in UTF-8.
    public static func write(_ text: String, to path: String) throws {
        try write(to: path) { try $0.write(text) }
    }
}

/// Where a replacement goes, and the name it is prepared under.
private struct Target {
    let path: String
    let temporary: String
    /// What the names of this file's temporaries begin with; the process follows.
    private let prefix: String
    /// Those of the file that is replaced, when there is one.
    let permissions: mode_t?

    init(_ path: String) throws {
        guard !path.isEmpty, !path.utf8.contains(0) else {
            throw FileError(
                .create, path, reason: "the path is empty or holds a zero byte", advice: "give the path of a file")
        }
        let target = Self.followingLink(path)
        var status = stat()
        if stat(NativePath.bytes(target), &status) == 0 {
            if status.st_mode & S_IFMT == S_IFDIR { throw FileError(.create, path, code: EISDIR) }
            guard status.st_mode & S_IFMT == S_IFREG else {
                throw FileError(
                    .replace, path, reason: "it is not a regular file", advice: "give the path of a file to replace")
            }
            permissions = status.st_mode & 0o7777
        } else {
            permissions = nil
        }
        guard let name = target.split(separator: "/", omittingEmptySubsequences: false).last, !name.isEmpty else {
            throw FileError(.create, path, code: EISDIR)
        }
        self.path = target
        prefix = ".\(name).tmp-"
        temporary = "\(Folder.of(target))\(prefix)\(getpid())-\(TemporaryNumber.next())"
    }

    /// Removes temporaries for this file whose processes are gone.
    private func removeLeftovers() {
        guard let folder = opendir(NativePath.bytes(Folder.of(path))) else { return }
        defer { closedir(folder) }
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { NativePath.string($0.prefix { $0 != 0 }) }
            guard name.hasPrefix(prefix), let process = pid_t(name.dropFirst(prefix.count).prefix { $0 != "-" }),
                process > 0, kill(process, 0) != 0, errno == ESRCH
            else { continue }
            unlink(NativePath.bytes(Folder.of(path) + name))
        }
    }

    /// Puts the temporary that `prepare` makes in the place of the file.
    func replace(for path: String, _ prepare: () throws -> Void) throws {
        removeLeftovers()
        do {
            try prepare()
            guard rename(NativePath.bytes(temporary), NativePath.bytes(self.path)) == 0 else {
                throw FileError(.replace, path, code: errno)
            }
        } catch {
            unlink(NativePath.bytes(temporary))
            throw error
        }
        try Folder.sync(of: self.path, for: path)
    }

    /// Waits until a temporary that others wrote is on the disk, and gives it the old file's permissions.
    func syncFile(for path: String) throws {
        let descriptor = open(NativePath.bytes(temporary), O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError(.sync, path, code: errno) }
        defer { close(descriptor) }
        if let permissions { _ = fchmod(descriptor, permissions) }
        guard fsync(descriptor) == 0 else { throw FileError(.sync, path, code: errno) }
    }

    private static func followingLink(_ path: String) -> String {
        var status = stat()
        guard lstat(NativePath.bytes(path), &status) == 0, status.st_mode & S_IFMT == S_IFLNK,
            let resolved = realpath(NativePath.bytes(path), nil)
        else { return path }
        defer { free(resolved) }
        return NativePath.string(resolved)
    }
}
