/// What is asked of an HTTP server.
package struct HTTPRequest: Sendable {
    package enum Method: String, Sendable, CaseIterable {
        case get = "GET"
        case head = "HEAD"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
        case delete = "DELETE"
    }

    /// What is sent.
    package enum Body: Sendable {
        case bytes([UInt8])
        /// A file, which is read while it is sent.
        case file(String)
        /// What is asked for piece by piece: `read` fills a part of the memory and says how much; 0 is the end. Without a
        /// length it is sent in chunks. It can't follow a redirection, which asks for the beginning again.
        case stream(length: Int?, read: @Sendable (UnsafeMutableRawBufferPointer) throws -> Int)
    }

    package var method: Method
    /// http or https.
    package var url: String
    /// Sent in this order besides `Host`, `User-Agent`, `Accept` and what says how long the body is.
    package var headers: [(name: String, value: String)]
    package var body: Body?

    /// Seconds until there must be a connection, and without a byte; nil for all of it is no limit.
    package var connectTimeout = 30.0
    package var idleTimeout = 60.0
    package var timeout: Double?
    /// Whether it is given up where its task is cancelled.
    package var isCancellable = true
    /// How often the server may send on to another address.
    package var mostRedirections = 10
    /// Which servers are believed to be who they say.
    package var trust = Trust.system

    package enum Trust: Sendable, Hashable {
        /// Those with a certificate that the system trusts, or that the certificates in a file vouch for.
        case system, certificates(String)
        /// All.
        case anyone
    }

    /// The answer's body may have so many bytes; nil is no limit.
    package var mostBytes: Int? = 64 << 20

    package init(
        _ method: Method = .get, _ url: String, headers: [(name: String, value: String)] = [], body: Body? = nil
    ) {
        (self.method, self.url, self.headers, self.body) = (method, url, headers, body)
    }

    /// What no server could be sent: an end of line in a header would begin another one.
    var mistake: String? {
        if url.utf8.contains(0) { return "the address has a zero byte" }
        for (name, value) in headers {
            let isToken = !name.isEmpty && name.utf8.allSatisfy { 0x21...0x7E ~= $0 && $0 != UInt8(ascii: ":") }
            guard isToken else { return "'\(name)' is no name of a header" }
            guard value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
                return "the header '\(name)' has control characters"
            }
        }
        if body != nil, method == .get || method == .head { return "\(method.rawValue) sends no body" }
        return nil
    }
}

/// What an HTTP server answered.
package struct HTTPResponse: Sendable {
    /// Such as 200 or 404.
    package var status: Int
    /// Of the last answer, where there were redirections.
    package var headers: [(name: String, value: String)]
    /// Empty where the body went elsewhere.
    package var body: [UInt8]

    /// Whether the server did what was asked.
    package var isSuccess: Bool { 200..<300 ~= status }

    /// The first header of this name, in whatever letters.
    package subscript(header header: String) -> String? {
        headers.first { $0.name.lowercased() == header.lowercased() }?.value
    }
}
