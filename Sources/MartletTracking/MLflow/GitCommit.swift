import MartletCodecs

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What a repository of Git's stands at, read from its files (gitrepository-layout(5)).
package enum GitCommit {
    /// The commit at `HEAD` of the repository that a folder is in; nil where there is none, or none yet.
    package static func head(of folder: String) -> String? {
        guard let resolved = realpath(NativePath.bytes(folder), nil) else { return nil }
        defer { free(resolved) }
        var path = NativePath.string(resolved)
        while true {
            if FolderListing.exists("\(path)/.git") { return head(in: "\(path)/.git") }
            guard !path.isEmpty, path != "/" else { return nil }
            path = String(path.prefix(upTo: path.lastIndex(of: "/") ?? path.startIndex))
        }
    }

    /// - Parameter place: a repository, or a file that says where it is, as in worktrees.
    private static func head(in place: String) -> String? {
        var repository = place
        if !FolderListing.isFolder(place) {
            guard let link = line(place), link.hasPrefix("gitdir: ") else { return nil }
            repository = path(String(link.dropFirst("gitdir: ".count)), from: Folder.of(place))
        }
        guard let head = line("\(repository)/HEAD") else { return nil }
        guard head.hasPrefix("ref: ") else { return commit(head) }
        let name = String(head.dropFirst("ref: ".count))
        // A worktree's branches are those of the repository that it belongs to.
        let common = line("\(repository)/commondir").map { path($0, from: "\(repository)/") } ?? repository
        for folder in [repository, common] {
            if let commit = line("\(folder)/\(name)").flatMap(commit) { return commit }
        }
        let packed = (try? text("\(common)/packed-refs", limit: 1 << 26)) ?? ""
        for line in packed.split(separator: "\n") {
            let parts = line.split(separator: " ")
            if parts.count == 2, parts[1] == name[...] { return commit(String(parts[0])) }
        }
        return nil
    }

    private static func path(_ path: String, from folder: String) -> String {
        path.hasPrefix("/") ? path : folder + path
    }

    /// A text if it names a commit.
    private static func commit(_ text: String) -> String? {
        [40, 64].contains(text.utf8.count) && text.allSatisfy { $0.isASCII && $0.isHexDigit } ? text : nil
    }

    private static func text(_ path: String, limit: Int) throws -> String {
        String(decoding: try FileReader.contents(of: path, limit: limit), as: UTF8.self)
    }

    /// The first line of a short file.
    private static func line(_ path: String) -> String? {
        guard let text = try? text(path, limit: 4096) else { return nil }
        return text.split(separator: "\n").first.map(String.init)
    }
}
