public import MartletNumerics

/// An HDF5 file being written. Objects are named by their paths; the groups above them are made as needed.
///
/// The same calls give the same bytes.
public struct HDF5Writer: ~Copyable {
    private let draft: HDF5Draft

    /// Replaces the file at `path` by what `body` writes, whole or not at all (`AtomicFile`).
    ///
    /// - Throws: `FileError`, `HDF5Error`, or what `body` throws.
    public static func write(to path: String, _ body: (borrowing HDF5Writer) throws -> Void) throws {
        try AtomicFile.write(to: path) { file in
            let superblock = try draft(path, { try file.write($0) }, body)
            try file.overwrite(superblock)
        }
    }

    /// The contents of the file that `body` writes.
    ///
    /// - Throws: `HDF5Error`, or what `body` throws.
    public static func bytes(_ body: (borrowing HDF5Writer) throws -> Void) throws -> [UInt8] {
        var bytes: [UInt8] = []
        let superblock = try draft(nil, { bytes.append(contentsOf: $0) }, body)
        bytes.replaceSubrange(0..<superblock.count, with: superblock)
        return bytes
    }

    /// Gives `sink` what `body` writes, and returns what the file's start is to be.
    private static func draft(
        _ path: String?, _ sink: (UnsafeRawBufferPointer) throws -> Void,
        _ body: (borrowing HDF5Writer) throws -> Void
    ) throws -> [UInt8] {
        do {
            return try withoutActuallyEscaping(sink) { sink in
                let writer = HDF5Writer(draft: try HDF5Draft(sink))
                try body(writer)
                return try writer.draft.finish()
            }
        } catch var error as HDF5Error {
            error.path = path
            throw error
        }
    }
}

extension HDF5Writer {
    /// Makes the group at `path` unless it is there.
    ///
    /// - Throws: `HDF5Error`.
    public func createGroup(_ path: String) throws { _ = try draft.group(path) }

    /// Writes a dataset to `path`.
    ///
    /// - Throws: `HDF5Error`, also when there is something already; `FileError`.
    public func write(_ tensor: Tensor, to path: String) throws { try draft.add(tensor, path) }

    /// Gives the object at `path` a string as attribute.
    ///
    /// - Throws: `HDF5Error`.
    public func set(_ name: String, to string: String, of path: String = "/") throws {
        try draft.set(name, [string], shape: [], of: path)
    }

    /// Gives the object at `path` a list of strings as attribute.
    ///
    /// - Throws: `HDF5Error`; a list may have 4,000 strings or so.
    public func set(_ name: String, to strings: [String], of path: String) throws {
        try draft.set(name, strings, shape: [strings.count], of: path)
    }
}
