import MartletCodecs

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Speaks MLflow's REST API (https://mlflow.org/docs/latest/rest-api.html) with a server.
///
/// What a server that is busy or away doesn't take is asked for again after pauses. As for MLflow's client,
/// `MLFLOW_TRACKING_USERNAME` and `MLFLOW_TRACKING_PASSWORD`, or else `MLFLOW_TRACKING_TOKEN`, or else the address, say who
/// asks; `MLFLOW_TRACKING_SERVER_CERT_PATH` and `MLFLOW_TRACKING_INSECURE_TLS` which servers are trusted, and
/// `MLFLOW_HTTP_REQUEST_TIMEOUT` for how many seconds one may say nothing.
final class MLflowREST: Sendable {
    /// Such as `http://127.0.0.1:5000`; without a name and password, since it is shown and kept.
    let address: String
    private let client = HTTPClient()
    private let authorization: String?
    private let trust: HTTPRequest.Trust
    private let idleTimeout: Double

    /// The server has no answer now, or none for whoever asks; later it may.
    struct Away: Error, CustomStringConvertible {
        let description: String
    }

    /// The server says no, and would again.
    struct Refused: Error, CustomStringConvertible {
        let status: Int
        /// Such as `RESOURCE_DOES_NOT_EXIST`.
        let code: String
        let description: String
    }

    /// - Throws: `MLflowError` for variables that say what can't be.
    init(_ address: String) throws(MLflowError) {
        let (address, credentials) = Self.parts(of: address)
        self.address = address
        authorization =
            if let user = ProcessEnvironment["MLFLOW_TRACKING_USERNAME"],
                let password = ProcessEnvironment["MLFLOW_TRACKING_PASSWORD"]
            {
                "Basic \(Base64.encoded("\(user):\(password)".utf8))"
            } else if let token = ProcessEnvironment["MLFLOW_TRACKING_TOKEN"] {
                "Bearer \(token)"
            } else {
                credentials.map { "Basic \(Base64.encoded($0))" }
            }
        trust = try Self.trust()
        let seconds = ProcessEnvironment["MLFLOW_HTTP_REQUEST_TIMEOUT"] ?? "30"
        guard let timeout = Double(seconds), 1...3600 ~= timeout else {
            throw MLflowError("MLFLOW_HTTP_REQUEST_TIMEOUT must be 1 to 3600 seconds, not '\(seconds)'")
        }
        idleTimeout = timeout
    }

    /// An address without the name and password that stand in it, and these.
    private static func parts(of address: String) -> (address: String, credentials: [UInt8]?) {
        let text = address.hasSuffix("/") ? String(address.dropLast()) : address
        guard let scheme = text.firstRange(of: "://") else { return (text, nil) }
        let host = text[scheme.upperBound...].prefix { $0 != "/" }
        guard let at = host.lastIndex(of: "@") else { return (text, nil) }
        return (String(text[..<scheme.upperBound] + text[at...].dropFirst()), PercentEncoding.decoded(host[..<at]))
    }

    private static func trust() throws(MLflowError) -> HTTPRequest.Trust {
        let insecure = ProcessEnvironment["MLFLOW_TRACKING_INSECURE_TLS"] ?? "false"
        guard ["true", "false", "1", "0"].contains(insecure.lowercased()) else {
            throw MLflowError("MLFLOW_TRACKING_INSECURE_TLS must be true or false, not '\(insecure)'")
        }
        let trustsAnyone = ["true", "1"].contains(insecure.lowercased())
        guard let file = ProcessEnvironment["MLFLOW_TRACKING_SERVER_CERT_PATH"] else {
            return trustsAnyone ? .anyone : .system
        }
        guard !trustsAnyone else {
            throw MLflowError(
                "give MLFLOW_TRACKING_SERVER_CERT_PATH or MLFLOW_TRACKING_INSECURE_TLS, which contradict one another")
        }
        guard FolderListing.exists(file) else {
            throw MLflowError("MLFLOW_TRACKING_SERVER_CERT_PATH must be a file of certificates; there is no '\(file)'")
        }
        return .certificates(file)
    }

    /// Asks for what lies at `path` of the API, with a JSON body where there is one.
    ///
    /// - Parameter tries: how often at most.
    /// - Throws: `Away`; `Refused`.
    @discardableResult
    func ask(_ method: HTTPRequest.Method, _ path: String, _ body: JSON? = nil, tries: Int = 3) throws -> JSON {
        let response = try send(
            method, "/api/2.0/mlflow/\(path)", body.map { .bytes(Array($0.serialized().utf8)) },
            type: "application/json", tries: tries)
        guard let answer = try? JSON(parsing: String(decoding: response.body, as: UTF8.self)), answer.object != nil
        else {
            throw Away(description: "\(address): the answer isn't MLflow's; give the address of its server")
        }
        return answer
    }

