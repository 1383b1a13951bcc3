/// A model that a run made, as MLflow 3 keeps it: a logged model.
public struct MLflowLoggedModel: Sendable, Hashable {
    /// What names it, `m-` and 32 hexadecimal digits; `models:/` and the id leads to it.
    public var id: String
    /// What people call it, such as `model`.
    public var name: String
    /// The run that made it; nil if none is known.
    public var run: String?
    /// Whether all of it is there.
    public var isReady: Bool
    /// When it was made, in milliseconds since 1970.
    public var creationTime: Int
    /// The folder, or the address, of its files.
    public var artifactLocation: String
}

/// A name in MLflow's registry of models, which has versions.
public struct MLflowRegisteredModel: Sendable, Hashable {
    /// What people call it.
    public var name: String
    /// What it is, in words.
    public var description: String
    /// When it was made, in milliseconds since 1970.
    public var creationTime: Int
    /// The number of its latest version; nil if it has none.
    public var latestVersion: Int?
    /// The versions that aliases stand for; `models:/name@alias` leads to them.
    public var aliases: [String: Int]
    /// Its marks by name.
    public var tags: [String: String]
}

/// A version of a registered model.
public struct MLflowModelVersion: Sendable, Hashable {
    /// The registered model's name.
    public var model: String
    /// Its number, counted from 1; `models:/name/1` leads to it.
    public var version: Int
    /// What it is, in words.
    public var description: String
    /// When it was registered, in milliseconds since 1970.
    public var creationTime: Int
    /// The run that made it; nil if none is known.
    public var run: String?
    /// What was registered, such as `models:/m-…`.
    public var source: String
    /// What stands for it.
    public var aliases: [String]
}
