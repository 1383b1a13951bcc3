/// The part of a file that is in memory while it is read from front to back.
struct FileWindow: ~Copyable {
    private let file: FileReader
    private let blockBytes: Int
    private var buffer: [UInt8] = []
    /// Where in the buffer the window begins.
    private var start = 0
    /// Where in the file it ends.
    private var offset = 0

    /// Opens the file at `path`, of which `blockBytes` or more are read at a time.
    init(_ path: String, blockBytes: Int) throws(FileError) {
        file = try FileReader(path)
        self.blockBytes = max(blockBytes, 1)
    }

    var bytes: ArraySlice<UInt8> { buffer[start...] }

    /// Whether the file ends with the window.
    var isAtEnd: Bool { offset == file.count }

    /// Lets the window begin `count` bytes later.
    mutating func drop(_ count: Int) { start += count }

    /// Makes the window longer, about doubling it, but not beyond `limit` bytes.
    ///
    /// - Throws: `FileError` when the file cannot be read, or its length is another than when it was opened. Then
    ///   nothing has changed.
    mutating func extend(limit: Int) throws(FileError) {
        let kept = bytes.count
        let count = min(max(blockBytes, kept), limit - kept, file.count - offset)
        var failure: FileError?
        let longer = [UInt8](unsafeUninitializedCapacity: kept + count) { target, initialized in
            _ = target.update(fromContentsOf: bytes)
            initialized = kept
            do throws(FileError) {
                let room = UnsafeMutableRawBufferPointer(target)[kept..<kept + count]
                try file.read(at: offset, into: UnsafeMutableRawBufferPointer(rebasing: room))
                initialized += count
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        if offset + count == file.count { try file.requireUnchangedCount() }
        buffer = longer
        start = 0
        offset += count
    }
}
