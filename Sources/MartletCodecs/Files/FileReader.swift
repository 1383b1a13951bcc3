import MartletNumerics

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Reads a regular file at any offset.
package struct FileReader: ~Copyable {
    package let path: String
    /// The file's length in bytes when it was opened.
    package let count: Int
    private let descriptor: Int32

    package init(_ path: String) throws(FileError) {
        guard !path.utf8.contains(0) else { throw FileError(.open, path, code: ENOENT) }
        let descriptor = open(NativePath.bytes(path), O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw FileError(.open, path, code: errno) }
        var status = stat()
        var failure: FileError?
        if fstat(descriptor, &status) != 0 {
            failure = FileError(.open, path, code: errno)
        } else if status.st_mode & S_IFMT == S_IFDIR {
            failure = FileError(.open, path, code: EISDIR)
        } else if status.st_mode & S_IFMT != S_IFREG {
            failure = FileError(
                .open, path, reason: "it is not a regular file", advice: "save the data to a file first")
        }
        if let failure {
            close(descriptor)
            throw failure
        }
        self.path = path
        self.descriptor = descriptor
        count = Int(status.st_size)
    }

    deinit { close(descriptor) }

    /// Fills `buffer` with the bytes from `offset` on.
    ///
    /// - Throws: `FileError` when the file is shorter than that, or cannot be read.
    package func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(FileError) {
        var done = 0
        while done < buffer.count {
            let got = pread(descriptor, buffer.baseAddress! + done, buffer.count - done, off_t(offset + done))
            if got < 0 {
                if errno == EINTR { continue }
                throw FileError(.read, path, code: errno)
            }
            guard got > 0 else {
                throw FileError(
                    .read, path, reason: "it ends after \(offset + done) bytes, \(buffer.count - done) too early",
                    advice: "give a complete file that nobody is writing to")
            }
            done += got
        }
    }

    /// Makes sure that the file has the length it had when it was opened.
    ///
    /// - Throws: `FileError` if it has another.
    package func requireUnchangedCount() throws(FileError) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw FileError(.read, path, code: errno) }
        guard Int(status.st_size) == count else {
            throw FileError(
                .read, path, reason: "it had \(count) bytes and has \(status.st_size) now",
                advice: "give a complete file that nobody is writing to")
        }
    }

    /// The `count` bytes from `offset` on.
    ///
    /// - Throws: `FileError`, also for more than the process can get.
    package func bytes(at offset: Int, count: Int) throws(FileError) -> [UInt8] {
        guard Processor.hasRoom(count) else {
            throw FileError(
                .read, path, reason: "there is no memory for \(count) bytes",
                advice: "allow more memory or split the file")
        }
        var failure: FileError?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            do throws(FileError) {
                try read(at: offset, into: UnsafeMutableRawBufferPointer(buffer))
                initialized = count
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// The whole file.
    ///
    /// - Throws: `FileError` when it cannot be read or is longer than `limit` bytes.
    package static func contents(of path: String, limit: Int) throws(FileError) -> [UInt8] {
        let file = try FileReader(path)
        guard file.count <= limit else {
            throw FileError(
                .read, path, reason: "it has \(file.count) bytes, more than the limit of \(limit)",
                advice: "raise the limit or split the file")
        }
        return try file.bytes(at: 0, count: file.count)
    }
}
