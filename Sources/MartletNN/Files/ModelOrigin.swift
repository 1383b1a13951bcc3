/// Which stored model a model was read from: what a tracker notes of a run that goes on with one.
public struct ModelOrigin: Sendable, Hashable {
    /// Where it is stored: a file's path, or an address of a registry such as `models:/digits/3`.
    public var location: String
    /// What tells its content from another's, such as the checksum in a model file; nil if that isn't known.
    public var digest: String?

    /// A model that came from `location`.
    public init(location: String, digest: String? = nil) {
        self.location = location
        self.digest = digest
    }
}
