#if Server && Network
    import Dispatch
    import MartletCodecs
    import MartletNN
    import MartletTracking
    import MartletUI
    import Testing

    /// The pages over HTTP.
    @Suite struct ServerTests {
        private let records = Records()

        /// Serves while `body` asks.
        private func serving(_ body: (String) async throws -> Void) async throws {
            let (addresses, listening) = AsyncStream<String>.makeStream()
            let page = try MLflowUI(records.uri, port: 0)
            let server = Task { try await page.serve { listening.yield($0) } }
            for await address in addresses {
                try await body(address)
                break
            }
            server.cancel()
            _ = await server.result
        }

        /// Asks on a thread of its own, so that the server has those of tasks.
        private func send(
            _ method: HTTPRequest.Method = .get, _ url: String, _ headers: [(name: String, value: String)] = [],
            _ body: HTTPRequest.Body? = nil
        ) async throws -> HTTPResponse {
            try await withCheckedThrowingContinuation { answer in
                DispatchQueue.global().async {
                    answer.resume(
                        with: Result { try HTTPClient().send(HTTPRequest(method, url, headers: headers, body: body)) })
                }
            }
        }

        @Test func pagesFilesAndRefusals() async throws {
            let id = try records.keep("first", losses: [2, 1], artifacts: [Artifact("a.txt", .text("hello"))])
            try await serving { address in
                #expect(address.hasPrefix("http://127.0.0.1:"))
                let home = try await send(.get, address + "/")
                #expect(home.status == 200 && String(decoding: home.body, as: UTF8.self).contains("digits"))
                let file = try await send(.get, "\(address)/runs/\(id)/artifacts/a.txt")
                #expect(file.status == 200 && file.body == Array("hello".utf8))
                let head = try await send(.head, address + "/")
                #expect(head.status == 200 && head.body.isEmpty)
                #expect(try await send(.get, address + "/", [("Host", "evil.example")]).status == 403)
                let form = HTTPRequest.Body.bytes(Array("version=1".utf8))
                let promote = address + "/models/m/promote"
                #expect(try await send(.post, promote, [("Origin", "http://evil.example")], form).status == 403)
                let long = HTTPRequest.Body.bytes([UInt8](repeating: 65, count: 1 << 17))
                #expect(try await send(.post, promote, [("Origin", address)], long).status == 413)
                let port = try #require(Int(address.split(separator: ":").last ?? ""))
                let taken = try MLflowUI(records.uri, port: port)
                let error = await #expect(throws: MLflowError.self) { try await taken.serve() }
                let said = try #require(error?.description)
                #expect(said.contains("port \(port) can't be listened at: address already in use"))
            }
        }

        @Test func badPlacesAreRefused() throws {
            try records.keep("run", losses: [1])
            #expect(throws: MLflowError.self) { try MLflowUI(records.uri, host: "box.example") }
            #expect(throws: MLflowError.self) { try MLflowUI(records.uri, port: 65_536) }
            #expect(throws: MLflowError.self) { try MLflowUI(records.uri, port: -1) }
            #expect(throws: SQLiteError.self) { try MLflowUI("sqlite:///\(records.folder)/none.db") }
            #expect(throws: Never.self) { try MLflowUI(records.uri, host: "::1", port: 0) }
        }
    }
#endif
