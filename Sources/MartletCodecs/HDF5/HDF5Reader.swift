/// An HDF5 file opened for reading. Objects are named by their paths, such as `layers/dense/vars/0`.
///
/// Read is what h5py and Keras write: groups of every kind, strings as attributes, and datasets of numbers, whole or in
/// chunks, plain or by gzip, shuffle and fletcher32. A file that is damaged, or was made to do harm, is refused in time
/// and memory in proportion to its length.
///
/// Links that lead to other files aren't followed, nor data kept in other files read. float16 and bfloat16 are read as
/// float32, int16 and uint16 as int32, uint32 as int64.
public struct HDF5Reader: ~Copyable {
    /// The file, or nil for bytes in memory.
    public var path: String? { storage.path }
    let storage: HDF5Storage
    /// The most bytes that one tensor may take in memory.
    let maximumBytes: Int

    /// Opens the file at `path`; each of its tensors may take `maximumBytes` in memory.
    ///
    /// - Throws: `FileError`, `HDF5Error`.
    public init(path: String, maximumBytes: Int = Safetensors.defaultBudget) throws {
        try self.init(.file(FileReader(path)), maximumBytes)
    }

    /// Opens a file's contents; each of its tensors may take `maximumBytes` in memory.
    ///
    /// - Throws: `HDF5Error`.
    public init(bytes: [UInt8], maximumBytes: Int = Safetensors.defaultBudget) throws {
        try self.init(.bytes(bytes), maximumBytes)
    }

    /// The same, passing over the checksums that newer structures carry: for tests that damage what lies behind them.
    package init(unverified bytes: [UInt8], maximumBytes: Int) throws {
        try self.init(.bytes(bytes), maximumBytes, verifiesChecksums: false)
    }

    private init(_ source: consuming ByteSource, _ maximumBytes: Int, verifiesChecksums: Bool = true) throws {
        storage = try HDF5Storage(source, verifiesChecksums: verifiesChecksums)
        self.maximumBytes = maximumBytes
    }
}

extension HDF5Reader {
    /// What lies in a group.
    public struct Member: Sendable, Hashable {
        /// What a member is.
        public enum Kind: Sendable, Hashable {
            /// A folder of further members.
            case group
            /// An array, which `tensor` reads.
            case dataset
            /// Anything else, such as a link to another file, and what has a name that isn't UTF-8.
            case other
        }
        /// The last part of its path.
        public var name: String
        /// What it is.
        public var kind: Kind

        package init(name: String, kind: Kind) {
            self.name = name
            self.kind = kind
        }
    }

    /// The members of the group at `path`, sorted by the bytes of their names.
    ///
    /// Two names may differ in their bytes alone, which makes equal `String`s of them.
    /// - Throws: `HDF5Error`.
    public func members(of path: String = "/") throws -> [Member] {
        try using(path) {
            try storage.links(of: open(path, as: .group)).map { link in
                guard let name = String(validating: link.name, as: UTF8.self), let target = link.target else {
                    return Member(name: String(decoding: link.name, as: UTF8.self), kind: .other)
                }
                return Member(name: name, kind: try storage.object(at: target).kind)
            }
        }
    }

    /// Whether there is a group or a dataset at `path`.
    ///
    /// - Throws: `HDF5Error` if what leads there, or what is there, is damaged or lies in another file.
    public func contains(_ path: String) throws -> Bool { try using(path) { try find(path).object != nil } }

    /// What is the same for two paths that lead to one object.
    ///
    /// - Throws: `HDF5Error` where there is none.
    package func identity(of path: String) throws -> Int { try using(path) { try open(path).address } }
}

extension HDF5Reader {
    /// Runs `body`, and puts the file's name and the object's to what it throws.
    func using<R>(_ object: String, _ body: () throws -> R) throws -> R {
        do {
            return try body()
        } catch var error as HDF5Error {
            error.path = path
            error.object = error.object.map { $0.hasPrefix("@") ? object + $0 : $0 } ?? object
            throw error
        }
    }

    /// The object that hard links lead to, or the first part of the path that isn't there.
    ///
    /// - Throws: `HDF5Error` for other links, and for what is damaged.
    private func find(_ path: String) throws -> (object: HDF5Object?, missing: Substring) {
        var object = try storage.object(at: storage.root)
        for part in path.utf8.split(separator: UInt8(ascii: "/")) {
            let link = object.kind == .group ? try storage.link(Array(part), of: object) : nil
            guard let link else { return (nil, Substring(part)) }
            guard let target = link.target else {
                throw HDF5Error(nil, "'\(Substring(part))' is a link to elsewhere, which isn't followed")
            }
            object = try storage.object(at: target)
        }
        return (object, "")
    }

    /// Opens an object by hard links alone.
    ///
    /// - Throws: `HDF5Error` where there is none, or one of another kind.
    func open(_ path: String, as kind: Member.Kind? = nil) throws -> HDF5Object {
        let found = try find(path)
        guard let object = found.object else { throw HDF5Error(nil, "there is no '\(found.missing)' in the file") }
        guard kind == nil || object.kind == kind else {
            throw HDF5Error(nil, "it is no \(kind == .group ? "group" : "dataset")")
        }
        return object
    }
}
