/// A run as a tracker is told of its beginning.
public struct TrackedRun: Sendable, Hashable {
    /// What people call it; nil leaves that to the tracker.
    public var name: String?
    /// Marks by name.
    public var tags: [String: String]
    /// The stored model that the run begins with; nil if it was made in this process.
    public var origin: ModelOrigin?
    /// The `runID` of the run that goes on; nil is a new run.
    public var resuming: String?

    /// A new run, unless `resuming` names one.
    public init(
        name: String? = nil, tags: [String: String] = [:], origin: ModelOrigin? = nil, resuming: String? = nil
    ) {
        self.name = name
        self.tags = tags
        self.origin = origin
        self.resuming = resuming
    }
}

/// How a run ended.
public enum RunStatus: Sendable {
    /// It came to its end, early stopping included.
    case finished
    /// It threw this error.
    case failed(any Error)
    /// Its task was cancelled.
    case killed

    /// How a run ended that threw.
    public init(_ error: any Error) { self = error is CancellationError ? .killed : .failed(error) }
}

/// What can be kept in a file by itself: a model, or what an estimator learned.
public protocol Savable: Sendable {
    /// Writes it to a file, which replaces an older one whole or not at all.
    func save(to path: String) throws
}

extension Model: Savable {
    /// Writes the model with all that `save(to:includeOptimizer:compression:)` keeps unless told otherwise.
    public func save(to path: String) throws { try save(to: path, includeOptimizer: true) }
}

/// Something kept with a run.
public struct Artifact: Sendable {
    /// What is kept.
    public enum Content: Sendable {
        /// A text, as of a configuration.
        case text(String)
        /// A picture as a file of its format: PNG, JPEG or SVG.
        case image([UInt8])
        /// A file's path.
        case file(String)
        /// A model, or what an estimator learned, as `save(to:)` writes it.
        case model(any Savable)
    }

    /// Where it is kept within the run, such as `figures/loss.svg`; the ending tells the format.
    public var path: String
    /// What is kept there.
    public var content: Content

    /// Something to keep at `path`.
    public init(_ path: String, _ content: Content) {
        self.path = path
        self.content = content
    }
}

/// Data that a run reads.
public struct TrackedData: Sendable, Hashable {
    /// What people call the data.
    public var name: String
    /// What it is for, such as `train`.
    public var context: String
    /// Where it comes from, such as a path; nil if that isn't known.
    public var source: String?
    /// What tells its content from another's; nil if that isn't known.
    public var digest: String?
    /// How many rows there are; nil if that isn't known.
    public var rows: Int?

    /// Data that a run reads for `context`.
    public init(
        name: String, context: String, source: String? = nil, digest: String? = nil, rows: Int? = nil
    ) {
        self.name = name
        self.context = context
        self.source = source
        self.digest = digest
        self.rows = rows
    }
}
