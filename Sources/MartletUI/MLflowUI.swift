#if Server
    import FlyingFox
    import FlyingSocks
    import MartletTracking

    import struct FoundationEssentials.Data
    import struct FoundationEssentials.URL

    #if canImport(Glibc)
        import Glibc
    #else
        import Darwin
    #endif

    /// A page of the runs in a database of MLflow's, without Python and without the network: experiments, runs to filter,
    /// sort and compare, curves also while training goes on, files, registered models.
    ///
    /// ```swift
    /// try await MLflowUI("sqlite:///mlflow.db", port: 5001).serve { address in
    ///     print("The runs are at \(address)")
    /// }
    /// ```
    ///
    /// Whoever reaches the server reads all runs, registers models and moves their aliases, so that it listens on this machine alone unless
    /// told otherwise. What runs were named and what they keep is shown and never run.
    public struct MLflowUI: Sendable {
        private let site: UISite
        private let port: UInt16
        private let address: any SocketAddress

        /// - Parameters:
        ///   - trackingURI: the database, such as `sqlite:///mlflow.db`; unless given, what `MLFLOW_TRACKING_URI` says, or
        ///     else that.
        ///   - host: an address of this machine in numbers, or `localhost`; `0.0.0.0` and `::` are all of them.
        ///   - port: 0 is one that is free.
        ///   - artifacts: folders whose files are shown besides those of `mlruns` beside the database.
        /// - Throws: `MLflowError` for another kind of place, and for no address; `SQLiteError` for a database that can't
        ///   be opened.
        public init(
            _ trackingURI: String? = nil, host: String = "127.0.0.1", port: Int = 5001, artifacts: [String] = []
        ) throws {
            let client = try MLflowClient(trackingURI)
            _ = try client.experimentList()
            guard let port = UInt16(exactly: port) else {
                throw MLflowError("a port is from 0 to 65535, and not \(port)")
            }
            let listened = host == "localhost" ? "127.0.0.1" : host
            if let address = try? sockaddr_in.inet(ip4: listened, port: port) {
                self.address = address
            } else if let address = try? sockaddr_in6.inet6(ip6: listened, port: port) {
                self.address = address
            } else {
                throw MLflowError("'\(host)' is no address in numbers, such as 127.0.0.1, and not localhost")
            }
            self.port = port
            site = UISite(client.trackingURI, host: host, artifacts: artifacts)
        }

        /// Answers until the task is cancelled.
        ///
        /// - Parameter listening: is told the page's address once it can be asked for.
        /// - Throws: `MLflowError` where the address can't be listened at, as when the port is taken.
        public func serve(listening: @escaping @Sendable (String) -> Void = { _ in }) async throws {
            let server = HTTPServer(
                config: .init(address: address, timeout: 60, logger: .disabled), handler: UIHandler(site: site))
            let telling = Task {
                try await server.waitUntilListening(timeout: 60)
                if let address = await server.listeningAddress { listening(Self.text(address)) }
            }
            defer { telling.cancel() }
            do {
                try await server.run()
            } catch SocketError.failed(_, _, let message) where !Task.isCancelled {
                throw MLflowError(
                    """
                    \(site.host) and port \(port) can't be listened at: \(message.lowercased()); give another port or \
                    host
                    """)
            } catch  where Task.isCancelled {
                return
            }
        }

        private static func text(_ address: Socket.Address) -> String {
            switch address {
            case .ip4(let host, let port): "http://\(host):\(port)"
            case .ip6(let host, let port): "http://[\(host)]:\(port)"
            case .unix(let path): path
            }
        }
    }

    /// Hands requests to the pages.
    private struct UIHandler: HTTPHandler {
        let site: UISite
        /// Forms are far shorter.
        private static let longestForm = 1 << 16

        func handleRequest(_ request: HTTPRequest) async throws -> HTTPResponse {
            var headers: [String: String] = [:]
            for header in request.headers.keys { headers[header.rawValue.lowercased()] = request.headers[header] }
            var body = ""
            if let length = request.headers[.contentLength].flatMap({ Int($0) }) {
                guard length <= Self.longestForm else { return HTTPResponse(statusCode: .payloadTooLarge) }
                body = String(decoding: try await request.bodyData, as: UTF8.self)
            }
            guard
                let asked = UIRequest(
                    method: request.method.rawValue, target: request.target.rawValue, headers: headers, body: body)
            else { return HTTPResponse(statusCode: .badRequest) }
            return try response(to: site.answer(asked), isHead: asked.method == "HEAD")
        }

        private func response(to answer: UIResponse, isHead: Bool) throws -> HTTPResponse {
            var headers = HTTPHeaders()
            for (name, value) in answer.headers { headers.addValue(value, for: HTTPHeader(name)) }
            let status = HTTPStatusCode(answer.status, phrase: answer.status < 400 ? "OK" : "Refused")
            let body: HTTPBodySequence
            switch answer.body {
            case _ where isHead: body = HTTPBodySequence()
            case .text(let text): body = HTTPBodySequence(data: Data(text.utf8), suggestedBufferSize: 1 << 16)
            case .file(let path, _):
                body = try HTTPBodySequence(file: URL(fileURLWithPath: path), suggestedBufferSize: 1 << 16)
            }
            return HTTPResponse(statusCode: status, headers: headers, body: body)
        }
    }
#endif
