import Glibc
import Synchronization

/// An HTTP server on 127.0.0.1 that answers as a closure says, until the value goes. Each connection has a thread.
package final class TestServer: Sendable {
    package struct Request: Sendable {
        package var method: String
        package var target: String
        package var headers: [String: String]
        package var body: [UInt8]
    }

    package struct Answer: Sendable {
        package var status = 200
        package var headers: [(String, String)] = []
        package var body: [UInt8] = []
        /// What the header says, if that isn't the truth.
        package var announced: Int?
        /// Whether nothing is answered until the server goes.
        package var isSilent = false

        package init(
            status: Int = 200, headers: [(String, String)] = [], body: [UInt8] = [], announced: Int? = nil,
            isSilent: Bool = false
        ) {
            (self.status, self.headers, self.body) = (status, headers, body)
            (self.announced, self.isSilent) = (announced, isSilent)
        }
    }

    package let port: UInt16
    private let listener: Int32
    private let state = State()

    /// What the threads share. Each closes its own socket, so that none is left reading from a number that is another's by
    /// then; the server only shuts down those that are open.
    private final class State: Sendable {
        let all = Mutex<(requests: [Request], open: Set<Int32>, count: Int)>(([], [], 0))

        func opened(_ connection: Int32) {
            all.withLock {
                $0.open.insert(connection)
                $0.count += 1
            }
        }

        func end(_ connection: Int32) {
            all.withLock {
                $0.open.remove(connection)
                _ = close(connection)
            }
        }
    }

    package var requests: [Request] { state.all.withLock { $0.requests } }
    /// How many connections were made.
    package var connectionCount: Int { state.all.withLock { $0.count } }

    package init(_ answer: @escaping @Sendable (Request) -> Answer) {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                _ = bind(listener, address, size)
                _ = listen(listener, 16)
                _ = getsockname(listener, address, &size)
            }
        }
        port = UInt16(bigEndian: address.sin_port)
        Self.thread { [state] in
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else { return _ = close(listener) }
                state.opened(connection)
                Self.thread {
                    while let request = Self.read(connection) {
                        state.all.withLock { $0.requests.append(request) }
                        Self.write(answer(request), request.method, connection)
                    }
                    state.end(connection)
                }
            }
        }
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
        state.all.withLock { for connection in $0.open { shutdown(connection, Int32(SHUT_RDWR)) } }
    }

    package func url(_ path: String) -> String { "http://127.0.0.1:\(port)/\(path)" }

    private static func thread(_ body: @escaping @Sendable () -> Void) {
        final class Box: Sendable {
            let body: @Sendable () -> Void
            init(_ body: @escaping @Sendable () -> Void) { self.body = body }
        }
        var thread = pthread_t()
        pthread_create(
            &thread, nil,
            {
                Unmanaged<Box>.fromOpaque($0!).takeRetainedValue().body()
                return nil
            }, Unmanaged.passRetained(Box(body)).toOpaque())
        pthread_detach(thread)
    }

    /// One request, with a body of known length or in chunks.
    private static func read(_ connection: Int32) -> Request? {
        func byte() -> UInt8? {
            var byte: UInt8 = 0
            return recv(connection, &byte, 1, 0) == 1 ? byte : nil
        }
        func line() -> String? {
            var bytes: [UInt8] = []
            while let byte = byte() {
                if byte == UInt8(ascii: "\n") { return String(decoding: bytes.filter { $0 != 13 }, as: UTF8.self) }
                bytes.append(byte)
            }
            return nil
        }
        guard let first = line()?.split(separator: " "), first.count == 3 else { return nil }
        var request = Request(method: String(first[0]), target: String(first[1]), headers: [:], body: [])
        while let line = line(), !line.isEmpty {
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            request.headers[parts[0].lowercased()] = String(parts[1].drop { $0 == " " })
        }
        if let count = request.headers["content-length"].flatMap({ Int($0) }) {
            request.body = (0..<count).compactMap { _ in byte() }
        } else if request.headers["transfer-encoding"] == "chunked" {
            while let size = line().flatMap({ Int($0, radix: 16) }) {
                request.body += (0..<size).compactMap { _ in byte() }
                _ = line()
                if size == 0 { break }
            }
        }
        return request
    }

    private static func write(_ answer: Answer, _ method: String, _ connection: Int32) {
        if answer.isSilent { return }
        var text = "HTTP/1.1 \(answer.status) Whatever\r\nContent-Length: \(answer.announced ?? answer.body.count)\r\n"
        for (name, value) in answer.headers { text += "\(name): \(value)\r\n" }
        let bytes = Array((text + "\r\n").utf8) + (method == "HEAD" ? [] : answer.body)
        _ = send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        if let announced = answer.announced, announced > answer.body.count { shutdown(connection, Int32(SHUT_RDWR)) }
    }
}
