#if SQLite
    import MartletCodecs
    import MartletPlot
    import MartletTracking

    /// The pages of a database's runs: what is answered to a request, from what the database holds then.
    package struct UISite: Sendable {
        /// Where the runs are.
        let trackingURI: String
        /// The host that the server was told to listen at.
        let host: String
        private let roots: ArtifactRoots

        /// - Parameter artifacts: folders besides the database's own whose files are shown.
        package init(_ trackingURI: String, host: String = "127.0.0.1", artifacts: [String] = []) {
            (self.trackingURI, self.host) = (trackingURI, host)
            let path = (try? MLflowLocation.database(at: trackingURI)) ?? trackingURI
            roots = ArtifactRoots(path, others: artifacts)
        }

        package func answer(_ request: UIRequest) -> UIResponse {
            do {
                try check(request)
                return request.method == "POST" ? try change(request) : try show(request)
            } catch let error as UIError {
                return Page.failure(error.status, error.message)
            } catch let error as MLflowError {
                return Page.failure(400, error.description)
            } catch let error as any Error & CustomStringConvertible {
                return Page.failure(500, error.description)
            } catch {
                return Page.failure(500, "\(error)")
            }
        }

        /// A page elsewhere may have a name of its own lead to this machine, and would then read what is here as its own:
        /// such names are refused. What changes something must come from these pages.
        private func check(_ request: UIRequest) throws(UIError) {
            let asked = request.headers["host"] ?? ""
            guard Self.isOwn(asked, host) else {
                throw UIError(
                    403,
                    "The host '\(asked)' is not this server's: ask for localhost, an address in numbers, or the --host."
                )
            }
            switch request.method {
            case "GET", "HEAD": return
            case "POST":
                guard request.headers["origin"] == "http://\(asked)",
                    ["same-origin", nil].contains(request.headers["sec-fetch-site"])
                else { throw UIError(403, "Changes are made from the pages of this server alone.") }
            default: throw UIError(405, "Pages are asked for by GET, and changed by POST.")
            }
        }

        /// Whether a `Host` header names `localhost`, an address in numbers or the host that was given.
        static func isOwn(_ header: String, _ given: String) -> Bool {
            if header.hasPrefix("[") {
                // An address of IPv6 and perhaps a port.
                guard let end = header.firstIndex(of: "]") else { return false }
                return header.dropFirst().prefix(upTo: end).allSatisfy { $0.isHexDigit || $0 == ":" || $0 == "." }
                    && isPort(header[header.index(after: end)...])
            }
            let name = header.prefix { $0 != ":" }.lowercased()
            guard isPort(header.dropFirst(name.count)) else { return false }
            let numbers = name.split(separator: ".", omittingEmptySubsequences: false)
            return name == "localhost" || name == given.lowercased()
                || numbers.count == 4 && numbers.allSatisfy { UInt8($0) != nil }
        }

        private static func isPort(_ text: Substring) -> Bool {
            text.isEmpty || text.hasPrefix(":") && UInt16(text.dropFirst()) != nil
        }

        private func client() throws -> MLflowClient { try MLflowClient(trackingURI) }

        private func show(_ request: UIRequest) throws -> UIResponse {
            let path = request.path
            switch (path.first, path.count) {
            case (nil, 0): return .page(try ExperimentsPage(client(), trackingURI).html)
            case ("experiments", 2): return .page(try RunsPage(client(), experiment: path[1], request).html)
            case ("compare", 1): return .page(try ComparePage(client(), runs: request.all("run")).html)
            case ("runs", 2): return .page(try RunPage(client(), run: path[1], roots).html)
            case ("runs", 4...) where path[2] == "artifacts":
                let run = try client().run(path[1])
                return try file(path[3...], in: run?.artifactLocation)
            case ("models", 1): return .page(try ModelsPage(client()).html)
            case ("models", 2): return .page(try ModelPage(client(), model: path[1]).html)
            case ("logged-models", 3...):
                let model = try client().loggedModel(path[1])
                return try file(path[2...], in: model?.artifactLocation)
            case ("style.css", 1): return UIResponse(type: "text/css; charset=utf-8", .text(UIAssets.style))
            case ("script.js", 1): return UIResponse(type: "text/javascript; charset=utf-8", .text(UIAssets.script))
            case ("favicon.svg", 1), ("favicon.ico", 1):
                return UIResponse(type: "image/svg+xml", .text(UIAssets.icon))
            default: throw UIError.missing("page")
            }
        }

        private func change(_ request: UIRequest) throws -> UIResponse {
            let path = request.path
            if path.count == 3, path[0] == "logged-models", path[2] == "register" {
                let made = try client().registerModel("models:/\(path[1])", name: request.sent("name") ?? "")
                return .seeOther("/models/\(made.model.inAddress)")
            }
            guard path.count == 3, path[0] == "models" else { throw UIError.missing("such change") }
            let (model, alias) = (path[1], request.sent("alias") ?? "champion")
            switch path[2] {
            case "promote":
                guard let version = request.sent("version").flatMap({ Int($0) }) else {
                    throw UIError(400, "A version is a number, such as 3.")
                }
                try client().promote(model, version: version, alias: alias)
            case "rollback": _ = try client().rollBack(model, alias: alias)
            default: throw UIError.missing("such change")
            }
            return .seeOther("/models/\(model.inAddress)")
        }

        /// A file of a run or a model.
        private func file(_ path: ArraySlice<String>, in location: String?) throws -> UIResponse {
            let name = path.joined(separator: "/")
            guard let location, let folder = ArtifactFolder(location, in: roots), let file = folder.file(name) else {
                throw UIError.missing("file '\(name)'")
            }
            let kind = ArtifactKind(file.path)
            var response = UIResponse(
                type: kind.type, policy: UIResponse.filePolicy, .file(folder.place(of: file), file.size))
            if case .other = kind { response.headers.append(("Content-Disposition", "attachment")) }
            return response
        }
    }
#endif
