import MartletNumerics

extension Safetensors {
    /// The most bytes that tensors may take in memory unless the caller says otherwise: 8 GiB.
    public static let defaultBudget = 8 << 30

    /// Reads the file at `path`.
    ///
    /// - Parameter maximumBytes: The most bytes that the tensors may take in memory.
    /// - Throws: `FileError`, `SafetensorsError`.
    public init(path: String, maximumBytes: Int = defaultBudget) throws {
        try self.init(.file(FileReader(path)), maximumBytes: maximumBytes)
    }

    /// Reads a file's contents.
    ///
    /// - Parameter maximumBytes: The most bytes that the tensors may take in memory.
    /// - Throws: `SafetensorsError`.
    public init(bytes: [UInt8], maximumBytes: Int = defaultBudget) throws {
        try self.init(.bytes(bytes), maximumBytes: maximumBytes)
    }

    private init(_ source: consuming ByteSource, maximumBytes: Int) throws {
        let (header, dataStart) = try source.safetensorsHeader()
        var budget = maximumBytes
        var tensors: [(name: String, tensor: Tensor)] = []
        tensors.reserveCapacity(header.entries.count)
        for entry in header.entries {
            let bytes = entry.shape.elementCount * entry.dtype.byteCount
            guard bytes <= budget else {
                throw source.locate(
                    SafetensorsError(tensor: entry.name, "the tensors take more than the \(maximumBytes) bytes allowed")
                )
            }
            budget -= bytes
            tensors.append((entry.name, try source.tensor(entry, dataStart: dataStart)))
        }
        self.init(tensors, metadata: header.metadata)
        do {
            try verify(header.checksum)
            fileChecksum = header.checksum
        } catch {
            throw source.locate(error)
        }
    }
}

extension ByteSource {
    /// The checked header, and where the tensors' bytes begin.
    func safetensorsHeader() throws -> (header: SafetensorsHeader, dataStart: Int) {
        do {
            guard count >= 8 else {
                throw SafetensorsError(
                    "it is not a safetensors file: it has \(count) bytes, and even an empty one has 8 for its header's length"
                )
            }
            let length = try bytes(at: 0, count: 8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            guard length <= SafetensorsHeader.maximumLength else {
                let start = try bytes(at: 0, count: min(count, FileKind.telling))
                throw SafetensorsError(
                    FileKind(start: start).map { "\($0)" }
                        ?? """
                        it is not a safetensors file: its first 8 bytes are no header's length, which would be at most \
                        \(SafetensorsHeader.maximumLength); give a file that was saved as safetensors
                        """)
            }
            guard Int(length) <= count - 8 else {
                throw SafetensorsError(
                    """
                    it is not a safetensors file, or is cut short: after the header's length, \(length), there are \
                    \(count - 8) bytes; give a complete file that was saved as safetensors
                    """)
            }
            let dataStart = 8 + Int(length)
            let json = try bytes(at: 8, count: Int(length))
            return (try SafetensorsHeader(json: json, dataCount: count - dataStart), dataStart)
        } catch let error as SafetensorsError {
            throw locate(error)
        }
    }

    func tensor(_ entry: SafetensorsHeader.Entry, dataStart: Int) throws -> Tensor {
        guard let tensor = try tensor(entry.type, entry.shape, at: dataStart + entry.range.lowerBound) else {
            throw locate(SafetensorsError(tensor: entry.name, "a BOOL byte is neither 0 nor 1"))
        }
        return tensor
    }

    /// Adds the file's name to `error`.
    func locate(_ error: SafetensorsError) -> SafetensorsError {
        var error = error
        error.path = path
        return error
    }
}
