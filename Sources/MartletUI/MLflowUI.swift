#if Server
    import FlyingSocks
    import MartletTracking

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

        /// Answers until the task is cancelled. Requests have headers of up to 16 KiB and arrive within 10 seconds; 32 are
        /// answered at once, and others wait.
        ///
        /// - Parameter listening: is told the page's address once it can be asked for.
        /// - Throws: `MLflowError` where the address can't be listened at, as when the port is taken.
        public func serve(listening: @escaping @Sendable (String) -> Void = { _ in }) async throws {
            try await serve(within: PageLimits(), listening: listening)
        }

        package func serve(
            within limits: PageLimits, listening: @escaping @Sendable (String) -> Void
        ) async throws {
            let server = PageServer(limits: limits) { [site] in site.answer($0) }
            do {
                try await server.run(at: address) { listening(Self.text($0)) }
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
#endif
