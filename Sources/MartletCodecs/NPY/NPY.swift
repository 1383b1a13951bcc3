public import MartletNumerics

/// One array in a file, in NumPy's NPY format, versions 1 to 3.
///
/// float16 is read as float32, int16 and uint16 as int32, uint32 as int64. Fortran order becomes row-major.
public enum NPY {
    /// Reads the file at `path`, whose array may take `maximumBytes` in memory.
    ///
    /// - Throws: `FileError`, `NPYError`.
    public static func read(_ path: String, maximumBytes: Int = Safetensors.defaultBudget) throws -> Tensor {
        try read(.file(FileReader(path)), maximumBytes)
    }

    /// Reads a file's contents; the array may take `maximumBytes` in memory.
    ///
    /// - Throws: `NPYError`.
    public static func read(bytes: [UInt8], maximumBytes: Int = Safetensors.defaultBudget) throws -> Tensor {
        try read(.bytes(bytes), maximumBytes)
    }

    /// Replaces the file at `path` by `tensor`, whole or not at all.
    ///
    /// - Throws: `FileError`.
    public static func write(_ tensor: Tensor, to path: String) throws {
        try AtomicFile.write(to: path) { file in
            try file.write(NPYHeader(tensor).bytes)
            try tensor.withUnsafeBytes { try file.write($0) }
        }
    }

    private static func read(_ source: consuming ByteSource, _ maximumBytes: Int) throws -> Tensor {
        do {
            let (header, dataStart) = try NPYHeader.read(source)
            let count = header.shape.elementCount
            guard count * header.type.byteCount == source.count - dataStart else {
                throw NPYError(
                    """
                    shape \(header.shape) of \(header.type.numPyName ?? "") takes \(count * header.type.byteCount) bytes, \
                    but \(source.count - dataStart) follow the header
                    """)
            }
            guard count * header.type.dtype.byteCount <= maximumBytes else {
                throw NPYError("the array takes more than the \(maximumBytes) bytes allowed")
            }
            let stored = header.isFortranOrder ? Shape(header.shape.reversed()) : header.shape
            guard let tensor = try source.tensor(header.type, stored, at: dataStart) else {
                throw NPYError("a boolean is neither 0 nor 1")
            }
            return header.isFortranOrder ? try tensor.transposed() : tensor
        } catch var error as NPYError {
            error.path = source.path
            throw error
        }
    }
}

/// A file that is not an NPY array that Martlet can hold.
public struct NPYError: Error, Equatable, CustomStringConvertible {
    /// The file, or nil for bytes in memory.
    public internal(set) var path: String?
    /// What was wrong, and what would be right.
    public let reason: String

    init(_ reason: String) { self.reason = reason }

    /// One line: where, what was wrong, what would be right.
    public var description: String { "NPY" + (path.map { " file '\($0)'" } ?? "") + ": \(reason)" }
}
