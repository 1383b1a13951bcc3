/// A file could not be fetched from the network.
public struct DownloadError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What kept the file from being there.
    public enum Reason: Sendable, Equatable {
        /// Martlet was built without the trait that downloads.
        case missingTrait(String)
        /// The system has no libcurl.
        case noLibrary
        /// The server answered with an HTTP status of 400 or above.
        case refused(status: Int)
        /// There is no such server, no way to it, or no such file.
        case failed(String)
        /// The connection ended early several times; what came is kept.
        case interrupted(String)
        /// What came is not what was published; it has been removed.
        case corrupted(expected: String, got: String)
    }

    /// What was to be downloaded.
    public let url: String
    /// Where the file would have been put.
    public let path: String
    /// What went wrong.
    public let reason: Reason
    /// What else would be right.
    public let advice: String

    /// One line: what could not be fetched, why, what would be right.
    public var description: String { "cannot download '\(url)': \(explanation); \(advice)" }

    private var explanation: String {
        switch reason {
        case .missingTrait(let trait):
            "Martlet was built without the trait \(trait), which downloads"
        case .noLibrary:
            "libcurl is not installed (apt install libcurl4)"
        case .refused(let status):
            "the server answered \(status)"
        case .failed(let message):
            message
        case .interrupted(let message):
            "the connection ended early (\(message)); what came is kept, and trying again goes on from there"
        case .corrupted(let expected, let got):
            "its MD5 is \(got) and must be \(expected)"
        }
    }
}
