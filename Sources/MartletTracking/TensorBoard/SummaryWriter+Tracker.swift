import MartletCodecs
public import MartletNN

extension SummaryWriter: Tracker {
    public func log(parameters: [String: String]) throws {
        var values: JSON.Object = [:]
        for (name, text) in parameters.sorted(by: { $0.key < $1.key }) {
            values[name] =
                switch text {
                case "true", "false": .bool(text == "true")
                default: Double(text).map { .double($0) } ?? .string(text)
                }
        }
        try hyperparameters(values)
    }

    public func set(tags: [String: String]) throws {
        let rows = tags.sorted { $0.key < $1.key }.map { "| \($0.key) | \($0.value) |\n" }
        try text("tags", "| tag | value |\n|---|---|\n" + rows.joined(), step: 0)
    }

    public func log(_ numbers: Logs, step: Int) throws {
        for (name, value) in numbers { try scalar(name, value, step: step) }
    }

    /// Texts and PNG pictures are shown; other things have no place in event files.
    public func log(_ artifact: Artifact, step: Int?) throws {
        switch artifact.content {
        case .text(let text): try self.text(artifact.path, "```\n\(text)\n```", step: step ?? 0)
        case .image(let bytes) where bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]):
            try image(artifact.path, png: bytes, step: step ?? 0)
        case .image, .file, .model: break
        }
    }

    public func child(_ run: TrackedRun) throws -> (any Tracker)? {
        SummaryWriter(logDirectory: "\(logDirectory)/\(run.name ?? "child-\(TemporaryNumber.next())")")
    }

    public func end(_ status: RunStatus) throws {
        try endHyperparameters(status)
        try flush()
    }
}
