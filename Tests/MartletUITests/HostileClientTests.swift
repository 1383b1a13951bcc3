#if Server
    import Dispatch
    import Glibc
    import MartletTracking
    import MartletUI
    import Testing

    /// What clients do to the server of the pages, and can't.
    @Suite struct HostileClientTests {
        private let records = Records()

        /// Serves while `body` asks at the port, on a thread of its own.
        private func serving(
            _ limits: PageLimits = PageLimits(), _ body: @escaping @Sendable (UInt16) throws -> Void
        ) async throws {
            let (addresses, listening) = AsyncStream<String>.makeStream()
            let page = try MLflowUI(records.uri, port: 0)
            let server = Task { try await page.serve(within: limits) { listening.yield($0) } }
            for await address in addresses {
                let port = try #require(UInt16(address.split(separator: ":").last ?? ""))
                try await withCheckedThrowingContinuation { (answer: CheckedContinuation<Void, any Error>) in
                    DispatchQueue.global().async { answer.resume(with: Result { try body(port) }) }
                }
                break
            }
            server.cancel()
            _ = await server.result
        }

        /// What becomes of a request, as it is.
        private static func ask(_ port: UInt16, _ request: String) throws -> String {
            let client = try Client(port)
            client.send(request)
            return client.received
        }

        private static let page = "GET / HTTP/1.1\r\nHost: localhost\r\n"

        @Test func requestsAreReadAsTheyAre() async throws {
            try records.keep("run", losses: [1])
            try await serving { port in
                for request in [
                    Self.page + "\r\n", "\r\n" + Self.page + "\r\n", Self.page.replacing("\r", with: "") + "\n",
                    Self.page + "X: a\r\nX: b\r\nEmpty:\r\n\r\n",
                ] {
                    let answer = try Self.ask(port, request)
                    #expect(answer.hasPrefix("HTTP/1.1 200 OK") && answer.contains("digits"), "\(request)")
                }
                for (request, status) in [
                    (Self.page + "Host: evil.example\r\n\r\n", 400), ("GET /\r\n\r\n", 400), ("\u{1}\r\n\r\n", 400),
                    ("GET / HTTP/2\r\n\r\n", 400), ("GET x HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
                    (Self.page + "a b: c\r\n\r\n", 400), (Self.page + " folded\r\n\r\n", 400),
                    (Self.page + "Content-Length: -1\r\n\r\n", 400),
                    (Self.page + "Content-Length: 99999999999999999999\r\n\r\n", 400),
                    (Self.page + "Content-Length: 70000\r\n\r\n", 413),
                    (Self.page + "Transfer-Encoding: chunked\r\n\r\n", 411),
                    (Self.page + String(repeating: "x: y\r\n", count: 1 << 14) + "\r\n", 431),
                ] {
                    let answer = try Self.ask(port, request)
                    #expect(answer.hasPrefix("HTTP/1.1 \(status) "), "\(request.prefix(90)): \(answer.prefix(20))")
                }
            }
        }

        /// A header without an end is taken up to a limit; so is what comes after it.
        @Test(arguments: ["GET /", "GET / HTTP/1.1\r\nX: "])
        func endlessHeadersAreCutOff(_ beginning: String) async throws {
            try records.keep("run", losses: [1])
            try await serving { port in
                let client = try Client(port)
                client.send(beginning)
                let piece = String(repeating: "a", count: 1 << 16)
                var sent = 0
                while sent < 1 << 30, client.send(piece) { sent += piece.utf8.count }
                // The limit, what is read before the end, and what the system holds for both.
                #expect(sent < 64 << 20)
                #expect(try Self.ask(port, Self.page + "\r\n").hasPrefix("HTTP/1.1 200 OK"))
            }
        }

        /// Requests that arrive slowly are given up, and those of others are answered.
        @Test func slowClientsAreGivenUp() async throws {
            try records.keep("run", losses: [1])
            var limits = PageLimits()
            (limits.connections, limits.arrival, limits.departure) = (4, 0.3, 0.3)
            try await serving(limits) { port in
                let slow = try (0..<8).map { _ in try Client(port) }
                for client in slow { client.send("GET / HTT") }
                let form = try Client(port)
                form.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nab")
                #expect(try Self.ask(port, Self.page + "\r\n").hasPrefix("HTTP/1.1 200 OK"))
                for client in slow + [form] { #expect(client.isGivenUp) }
            }
        }

        /// A connection, whose reads give up after a minute.
        private final class Client {
            private let connection = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)

            init(_ port: UInt16) throws {
                var seconds = timeval(tv_sec: 60, tv_usec: 0)
                setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &seconds, socklen_t(MemoryLayout<timeval>.size))
                setsockopt(connection, SOL_SOCKET, SO_SNDTIMEO, &seconds, socklen_t(MemoryLayout<timeval>.size))
                var address = sockaddr_in()
                (address.sin_family, address.sin_port) = (sa_family_t(AF_INET), port.bigEndian)
                address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
                let code = withUnsafePointer(to: &address) {
                    $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                        connect(connection, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                    }
                }
                try #require(code == 0)
            }

            deinit { close(connection) }

            /// Whether the server takes it.
            @discardableResult
            func send(_ text: String) -> Bool {
                var rest = Array(text.utf8)[...]
                while !rest.isEmpty {
                    let count = rest.withUnsafeBytes {
                        Glibc.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                    }
                    if count <= 0 { return false }
                    rest = rest.dropFirst(count)
                }
                return true
            }

            /// Whether the server closes the connection without an answer.
            var isGivenUp: Bool {
                var byte: UInt8 = 0
                let count = recv(connection, &byte, 1, 0)
                return count == 0 || count < 0 && errno == ECONNRESET
            }

            /// All that comes until the server closes the connection.
            var received: String {
                var bytes: [UInt8] = []
                var buffer = [UInt8](repeating: 0, count: 1 << 16)
                while true {
                    let count = recv(connection, &buffer, buffer.count, 0)
                    if count <= 0 { return String(decoding: bytes, as: UTF8.self) }
                    bytes += buffer[..<count]
                }
            }
        }
    }
#endif
