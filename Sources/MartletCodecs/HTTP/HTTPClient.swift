internal import Synchronization

#if Network
    internal import CMartletTransfer
#endif

/// Speaks HTTP with servers, through the system's libcurl and with the system's certificates; connections stay open from
/// one request to the next. Tasks that share a client take turns; a task that is cancelled gives its request up.
package final class HTTPClient: Sendable {
    #if Network
        private let connections = Mutex<Connections>(Connections())
    #endif

    package init() {}

    /// Sends a request and waits for the answer, whose body is kept.
    ///
    /// - Throws: `HTTPError`; `FileError` for a file that can't be sent; `CancellationError`.
    package func send(_ request: HTTPRequest) throws -> HTTPResponse {
        var body: [UInt8] = []
        var response = try send(request) { body += $0 }
        response.body = body
        return response
    }

    /// Sends a request and hands on the answer's body as it comes.
    ///
    /// - Parameters:
    ///   - write: takes the next part of the body, of answers that say no too; what it throws ends the request.
    ///   - progress: is told how many bytes came, and of how many if that is known.
    /// - Throws: `HTTPError`; `FileError` for a file that can't be sent; `CancellationError`; what `write` throws.
    package func send(
        _ request: HTTPRequest, progress: (Int, Int?) -> Void = { _, _ in },
        write: (UnsafeRawBufferPointer) throws -> Void
    ) throws -> HTTPResponse {
        #if Network
            if let mistake = request.mistake { throw HTTPError(request, .invalid(mistake)) }
            return try withoutActuallyEscaping(progress) { progress in
                try withoutActuallyEscaping(write) { write in
                    let transfer = Transfer(request, write: write, progress: progress)
                    let result = try perform(transfer)
                    try transfer.rethrow(result, limit: request)
                    return HTTPResponse(status: Int(result.status), headers: transfer.headers, body: [])
                }
            }
        #else
            throw HTTPError(request, .missingTrait("Network"))
        #endif
    }

    #if Network
        /// Makes a transfer on this client's connections.
        func perform(_ transfer: Transfer) throws -> mt_result {
            try connections.withLock { connections throws in
                if connections.client == nil { connections.client = mt_client_create() }
                return try transfer.run(connections.client)
            }
        }

        private struct Connections: ~Copyable {
            nonisolated(unsafe) var client: OpaquePointer?
            deinit { mt_client_destroy(client) }
        }
    #endif
}

extension HTTPError {
    init(_ request: HTTPRequest, _ reason: Reason) {
        self.init(method: request.method.rawValue, url: request.url, reason: reason)
    }
}
