import MartletCodecs
public import MartletNumerics

/// What a run's event files hold, whoever wrote them: this module, TensorFlow, PyTorch.
///
/// ```swift
/// let losses = try SummaryReader("logs/first").scalars["loss"] ?? []
/// print(losses.map(\.value))
/// ```
public struct SummaryReader: Sendable {
    /// A value at a step.
    public struct Point<Value: Sendable>: Sendable {
        /// The step that it belongs to.
        public var step: Int
        /// When it was noted, in seconds since 1970.
        public var wallTime: Double
        /// What was noted.
        public var value: Value
    }

    /// Numbers by tag, in the order in which they were noted; they were float32.
    public private(set) var scalars: [String: [Point<Double>]] = [:]
    /// Histograms by tag: `[pieces, 3]` of float64, each piece's left edge, right edge and count.
    public private(set) var histograms: [String: [Point<Tensor>]] = [:]
    /// Curves of precision over recall by tag: `[6, thresholds]` of float64, true and false positives, true and false
    /// negatives, precision and recall.
    public private(set) var prCurves: [String: [Point<Tensor>]] = [:]
    /// Texts by tag.
    public private(set) var texts: [String: [Point<String>]] = [:]
    /// Pictures by tag, as the bytes of their files.
    public private(set) var images: [String: [Point<[UInt8]>]] = [:]
    /// Which part of TensorBoard shows a tag, by its first value's metadata.
    private var plugins: [String: String] = [:]

    /// Reads an event file, or all of those in a folder one after the other by their names. The last event of a file that
    /// somebody is writing may be left out.
    ///
    /// - Throws: `FileError`, also for files that are no event files, are damaged, or where there are none.
    public init(_ path: String) throws {
        guard FolderListing.isFolder(path) else {
            try read(path)
            return
        }
        let files = try FolderListing(path).files.filter { $0.contains("tfevents") }
        if files.isEmpty {
            throw FileError(
                .open, path, reason: "no file in it has 'tfevents' in its name", advice: "give the folder of a run")
        }
        for file in files { try read("\(path)/\(file)") }
    }

    /// The runs in a folder and the folders within it: the paths, within it, of those that hold event files; of the folder
    /// itself it is `.`.
    ///
    /// - Throws: `FileError`.
    public static func runs(in logDirectory: String) throws -> [String] {
        var runs: [String] = []
        func visit(_ folder: String, _ name: String, depth: Int) throws {
            let listing = try FolderListing(folder)
            if listing.files.contains(where: { $0.contains("tfevents") }) { runs.append(name.isEmpty ? "." : name) }
            if depth == 32 { return }  // links may lead back
            for inner in listing.folders {
                try visit("\(folder)/\(inner)", name.isEmpty ? inner : "\(name)/\(inner)", depth: depth + 1)
            }
        }
        try visit(logDirectory, "", depth: 0)
        return runs
    }

    private mutating func read(_ path: String) throws {
        try TFRecord.read(path) { record in
            do {
                try take(record)
            } catch let error as ProtobufReader.Malformed {
                throw FileError(
                    .read, path, reason: "an event is damaged: \(error)", advice: "give a file that TensorBoard reads")
            }
        }
    }

    private mutating func take(_ event: [UInt8]) throws {
        var (time, step, summary) = (0.0, 0, nil as ProtobufReader.Value?)
        var reader = ProtobufReader(event[...])
        while let (number, value) = try reader.next() {
            switch number {
            case EventField.wallTime: time = value.double ?? 0
            case EventField.step: step = Int(value.integer ?? 0)
            case EventField.summary: summary = value
            default: break
            }
        }
        for (number, value) in try summary?.fields() ?? [] where number == SummaryField.value {
            if let value = try SummaryValue(value) { take(value, step, time) }
        }
    }

    private mutating func take(_ summary: SummaryValue, _ step: Int, _ time: Double) {
        func point<Value>(_ value: Value) -> Point<Value> { Point(step: step, wallTime: time, value: value) }
        let tag = summary.tag
        if let plugin = summary.plugin, plugins[tag] == nil { plugins[tag] = plugin }
        switch summary.content {
        case .scalar(let value): scalars[tag, default: []].append(point(value))
        case .histogram(let rows): histograms[tag, default: []].append(point(rows))
        case .image(let bytes): images[tag, default: []].append(point(bytes))
        case .tensor(let tensor):
            switch plugins[tag].flatMap(Plugin.init) {
            case .scalars: if let value = tensor.scalar { scalars[tag, default: []].append(point(value)) }
            case .histograms:
                if let rows = tensor.columns(3) { histograms[tag, default: []].append(point(rows)) }
            case .prCurves: if let rows = tensor.rows(6) { prCurves[tag, default: []].append(point(rows)) }
            case .text:
                let text = tensor.strings.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\n")
                texts[tag, default: []].append(point(text))
            case .images:
                // Width and height come first.
                images[tag, default: []] += tensor.strings.dropFirst(2).map { point(Array($0)) }
            case .hparams, nil: break
            }
        }
    }
}
