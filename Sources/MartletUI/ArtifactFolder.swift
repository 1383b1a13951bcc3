import MartletCodecs
import MartletTracking

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The folders whose files are shown. What a database says of its runs' files may come from anybody.
struct ArtifactRoots: Sendable {
    /// Where the files are that a database keeps by itself.
    let own: String
    private let others: [String]

    /// - Parameters:
    ///   - database: its path.
    ///   - others: folders that are shown too.
    init(_ database: String, others: [String]) { (own, self.others) = (MLflowFiles.root(of: database), others) }

    /// Whether something lies in one of them; both without links.
    func hold(_ place: String) -> Bool {
        ([own] + others).compactMap(ArtifactFolder.resolved).contains {
            place == $0 || place.hasPrefix($0 == "/" ? "/" : $0 + "/")
        }
    }
}

/// The files that a run or a model keeps. Nothing outside the folder is reached, also not by symbolic links.
struct ArtifactFolder {
    /// A file within the folder.
    struct File: Hashable {
        /// From the folder.
        let path: String
        let size: Int
    }

    /// Absolute and without links.
    private let root: String

    /// - Parameter location: as MLflow has it.
    /// - Returns: nil where the location isn't on this machine, nothing is there, or it lies elsewhere than in `roots`.
    init?(_ location: String, in roots: ArtifactRoots) {
        guard let folder = try? MLflowFiles.folder(location), let root = Self.resolved(folder),
            FolderListing.isFolder(root), roots.hold(root)
        else { return nil }
        self.root = root
    }

    /// The files in it and in its folders, in the order of their bytes; at most so many.
    func files(limit: Int = 1000) -> [File] {
        var files: [File] = []
        add("", to: &files, limit: limit, depth: 0)
        return files
    }

    private func add(_ folder: String, to files: inout [File], limit: Int, depth: Int) {
        guard depth < 16, let here = try? FolderListing(root + "/" + folder) else { return }
        for name in here.files where files.count < limit {
            if let file = file(folder + name) { files.append(file) }
        }
        for name in here.folders where files.count < limit {
            guard Self.resolved("\(root)/\(folder)\(name)") == "\(root)/\(folder)\(name)" else { continue }
            add("\(folder)\(name)/", to: &files, limit: limit, depth: depth + 1)
        }
    }

    /// A file within the folder; nil if there is none, or it lies elsewhere.
    func file(_ path: String) -> File? {
        guard !path.utf8.contains(0), let place = Self.resolved("\(root)/\(path)"), place.hasPrefix(root + "/") else {
            return nil
        }
        var status = stat()
        guard stat(NativePath.bytes(place), &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return File(path: path, size: Int(status.st_size))
    }

    /// Where a file of the folder is on this machine.
    func place(of file: File) -> String { "\(root)/\(file.path)" }

    fileprivate static func resolved(_ path: String) -> String? {
        guard let known = realpath(NativePath.bytes(path), nil) else { return nil }
        defer { free(known) }
        return NativePath.string(known)
    }
}

/// What a file of a run is, by its name.
enum ArtifactKind {
    case image(String)
    case text
    case page
    case other

    init(_ path: String) {
        let name = path.split(separator: "/").last ?? ""
        switch name.lastIndex(of: ".").map({ name[name.index(after: $0)...].lowercased() }) ?? name.lowercased() {
        case "png": self = .image("image/png")
        case "jpg", "jpeg": self = .image("image/jpeg")
        case "gif": self = .image("image/gif")
        case "webp": self = .image("image/webp")
        case "svg": self = .image("image/svg+xml")
        case "txt", "log", "csv", "tsv", "json", "jsonl", "yaml", "yml", "md", "py", "swift", "toml", "mlmodel":
            self = .text
        case "html", "htm": self = .page
        default: self = .other
        }
    }

    /// What a browser is told that it is.
    var type: String {
        switch self {
        case .image(let type): type
        case .text: "text/plain; charset=utf-8"
        case .page: "text/html; charset=utf-8"
        case .other: "application/octet-stream"
        }
    }
}
