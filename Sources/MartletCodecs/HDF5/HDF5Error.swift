/// An HDF5 file that is damaged, lacks something or asks for more than is allowed.
public struct HDF5Error: Error, Equatable, CustomStringConvertible {
    /// The file, or nil for bytes in memory.
    public internal(set) var path: String?
    /// The group, dataset or attribute that is wrong, or nil when the whole file is.
    public internal(set) var object: String?
    /// Where in the file what is wrong begins, in bytes; nil when it isn't at one place.
    public let offset: Int?
    /// What was wrong, and what would be right.
    public let reason: String

    package init(_ path: String? = nil, object: String? = nil, at offset: Int? = nil, _ reason: String) {
        self.path = path
        self.object = object
        self.offset = offset
        self.reason = reason
    }

    /// One line: where, what was wrong, what would be right.
    public var description: String {
        "HDF5" + (path.map { " file '\($0)'" } ?? "") + (object.map { ", '\($0)'" } ?? "")
            + (offset.map { ", byte \($0)" } ?? "") + ": \(reason)"
    }
}
