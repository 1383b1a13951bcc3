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
        guard let resolved = realpath(NativePath.bytes(folder), nil) else { return folder + "mlruns" }
        defer { free(resolved) }
        return NativePath.string(resolved) + "/mlruns"
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
