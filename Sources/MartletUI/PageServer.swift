#if Server
    import FlyingFox
    import FlyingSocks
    import MartletCodecs

    import struct FoundationEssentials.Data

    #if canImport(Glibc)
        import Glibc
    #else
        import Darwin
    #endif

    /// How much a server of pages takes.
    package struct PageLimits: Sendable {
        /// The connections that are answered at once; others wait.
        package var connections = 32
        /// The bytes of a request's header, and of a form.
        package var head = 1 << 14
        package var form = 1 << 16
        /// The seconds in which a request arrives, and in which its answer is taken.
        package var arrival = 10.0
        package var departure = 60.0

        package init() {}
    }

    /// Answers requests, one on each connection, by FlyingFox's sockets. Its own server has no limits: it reads a line of any
    /// length, for any time.
    struct PageServer: Sendable {
        let limits: PageLimits
        let answer: @Sendable (UIRequest) -> UIResponse

        /// Answers until the task is cancelled.
        ///
        /// - Parameter listening: is told the address that it listens at.
        /// - Throws: `SocketError` where the address can't be listened at.
        func run(at address: any SocketAddress, listening: (Socket.Address) -> Void) async throws {
            let pool = HTTPServer.defaultPool()
            try await pool.prepare()
            let socket = try Socket(domain: Int32(address.family))
            defer { try? socket.close() }
            try socket.setValue(true, for: .localAddressReuse)
            try socket.bind(to: address)
            try socket.listen()
            listening(try socket.sockname())
            let listener = try AsyncSocket(socket: socket, pool: pool)
            try await withThrowingTaskGroup(of: Void.self) { group in
                defer { group.cancelAll() }
                group.addTask { try await pool.run() }
                for _ in 0..<limits.connections { group.addTask { try await serveAll(listener) } }
                try await group.next()
            }
        }

        /// Answers one connection after another.
        private func serveAll(_ listener: AsyncSocket) async throws {
            while true {
                do {
                    let connection = try await listener.accept()
                    await serve(connection)
                } catch SocketError.failed(_, let code, _) where [ECONNABORTED, EMFILE, ENFILE].contains(code) {
                    try await Task.sleep(for: .milliseconds(50))
                }
            }
        }

        private func serve(_ connection: AsyncSocket) async {
            defer { try? connection.close() }
            let (response, isHead, isRefused): (UIResponse, Bool, Bool)
            do {
                let asked = try await Self.within(limits.arrival) { try await request(on: connection) }
                (response, isHead, isRefused) = (answer(asked), asked.method == "HEAD", false)
            } catch let error as UIError {
                (response, isHead, isRefused) = (Page.failure(error.status, error.message), false, true)
            } catch {
                return
            }
            try? await Self.within(limits.departure) {
                try await send(response, isHead: isHead, on: connection)
                if isRefused { try await readRest(of: connection) }
            }
        }

        /// - Throws: `UIError` for what isn't taken; `SocketError`.
        private func request(on connection: AsyncSocket) async throws -> UIRequest {
            let tooLong = UIError(431, "The header of a request has up to \(limits.head) bytes.")
            var bytes: [UInt8] = []
            var end: Int?
            while end == nil {
                guard bytes.count < limits.head else { throw tooLong }
                let searched = bytes.count
                bytes += try await connection.read(atMost: 4096)
                end = RequestHead.end(of: bytes, from: searched)
            }
            let start = end!
            guard start <= limits.head else { throw tooLong }
            let head = try RequestHead(bytes[..<start])
            guard head.length <= limits.form else { throw UIError(413, "A form has up to \(limits.form) bytes.") }
            while bytes.count < start + head.length { bytes += try await connection.read(atMost: 4096) }
            let body = String(decoding: bytes[start..<start + head.length], as: UTF8.self)
            guard
                let request = UIRequest(method: head.method, target: head.target, headers: head.headers, body: body)
            else { throw UIError(400, "A page's address begins with a slash.") }
            return request
        }

        private func send(_ response: UIResponse, isHead: Bool, on connection: AsyncSocket) async throws {
            switch response.body {
            case .text(let body):
                let head = Self.head(of: response, length: body.utf8.count)
                try await connection.write(Data((isHead ? head : head + body).utf8))
            case .file(let path, _):
                let file = try FileReader(path)
                try await connection.write(Data(Self.head(of: response, length: file.count).utf8))
                if isHead { return }
                for start in stride(from: 0, to: file.count, by: 1 << 16) {
                    let piece = try file.bytes(at: start, count: min(1 << 16, file.count - start))
                    try await connection.write(Data(piece))
                }
            }
        }

        private static func head(of response: UIResponse, length: Int) -> String {
            let lines =
                ["HTTP/1.1 \(response.status) \(response.status < 400 ? "OK" : "Refused")"]
                + response.headers.map { "\($0.name): \($0.value)" }
                + ["Content-Length: \(length)", "Connection: close", "", ""]
            return lines.joined(separator: "\r\n")
        }

        /// Whoever still sends would otherwise lose the answer.
        private func readRest(of connection: AsyncSocket) async throws {
            shutdown(connection.socket.file.rawValue, Int32(SHUT_WR))
            try await Self.within(1) {
                var left = 1 << 20
                while left > 0 { left -= try await connection.read(atMost: 4096).count }
            }
        }

        /// Does `body`, or ends it after so many seconds.
        private static func within<R: Sendable>(
            _ seconds: Double, _ body: @escaping @Sendable () async throws -> R
        ) async throws -> R {
            try await withThrowingTaskGroup(of: R.self) { group in
                defer { group.cancelAll() }
                group.addTask(operation: body)
                group.addTask {
                    try await Task.sleep(for: .seconds(seconds))
                    throw CancellationError()
                }
                return try await group.next()!
            }
        }
    }
#endif