    /// Puts a file at an address of `mlflow-artifacts:`.
    ///
    /// - Throws: `Away`; `Refused`; `FileError`.
    func put(_ content: MLflowContent, at location: String, tries: Int = 3) throws {
        let body: HTTPRequest.Body =
            switch content {
            case .bytes(let bytes): .bytes(bytes)
            case .file(let file): .file(file)
            }
        _ = try send(
            .put, Self.path(location), body, type: "application/octet-stream", tries: tries)
    }

    /// Fetches the file at an address of `mlflow-artifacts:`, and writes it to `path`.
    ///
    /// - Throws: `Away`; `Refused`; `FileError`.
    func get(_ location: String, to path: String) throws {
        _ = try send(.get, Self.path(location), nil, type: "application/octet-stream", tries: 3, into: path)
    }

    private static func path(_ location: String) -> String {
        var path = location.dropFirst("mlflow-artifacts:".count)
        if path.hasPrefix("//") { path = path.dropFirst(2).drop { $0 != "/" } }
        return "/api/2.0/mlflow-artifacts/artifacts" + escaped(String(path))
    }

    /// - Parameter file: where the answer goes; nil is into the response.
    private func send(
        _ method: HTTPRequest.Method, _ path: String, _ body: HTTPRequest.Body?, type: String, tries: Int,
        into file: String? = nil
    ) throws -> HTTPResponse {
        var headers = [(name: "Content-Type", value: type)]
        if let authorization { headers.append((name: "Authorization", value: authorization)) }
        var request = HTTPRequest(method, address + path, headers: headers, body: body)
        (request.connectTimeout, request.idleTimeout, request.trust) = (5, idleTimeout, trust)
        request.isCancellable = false  // how a run ended is told where its task was cancelled, above all
        var pause = 0.25
        var attempt = 1
        while true {
            let reason: String
            var wait = pause
            do {
                let response = try receive(request, into: file)
                if response.isSuccess { return response }
                switch response.status {
                case 401, 403, 408, 429, 500...:
                    reason = "\(method.rawValue) '\(request.url)': the server answered \(response.status)"
                    if [401, 403].contains(response.status) { attempt = tries }
                    if let after = response[header: "Retry-After"].flatMap(Double.init), after > 0 {
                        wait = min(after, 5)
                    }
                default: throw refusal(request, response)
                }
            } catch let error as HTTPError {
                if case .missingTrait = error.reason { throw MLflowError("\(error)") }
                // Whoever waited so long waits no more.
                if case .timedOut = error.reason { attempt = tries }
                reason = "\(error)"
            }
            guard attempt < tries else { throw Away(description: reason) }
            usleep(UInt32(wait * 1e6))
            pause *= 4
            attempt += 1
        }
    }

    private func receive(_ request: HTTPRequest, into file: String?) throws -> HTTPResponse {
        guard let file else { return try client.send(request) }
        var request = request
        request.mostBytes = nil
        var response: HTTPResponse?
        try AtomicFile.write(to: file) { writer in
            response = try client.send(request) { try writer.write($0) }
        }
        return response!
    }

    private func refusal(_ request: HTTPRequest, _ response: HTTPResponse) -> Refused {
        let answer = try? JSON(parsing: String(decoding: response.body.prefix(1 << 16), as: UTF8.self))
        let message = answer?["message"]?.string.map { String($0.prefix(500)) } ?? "no reason is given"
        return Refused(
            status: response.status, code: answer?["error_code"]?.string ?? "",
            description:
                "\(request.method.rawValue) '\(request.url)': the server answered \(response.status): \(message)")
    }

    /// A path or a value as an address has it.
    static func escaped(_ text: String) -> String { PercentEncoding.encoded(text, keeping: "/") }
}

/// Bytes in letters (RFC 4648).
enum Base64 {
    private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")

    static func encoded(_ bytes: some Sequence<UInt8>) -> String {
        let bytes = Array(bytes)
        var text = ""
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let word = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for place in 0..<4 {
                text.append(place <= group.count ? letters[word >> (18 - 6 * place) & 63] : "=")
            }
        }
        return text
    }
}
