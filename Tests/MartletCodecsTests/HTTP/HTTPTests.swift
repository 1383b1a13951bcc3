#if Network
    import Glibc
    import MartletCodecs
    import MartletTestSupport
    import Testing

    struct HTTPTests {
        private let client = HTTPClient()

        @Test(arguments: HTTPRequest.Method.allCases)
        func everyMethodIsSent(method: HTTPRequest.Method) throws {
            let server = TestServer { request in
                TestServer.Answer(status: 207, headers: [("X-Method", request.method)], body: Array("yes".utf8))
            }
            let body = [HTTPRequest.Method.post, .put, .patch].contains(method) ? Array("a body".utf8) : nil
            let response = try client.send(
                HTTPRequest(
                    method, server.url("here?a=1"), headers: [("X-Trace", "1 2"), ("X-Empty", "")],
                    body: body.map { .bytes($0) }))
            #expect(response.status == 207 && response.isSuccess)
            #expect(response[header: "x-method"] == method.rawValue)
            #expect(response.body == (method == .head ? [] : Array("yes".utf8)))
            let request = try #require(server.requests.first)
            #expect(request.method == method.rawValue && request.target == "/here?a=1")
            #expect(request.headers["x-trace"] == "1 2" && request.headers["x-empty"] == "")
            #expect(request.headers["user-agent"] == "martlet" && request.headers["expect"] == nil)
            #expect(request.body == body ?? [])
        }

        @Test func connectionsStayOpen() throws {
            let server = TestServer { _ in TestServer.Answer(body: [1]) }
            for _ in 0..<5 { _ = try client.send(HTTPRequest(.get, server.url(""))) }
            #expect(server.requests.count == 5 && server.connectionCount == 1)
        }

        @Test func bodiesStream() throws {
            let folder = TemporaryFolder()
            let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            try AtomicFile.write(bytes, to: folder["file"])
            let server = TestServer { TestServer.Answer(body: $0.body) }
            var received: [UInt8] = []
            var parts = 0
            _ = try client.send(HTTPRequest(.put, server.url(""), body: .file(folder["file"]))) {
                received += $0
                parts += 1
            }
            #expect(received == bytes && parts > 1)
            let counter = Counter()
            let stream = HTTPRequest.Body.stream(length: nil) { counter.fill($0, upTo: 100_000) }
            let response = try client.send(HTTPRequest(.post, server.url(""), body: stream))
            #expect(response.body == [UInt8](repeating: 7, count: 100_000))
            #expect(server.requests[1].headers["transfer-encoding"] == "chunked")
        }

        @Test func answersThatSayNoAreAnswers() throws {
            let server = TestServer { _ in TestServer.Answer(status: 422, body: Array("why".utf8)) }
            let response = try client.send(HTTPRequest(.post, server.url(""), body: .bytes([])))
            #expect(response.status == 422 && !response.isSuccess && response.body == Array("why".utf8))
        }

        @Test func redirectionsAreFollowedSoFar() throws {
            let server = TestServer { request in
                let left = Int(request.target.dropFirst()) ?? 0
                guard left > 0 else { return TestServer.Answer(body: request.body) }
                return TestServer.Answer(status: 307, headers: [("Location", "/\(left - 1)")])
            }
            var request = HTTPRequest(.put, server.url("3"), body: .bytes(Array("again".utf8)))
            request.mostRedirections = 3
            let response = try client.send(request)
            #expect(response.body == Array("again".utf8) && response[header: "Location"] == nil)
            request.mostRedirections = 2
            #expect(throws: HTTPError(method: "PUT", url: request.url, reason: .redirectedTooOften(limit: 2))) {
                try client.send(request)
            }
        }

        @Test func aRedirectionLeavesTheWeb() throws {
            let server = TestServer { _ in TestServer.Answer(status: 302, headers: [("Location", "file:///etc/passwd")])
            }
            #expect(throws: HTTPError.self) { try client.send(HTTPRequest(.get, server.url(""))) }
            #expect(throws: HTTPError.self) { try client.send(HTTPRequest(.get, "file:///etc/passwd")) }
        }

        @Test(arguments: [nil, 1000] as [Int?])
        func longAnswersAreGivenUp(announced: Int?) throws {
            let server = TestServer { _ in
                TestServer.Answer(body: [UInt8](repeating: 1, count: 1000), announced: announced)
            }
            var request = HTTPRequest(.get, server.url(""))
            request.mostBytes = 1000
            #expect(try client.send(request).body.count == 1000)
            request.mostBytes = 999
            #expect(throws: HTTPError(method: "GET", url: request.url, reason: .tooLong(limit: 999))) {
                try client.send(request)
            }
        }

        @Test func timeIsLimited() throws {
            let server = TestServer { _ in TestServer.Answer(isSilent: true) }
            var request = HTTPRequest(.get, server.url(""))
            request.timeout = 0.2
            #expect { try client.send(request) } throws: {
                if case .timedOut = ($0 as? HTTPError)?.reason { true } else { false }
            }
        }

        @Test func aCancelledTaskGivesUp() async throws {
            let server = TestServer { _ in TestServer.Answer(isSilent: true) }
            let task = Task { [client] in try client.send(HTTPRequest(.get, server.url(""))) }
            try await Task.sleep(for: .milliseconds(100))
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
        }

        @Test func brokenConnectionsAreSaid() throws {
            let server = TestServer { _ in TestServer.Answer(body: [1, 2], announced: 10) }
            #expect { try client.send(HTTPRequest(.get, server.url(""))) } throws: {
                if case .interrupted = ($0 as? HTTPError)?.reason { true } else { false }
            }
            for url in ["http://127.0.0.1:1/", "https://127.0.0.1:1/", "nonsense://x", "", "http://a b"] {
                #expect { try client.send(HTTPRequest(.get, url)) } throws: {
                    guard let error = $0 as? HTTPError, case .failed(let message) = error.reason else { return false }
                    return !message.isEmpty && "\(error)".hasPrefix("GET '\(url)': ")
                }
            }
        }

        @Test func headersCannotBeSmuggledIn() throws {
            let server = TestServer { _ in TestServer.Answer() }
            for (name, value) in [("A", "b\r\nC: d"), ("A\nB", "c"), ("", "a"), ("A B", "c"), ("A:", "b"), ("A", "\0")]
            {
                #expect { try client.send(HTTPRequest(.get, server.url(""), headers: [(name, value)])) } throws: {
                    if case .invalid = ($0 as? HTTPError)?.reason { true } else { false }
                }
            }
            #expect(throws: HTTPError.self) { try client.send(HTTPRequest(.get, server.url(""), body: .bytes([]))) }
            #expect(throws: FileError.self) {
                try client.send(HTTPRequest(.put, server.url(""), body: .file("/nowhere/at/all")))
            }
            #expect(server.requests.isEmpty)
        }

        @Test func whatClosuresThrowComesOut() throws {
            struct Mine: Error {}
            let server = TestServer { TestServer.Answer(body: $0.body + [1]) }
            #expect(throws: Mine.self) { try client.send(HTTPRequest(.get, server.url(""))) { _ in throw Mine() } }
            let body = HTTPRequest.Body.stream(length: 10) { _ in throw Mine() }
            #expect(throws: Mine.self) { try client.send(HTTPRequest(.post, server.url(""), body: body)) }
        }
    }

    /// So many sevens.
    private final class Counter: @unchecked Sendable {
        private var given = 0

        func fill(_ space: UnsafeMutableRawBufferPointer, upTo count: Int) -> Int {
            let next = min(space.count, count - given, 1000)
            for i in 0..<next { space[i] = 7 }
            given += next
            return next
        }
    }
#endif
