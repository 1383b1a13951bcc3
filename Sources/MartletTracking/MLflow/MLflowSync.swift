#if SQLite
    import MartletCodecs
    import MartletNN

    #if canImport(Glibc)
        import Glibc
    #else
        import Darwin
    #endif

    /// Sends runs that wait in a database to MLflow's servers: those that a server didn't take, to that server; or all, to
    /// one that is named.
    ///
    /// A run that was sent is removed from the database. Sending is tried again from the start where it was interrupted;
    /// what was sent before isn't there twice. A run whose process is gone is sent as one that was killed.
    public struct MLflowSync {
        /// Runs that couldn't be sent, and wait on.
        public struct Unsent: Error, CustomStringConvertible {
            /// How many others were sent.
            public let sent: Int
            /// Why each of them couldn't be, by run.
            public let reasons: [String: String]

            /// How many wait, and the reasons, each once.
            public var description: String {
                let whose = reasons.count == 1 ? "1 run waits" : "\(reasons.count) runs wait"
                return "\(whose) on, \(sent) sent: " + Set(reasons.values).sorted().joined(separator: "; ")
            }
        }

        /// Tags of runs that wait: the server's address, and what the run is called there.
        static let address = "martlet.sync.address"
        static let run = "martlet.sync.run"
        /// Before the name of a model that was sent already.
        private static let model = "martlet.sync.model."

        private let database: SQLiteDatabase
        private let target: String?

        /// - Parameters:
        ///   - path: the database; unless given, the one that `MARTLET_TRACKING_QUEUE` names, or else `mlflow-queue.db`.
        ///   - trackingURI: the server that all runs go to, such as `http://127.0.0.1:5000`; nil sends each run that a server
        ///     didn't take to that server.
        /// - Throws: `SQLiteError` if there is no such database; `MLflowError` for an address that is no server's.
        public init(_ path: String? = nil, to trackingURI: String? = nil) throws {
            let database = try SQLiteDatabase(
                path ?? ProcessEnvironment["MARTLET_TRACKING_QUEUE"] ?? "mlflow-queue.db", .readWrite)
            try database.execute("PRAGMA foreign_keys = ON")
            try database.transaction { try MLflowDatabase.markKilledRuns(in: database) }
            self.database = database
            if let trackingURI {
                guard case .server(let address) = try MLflowLocation(trackingURI) else {
                    throw MLflowError("'\(trackingURI)' is no server's address, such as http://127.0.0.1:5000")
                }
                target = address
            } else {
                target = nil
            }
        }

        /// The runs that wait and have ended, in the order in which they began.
        ///
        /// - Throws: `SQLiteError`.
        public func waiting() throws -> [String] {
            try database.rows(
                """
                SELECT run_uuid FROM runs WHERE status <> 'RUNNING' AND (? OR run_uuid IN
                  (SELECT run_uuid FROM tags WHERE key = ?)) ORDER BY start_time, run_uuid
                """, .integer(target == nil ? 0 : 1), .text(Self.address)
            ).compactMap(\.first?.text)
        }

        /// Sends all runs that wait and have ended. Where a server is away those of others are sent.
        ///
        /// - Parameter progress: is told how many were dealt with, and of how many.
        /// - Throws: `Unsent` if some couldn't be sent; `SQLiteError`.
        public func send(progress: (Int, Int) -> Void = { _, _ in }) throws {
            let runs = try waiting()
            // A server that is away isn't asked again for each run.
            var (reasons, away): ([String: String], [String: any Error]) = ([:], [:])
            for (number, run) in runs.enumerated() {
                progress(number, runs.count)
                let address = try target ?? pairs("tags", run)[Self.address] ?? ""
                do {
                    if let error = away[address] { throw error }
                    try send(run: run)
                } catch {
                    if error is MLflowREST.Away { away[address] = error }
                    reasons[run] = "\(error)"
                }
            }
            progress(runs.count, runs.count)
            guard reasons.isEmpty else { throw Unsent(sent: runs.count - reasons.count, reasons: reasons) }
        }

        /// Sends one run.
        func send(run id: String, tries: Int = 3) throws {
            guard let run = try start(of: id), let address = target ?? run.tags[Self.address] else { return }
            let server = try MLflowServer(address)
            // A run within another one names it as the server does.
            if let parent = run.tags["mlflow.parentRunId"], let outer = try start(of: parent) {
                _ = try place(of: parent, outer, server, tries)
            }
            let place = try place(of: id, run, server, tries)
            try server.log(parameters: pairs("params", id), run: place.id, tries: tries)
            try server.set(tags: Self.sent(try pairs("tags", id)), run: place.id, tries: tries)
            try sendMetrics(id, to: place.id, server, tries)
            try sendData(id, to: place.id, server, tries)
            try sendModels(id, to: place, server, tries)
            let state = try database.rows(
                "SELECT artifact_uri, status, end_time FROM runs WHERE run_uuid = ?", .text(id))[0]
            try sendFiles(in: MLflowFiles.folder(state[0].text ?? ""), "", to: place, server, tries)
            if let status = state[1].text, let end = state[2].integer {
                try server.end(status, time: end, run: place.id, tries: tries)
            }
            try remove(id)
        }

        /// How a run began; nil if the database hasn't it.
        private func start(of id: String) throws -> MLflowRunStart? {
            try database.rows(
                """
                SELECT r.name, r.user_id, r.source_name, r.start_time, e.name
                FROM runs r JOIN experiments e ON e.experiment_id = r.experiment_id WHERE r.run_uuid = ?
                """, .text(id)
            ).first.map { row in
                MLflowRunStart(
                    experiment: row[4].text ?? "", name: row[0].text ?? "", tags: try pairs("tags", id),
                    user: row[1].text ?? "", source: row[2].text ?? "", time: row[3].integer ?? 0)
            }
        }

        /// The tags that go to the server.
        private static func sent(_ tags: [String: String]) -> [String: String] {
            tags.filter { !$0.key.hasPrefix("martlet.sync.") && $0.key != "martlet.process" }
        }

        private func pairs(_ table: String, _ run: String) throws -> [String: String] {
            let rows = try database.rows("SELECT key, value FROM \(table) WHERE run_uuid = ?", .text(run))
            return rows.reduce(into: [:]) { pairs, row in
                if let name = row[0].text { pairs[name] = row[1].text ?? "" }
            }
        }

        /// The run at the server, which is made unless it is there. What it is called there is noted before anything is sent.
        private func place(
            of id: String, _ run: MLflowRunStart, _ server: MLflowServer, _ tries: Int
        ) throws -> MLflowRunPlace {
            if let known = run.tags[Self.run], let place = try server.find(known, tries: tries) { return place }
            var run = run
            run.tags = Self.sent(run.tags)
            let place = try server.begin(run, tries: tries)
            try note(Self.run, place.id, of: id)
            try database.run(
                "UPDATE tags SET value = ? WHERE key = 'mlflow.parentRunId' AND value = ?", .text(place.id), .text(id))
            return place
        }

        private func note(_ tag: String, _ value: String, of run: String) throws {
            try database.run(
                "INSERT OR REPLACE INTO tags (key, value, run_uuid) VALUES (?, ?, ?)", .text(tag), .text(value),
                .text(run))
        }

        private func sendMetrics(_ id: String, to run: String, _ server: MLflowServer, _ tries: Int) throws {
            let statement = try database.prepare(
                "SELECT key, step, timestamp, value, is_nan FROM metrics WHERE run_uuid = ? ORDER BY rowid")
            try statement.bind([.text(id)])
            var batch: [(name: String, metric: MLflowMetric)] = []
            func flush() throws {
                try server.write(batch, run: run, tries: tries)
                batch.removeAll(keepingCapacity: true)
            }
            while try statement.step() {
                let row = statement.row
                let value = row[4].integer == 1 ? .nan : row[3].real ?? .nan
                batch.append(
                    (
                        row[0].text ?? "",
                        MLflowMetric(step: row[1].integer ?? 0, time: row[2].integer ?? 0, value: value)
                    ))
                if batch.count == 1000 { try flush() }
            }
            try flush()
        }

        private func sendData(_ id: String, to run: String, _ server: MLflowServer, _ tries: Int) throws {
            let rows = try database.rows(
                """
                SELECT d.name, d.digest, d.dataset_source, d.dataset_profile, t.value FROM inputs i
                JOIN datasets d ON d.dataset_uuid = i.source_id LEFT JOIN input_tags t ON t.input_uuid = i.input_uuid
                WHERE i.source_type = 'DATASET' AND i.destination_type = 'RUN' AND i.destination_id = ?
                """, .text(id))
            for row in rows {
                let source = row[2].text.flatMap { try? JSON(parsing: $0)["uri"]?.string }
                let count = row[3].text.flatMap { try? JSON(parsing: $0)["num_rows"]?.integer }
                try server.log(
                    TrackedData(
                        name: row[0].text ?? "", context: row[4].text ?? "", source: source, digest: row[1].text,
                        rows: count), run: run, tries: tries)
            }
        }

        private func sendModels(_ id: String, to run: MLflowRunPlace, _ server: MLflowServer, _ tries: Int) throws {
            let sent = try pairs("tags", id)
            let models = try database.rows(
                "SELECT model_id, name, artifact_location FROM logged_models WHERE source_run_id = ?", .text(id))
            for model in models {
                guard let name = model[0].text, sent[Self.model + name] == nil else { continue }
                let file = try MLflowFiles.folder(model[2].text ?? "") + "/model.safetensors"
                try server.keep(model: file, name: model[1].text ?? "model", step: 0, run: run, tries: tries)
                try note(Self.model + name, "sent", of: id)
            }
        }

        private func sendFiles(
            in folder: String, _ path: String, to run: MLflowRunPlace, _ server: MLflowServer, _ tries: Int
        ) throws {
            guard FolderListing.isFolder(folder + path) else { return }
            let listing = try FolderListing(folder + path)
            for file in listing.files {
                let inner = "\(path)/\(file)"
                try server.keep(.file(folder + inner), at: String(inner.dropFirst()), in: run.artifacts, tries: tries)
                unlink(NativePath.bytes(folder + inner))
            }
            for inner in listing.folders { try sendFiles(in: folder, "\(path)/\(inner)", to: run, server, tries) }
        }

        private func remove(_ id: String) throws {
            try database.transaction {
                for table in ["metrics", "latest_metrics", "params", "tags"] {
                    try database.run("DELETE FROM \(table) WHERE run_uuid = ?", .text(id))
                }
                try database.run("DELETE FROM logged_models WHERE source_run_id = ?", .text(id))
                try database.run("DELETE FROM inputs WHERE destination_id = ? OR source_id = ?", .text(id), .text(id))
                try database.run("DELETE FROM runs WHERE run_uuid = ?", .text(id))
            }
        }
    }
#endif
