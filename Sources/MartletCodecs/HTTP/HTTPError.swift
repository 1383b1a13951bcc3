/// An HTTP request that had no answer. An answer that says no is none of these: see `HTTPResponse.status`.
package struct HTTPError: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Reason: Sendable, Equatable {
        /// Martlet was built without the trait.
        case missingTrait(String)
        /// The system has no libcurl.
        case noLibrary
        /// The request can't be sent as it is.
        case invalid(String)
        /// There is no such server, no way to it, or its certificate isn't valid.
        case failed(String)
        case timedOut(String)
        /// The connection ended early.
        case interrupted(String)
        /// The answer's body has more bytes than the request allows.
        case tooLong(limit: Int)
        case redirectedTooOften(limit: Int)
    }

    package let method: String
    package let url: String
    package let reason: Reason

    package init(method: String, url: String, reason: Reason) {
        (self.method, self.url, self.reason) = (method, url, reason)
    }

    /// One line: what was asked for, what happened, what would be right.
    package var description: String { "\(method) '\(url)': \(reason)" }
}

extension HTTPError.Reason: CustomStringConvertible {
    package var description: String {
        switch self {
        case .missingTrait(let trait): "Martlet was built without the trait \(trait), which it takes"
        case .noLibrary: "libcurl is not installed (apt install libcurl4)"
        case .invalid(let what): what
        case .failed(let message), .timedOut(let message): message
        case .interrupted(let message): "the connection ended early (\(message))"
        case .tooLong(let limit): "the answer has more than the \(limit) bytes that are taken"
        case .redirectedTooOften(let limit): "the server sent on more than \(limit) times"
        }
    }
}
