import Martlet

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The files that a command is going to read and write, to be checked before it does anything.
struct FilePlan {
    private struct File {
        let option: String
        let path: PlannedPath
    }

    private var inputs: [File] = []
    private var outputs: [File] = []
    /// Options whose file may be the one of another option, because replacing it is what they are for.
    private var replacing: [(output: String, input: String)] = []

    /// Adds a file that is read, or a folder whose files are.
    mutating func reads(_ path: String?, as option: String) {
        if let path { inputs.append(File(option: option, path: PlannedPath(path))) }
    }

    /// Adds a file that is written.
    ///
    /// - Parameters:
    ///   - isTemplate: whether braces in its name stand for numbers.
    ///   - replaced: the option whose file it may replace.
    mutating func writes(
        _ path: String?, as option: String, isTemplate: Bool = false, replacing replaced: String? = nil
    ) {
        guard let path else { return }
        outputs.append(File(option: option, path: PlannedPath(path, isTemplate: isTemplate)))
        if let replaced { replacing.append((option, replaced)) }
    }

    /// Checks that no output would overwrite an input or another output, and that all can be written.
    ///
    /// - Throws: `ArgumentError`, `FileError`.
    func check() throws {
        for (index, output) in outputs.enumerated() {
            // A folder holds what is read, but that isn't what is wrong with it.
            if output.path.isFolder { try AtomicFile.tryOut(output.path.example) }
            for input in inputs where output.path.overlaps(input.path) {
                if replacing.contains(where: { $0.output == output.option && $0.input == input.option }) { continue }
                throw ArgumentError(
                    output.option, "'\(output.path.text)' would overwrite what \(input.option) reads; give another path"
                )
            }
            for other in outputs[..<index] where output.path.overlaps(other.path) {
                throw ArgumentError(
                    output.option,
                    "'\(output.path.text)' is what \(other.option) writes too; give each a path of its own")
            }
        }
        for output in outputs { try AtomicFile.tryOut(output.path.example) }
    }
}

/// A path, and the file that it leads to.
private struct PlannedPath {
    let text: String
    /// Without links and `..` as far as it exists.
    private let resolved: String
    /// Device and number of what is there; nil if nothing is.
    private let identity: (dev_t, ino_t)?
    let isFolder: Bool
    private let isTemplate: Bool

    init(_ text: String, isTemplate: Bool = false) {
        self.text = text
        self.isTemplate = isTemplate
        var status = stat()
        let exists = stat(NativePath.bytes(text), &status) == 0
        identity = exists ? (status.st_dev, status.st_ino) : nil
        isFolder = exists && status.st_mode & S_IFMT == S_IFDIR
        resolved = Self.resolve(text)
    }

    private static func resolve(_ path: String) -> String {
        if let known = realpath(NativePath.bytes(path), nil) {
            defer { free(known) }
            return NativePath.string(known)
        }
        let cut = path.utf8.lastIndex(of: UInt8(ascii: "/"))
        let folder = cut.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let name = cut.map { String(path[path.utf8.index(after: $0)...]) } ?? path
        let parent = folder == path || folder.isEmpty ? folder : resolve(folder)
        return (parent == "/" ? "" : parent) + "/" + name
    }

    /// Whether a write to one could change the other: they are one file, a template can become the other, or one is
    /// a folder that holds the other.
    func overlaps(_ other: PlannedPath) -> Bool {
        if let identity, let known = other.identity, identity == known { return true }
        if resolved == other.resolved { return true }
        if isFolder, other.identity != nil, other.resolved.hasPrefix(resolved + "/") { return true }
        if other.isFolder, identity != nil, resolved.hasPrefix(other.resolved + "/") { return true }
        return isTemplate && PathPieces(resolved).matches(other.resolved)
            || other.isTemplate && PathPieces(other.resolved).matches(resolved)
    }

    /// A path that could come of a template.
    var example: String { isTemplate ? PathPieces(text).example : text }
}

/// The fixed parts of a path between which numbers in braces stand.
private struct PathPieces {
    private var fixed: [Substring] = []

    init(_ text: String) {
        var rest = text[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            fixed.append(rest[..<open])
            rest = rest[rest.index(after: close)...]
        }
        fixed.append(rest)
    }

    var example: String { fixed.joined(separator: "1") }

    /// Whether numbers in place of the braces make `path`.
    func matches(_ path: String) -> Bool {
        guard fixed.count > 1, path.hasPrefix(fixed[0]) else { return false }
        return Self.matches(path.dropFirst(fixed[0].count), fixed[1...])
    }

    private static func matches(_ path: Substring, _ fixed: ArraySlice<Substring>) -> Bool {
        guard let next = fixed.first else { return path.isEmpty }
        for length in 1...24 {
            guard let last = path.dropFirst(length - 1).first, "0123456789.+-einfa ".contains(last) else {
                return false
            }
            let rest = path.dropFirst(length)
            if rest.hasPrefix(next), matches(rest.dropFirst(next.count), fixed.dropFirst()) { return true }
        }
        return false
    }
}
