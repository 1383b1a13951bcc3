import MartletCodecs
import MartletNN

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Artifacts in folders of this machine.
package enum MLflowFiles {
    /// The folder of artifacts beside a database, absolute, as MLflow wants it.
    package static func root(of database: String) -> String {
        let folder = database.hasSuffix("/") ? database : Folder.of(database)
        return resolved(folder).map { $0 + "/mlruns" } ?? folder + "mlruns"
    }

    /// The folder that a location of MLflow's names.
    ///
    /// - Throws: `MLflowError` for one that isn't on this machine.
    package static func folder(_ location: String) throws(MLflowError) -> String {
        if location.hasPrefix("file://") { return String(location.dropFirst("file://".count)) }
        guard !location.contains(":/") else {
            throw MLflowError("artifacts are kept at '\(location)', where only MLflow's server reads and writes", .data)
        }
        return location
    }

    /// Gives `body` the path of a file within a location; nil where there is none.
    ///
    /// - Throws: `MLflowError` for a location that isn't on this machine; what `body` throws.
    static func withFile<R>(_ path: String, in location: String, _ body: (String) throws -> R) throws -> R? {
        let file = try "\(folder(location))/\(path)"
        return FolderListing.exists(file) ? try body(file) : nil
    }

    /// The files in a folder and in those within it, by their paths from there. Links to folders aren't followed.
    ///
    /// - Throws: `FileError`.
    static func files(in folder: String) throws -> [String] {
        guard FolderListing.isFolder(folder) else { return [] }
        let listing = try FolderListing(folder)
        return try listing.files
            + listing.folders.filter { !isLink("\(folder)/\($0)") }.flatMap { inner in
                try files(in: "\(folder)/\(inner)").map { "\(inner)/\($0)" }
            }
    }

    private static func isLink(_ path: String) -> Bool {
        var status = stat()
        return lstat(NativePath.bytes(path), &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
    }

    /// Removes those files, and folders that are empty then, if the folder lies within `root`.
    ///
    /// - Returns: whether it does, or is gone; else nothing is removed.
    /// - Throws: `FileError`.
    static func remove(_ folder: String, within root: String) throws -> Bool {
        guard let path = resolved(folder) else { return true }
        guard let root = resolved(root), path.hasPrefix(root + "/") else { return false }
        var folders = [path, String(Folder.of(path).dropLast())]
        for file in try files(in: path) {
            unlink(NativePath.bytes("\(path)/\(file)"))
            for end in file.indices where file[end] == "/" { folders.append("\(path)/\(file[..<end])") }
        }
        // Those within others first.
        for folder in Set(folders).sorted(by: >) { rmdir(NativePath.bytes(folder)) }
        return true
    }

    /// The path without links; nil if nothing is there.
    private static func resolved(_ path: String) -> String? {
        guard let resolved = realpath(NativePath.bytes(path), nil) else { return nil }
        defer { free(resolved) }
        return NativePath.string(resolved)
    }

    /// Writes a file within a location, whole or not at all.
    ///
    /// - Throws: `FileError`; `MLflowError` for a location that isn't on this machine.
    static func write(_ content: MLflowContent, to path: String, in location: String) throws {
        let target = try "\(folder(location))/\(path)"
        try Folder.create(for: target)
        switch content {
        case .bytes(let bytes): try AtomicFile.write(bytes, to: target)
        case .file(let source):
            let file = try FileReader(source)
            try AtomicFile.write(to: target) { writer in
                for offset in stride(from: 0, to: file.count, by: 1 << 20) {
                    try writer.write(file.bytes(at: offset, count: min(1 << 20, file.count - offset)))
                }
            }
        }
    }
}

/// A model that a run made, as files: the weights with all that Martlet needs, and what MLflow reads of it.
struct MLflowModelFiles {
    let id = "m-" + MLflowName.identifier()
    let location: String
    let time = WallTime.milliseconds

    /// Writes the files.
    ///
    /// - Throws: `FileError`; `MLflowError` for a location that isn't on this machine.
    init(_ model: any Savable, name: String, run: MLflowRunPlace) throws {
        location = "\(run.experimentArtifacts)/models/\(id)/artifacts"
        let folder = try MLflowFiles.folder(location)
        let file = "\(folder)/model.safetensors"
        try Folder.create(for: file)
        try model.save(to: file)
        let description = Self.description(id: id, location: location, run: run.id, size: try FileReader(file).count)
        try AtomicFile.write(description, to: "\(folder)/MLmodel")
    }

    /// What the file `MLmodel` says, in YAML.
    static func description(id: String, location: String, run: String, size: Int) -> String {
        let fields: [(String, JSON)] = [
            ("artifact_path", .string(location)), ("model_id", .string(id)), ("model_size_bytes", .integer(size)),
            ("model_uuid", .string(id)), ("run_id", .string(run)),
        ]
        return "flavors:\n  martlet:\n    data: model.safetensors\n"
            + fields.map { "\($0): \($1.serialized())\n" }.joined()
    }
}

/// What MLflow is told of data.
extension MLflowName {
    /// Up to 36 characters that tell the content.
    static func digest(of data: TrackedData) -> String {
        if let digest = data.digest { return cut(digest, to: 36) }
        var check = CRC32C()
        check.update(data.name)
        check.update(data.source ?? "")
        return String(check.text.dropFirst("crc32c:".count))
    }

    static func source(of data: TrackedData) -> String {
        JSON.object(["uri": .string(data.source ?? "")]).serialized()
    }

    static func profile(of data: TrackedData) -> String? {
        data.rows.map { JSON.object(["num_rows": .integer($0)]).serialized() }
    }
}
