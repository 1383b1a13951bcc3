#if Network
    import CMartletTransfer
#endif

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Brings a file from the network to a path: whole and as published, or not at all.
///
/// The bytes go to `<path>.part`, which is kept when a download breaks off and gone on with by the next; only when it is
/// complete and its digest is right, it is synced and renamed. Two processes that want the same file take turns: the
/// second finds it there.
package struct Download: Sendable {
    /// http, https or file.
    package var url: String
    /// Where the file goes. Folders that are missing are made.
    package var path: String
    /// The digest in hexadecimal digits; a download without one cannot be checked, so it always begins anew.
    package var md5: String?
    /// What a person can do when it fails.
    package var advice: String

    /// How a download gets on.
    package enum Progress: Sendable, Equatable {
        /// Another process is fetching the file.
        case waiting
        /// So many bytes are there, of all if that is known.
        case received(Int, of: Int?)
    }

    /// How often a broken connection is taken up again.
    private static let attempts = 3

    package init(_ url: String, to path: String, md5: String?, advice: String) {
        self.url = url
        self.path = path
        self.md5 = md5
        self.advice = advice
    }

    /// Whether the file is there already, as published.
    ///
    /// - Throws: `FileError` if it is there and cannot be read.
    package func isDone() throws -> Bool {
        guard access(path, F_OK) == 0 else { return false }
        guard let md5 else { return true }
        return try MD5.text(ofFile: path) == md5
    }

    /// Fetches the file, unless it is there.
    ///
    /// - Throws: `DownloadError`; `FileError` if it cannot be written.
    package func run(progress: (Progress) -> Void = { _ in }) throws {
        if try isDone() { return }
        try Folder.create(for: path)
        let part = try PartialFile(path + ".part", for: path, waiting: { progress(.waiting) })
        if try isDone() { return try part.remove() }
        if md5 == nil { try part.truncate() }
        try fill(part, progress)
        try part.finish()
    }

    #if Network
        /// Transfers until the partial file is complete and right.
        private func fill(_ part: borrowing PartialFile, _ progress: (Progress) -> Void) throws {
            let client = HTTPClient()
            var attempt = 1
            while true {
                let start = try part.count()
                let result = try transfer(client, from: start, part, progress)
                switch result.outcome {
                case MT_DONE:
                    guard let md5 else { return }
                    let digest = try MD5.text(ofFile: part.path)
                    if digest == md5 { return }
                    if start == 0 {
                        try part.remove()
                        throw error(.corrupted(expected: md5, got: digest))
                    }
                    try part.truncate()
                case MT_NOT_RESUMABLE where start > 0:
                    try part.truncate()
                case MT_INTERRUPTED where attempt < Self.attempts:
                    attempt += 1
                case MT_INTERRUPTED:
                    throw error(.interrupted(result.text))
                case MT_CANCELLED:
                    throw CancellationError()
                case let outcome:
                    if start == 0 { try part.remove() }
                    throw error(
                        outcome == MT_NO_LIBRARY
                            ? .noLibrary
                            : outcome == MT_REFUSED ? .refused(status: Int(result.status)) : .failed(result.text))
                }
            }
        }

        /// - Throws: `FileError` if the file can't be written.
        private func transfer(
            _ client: HTTPClient, from start: Int, _ part: borrowing PartialFile, _ progress: (Progress) -> Void
        ) throws -> mt_result {
            var request = HTTPRequest(.get, url)
            request.mostBytes = nil
            let (descriptor, path) = (part.descriptor, part.path)
            return try withoutActuallyEscaping(progress) { progress in
                let transfer = Transfer(
                    request, write: { try PartialFile.append($0, to: descriptor, path) },
                    progress: { progress(.received(start + $0, of: $1.map { start + $0 })) })
                (transfer.offset, transfer.allowsFiles, transfer.failsOnError) = (start, true, true)
                let result = try client.perform(transfer)
                if let error = transfer.thrown { throw error }
                return result
            }
        }
    #else
        private func fill(_ part: borrowing PartialFile, _ progress: (Progress) -> Void) throws {
            if try part.count() == 0 { try part.remove() }
            throw error(.missingTrait("Network"))
        }
    #endif

    private func error(_ reason: DownloadError.Reason) -> DownloadError {
        DownloadError(url: url, path: path, reason: reason, advice: advice)
    }
}
