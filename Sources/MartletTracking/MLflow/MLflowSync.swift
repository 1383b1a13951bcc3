#if SQLite
    import MartletCodecs
    import Synchronization

    /// Sends runs that wait in a database to MLflow's servers: those that a server didn't take, to that server; or all, to
    /// one that is named. Models that they made go with them, and so do versions of registered models that are made of those,
    /// with their aliases.
    ///
    /// A server gives runs and versions names of its own, which `send` tells. What was sent is removed from the database, and so
    /// are its files in the folder `mlruns` beside that, and no others. Runs that were deleted, and those that go on, stay.
    ///
    /// One sends at a time; who comes later waits for the other. Whoever is interrupted, at whatever place, loses nothing, and
    /// what was sent before isn't there twice when it is tried again. A run whose process is gone is sent as one that was killed.
    public struct MLflowSync {
        /// Something that was sent.
        public struct Sent: Sendable, Hashable {
            /// What people call it: a run's name, or a registered model's.
            public let name: String
            /// What named it in the database: a run's id, or the number of a version.
            public let here: String
            /// What names it at the server.
            public let there: String
        }

        /// What came of it.
        public struct Report: Sendable, Hashable {
            /// The runs that were sent.
            public internal(set) var runs: [Sent] = []
            /// The versions of registered models that were sent.
            public internal(set) var versions: [Sent] = []
            /// What stays, in words.
            public internal(set) var remarks: [String] = []
        }

        /// Runs and registered models that couldn't be sent, and wait on.
        public struct Unsent: Error, CustomStringConvertible {
            /// What was sent all the same.
            public let report: Report
            /// Why others couldn't be, by a run's id, or by `models:/` and a registered model's name.
            public let reasons: [String: String]

            /// How many wait, and the reasons, each once.
            public var description: String {
                func counted(_ count: Int, _ word: String) -> [String] {
                    count == 0 ? [] : ["\(count) \(word)\(count == 1 ? "" : "s")"]
                }
                let models = reasons.keys.count { $0.hasPrefix("models:/") }
                let who = counted(reasons.count - models, "run") + counted(models, "registered model")
                let verb = reasons.count == 1 ? "waits" : "wait"
                return "\(who.joined(separator: " and ")) \(verb) on, \(report.runs.count) sent: "
                    + Set(reasons.values).sorted().joined(separator: "; ")
            }
        }

        /// Tags of what waits: the server's address, and what a run, a model and a version are called there. Empty is that
        /// one may have been made there.
        static let address = "martlet.sync.address"
        static let run = "martlet.sync.run"
        static let model = "martlet.sync.model"
        static let version = "martlet.sync.version"
        /// At a server: what the run or the model was called where it waited.
        static let source = "martlet.source"

        let database: SQLiteDatabase
        let target: String?

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
            try runs("r.status <> 'RUNNING' AND \(Self.isThere)")
        }

        /// That neither a run nor its experiment was deleted.
        private static let isThere = "r.lifecycle_stage = 'active' AND e.lifecycle_stage = 'active'"

        private func runs(_ condition: String) throws -> [String] {
            try database.rows(
                """
                SELECT r.run_uuid FROM runs r JOIN experiments e ON e.experiment_id = r.experiment_id
                WHERE \(condition) AND (? OR r.run_uuid IN (SELECT run_uuid FROM tags WHERE key = ?))
                ORDER BY r.start_time, r.run_uuid
                """, .integer(target == nil ? 0 : 1), .text(Self.address)
            ).compactMap(\.first?.text)
        }

        /// Locked by whoever sends.
        private var lockPath: String { database.path + ".sync" }
        private static let turn = Mutex(())

        /// Sends all runs that wait and have ended, those that come meanwhile too. Where a server is away those of others are
        /// sent.
        ///
        /// - Parameter progress: is told how many were dealt with, and of how many.
        /// - Throws: `Unsent` if some couldn't be sent; `SQLiteError`; `FileError` where nobody can be kept from sending, too.
        @discardableResult
        public func send(progress: (Int, Int) -> Void = { _, _ in }) throws -> Report {
            try send(tries: 3, progress: progress)
        }

        /// The same, where a server is asked so often at most.
        @discardableResult
        package func send(tries: Int, progress: (Int, Int) -> Void = { _, _ in }) throws -> Report {
            let lock = try LockedFile(lockPath)
            defer { try? lock.remove() }
            // A server that is away isn't asked again for each run.
            var (report, reasons, away): (Report, [String: String], [String: any Error]) = (Report(), [:], [:])
            var dealtWith: Set<String> = []
            var runs = try waiting()
            while !runs.isEmpty {
                let total = dealtWith.count + runs.count
                for run in runs {
                    progress(dealtWith.count, total)
                    dealtWith.insert(run)
                    let address = try target ?? pairs("tags", run)[Self.address] ?? ""
                    do {
                        if let error = away[address] { throw error }
                        try send(run: run, tries: tries, &report)
                    } catch {
                        if error is MLflowREST.Away { away[address] = error }
                        reasons[run] = "\(error)"
                    }
                }
                runs = try waiting().filter { !dealtWith.contains($0) }
            }
            progress(dealtWith.count, dealtWith.count)
            // The numbers of versions are given in the order in which they are sent.
            if reasons.isEmpty { reasons = try sendRegistry(&report) }
            try remark(&report)
            guard reasons.isEmpty else { throw Unsent(report: report, reasons: reasons) }
            return report
        }

        /// Sends one run, unless another process sends.
        ///
        /// - Throws: `MLflowREST.Away` if so, and if the server is.
        func sendAlone(run id: String) throws {
            try Self.turn.withLock { _ in
                let lock = try LockedFile(lockPath) {
                    throw MLflowREST.Away(description: "another process sends what waits in '\(database.path)'")
                }
                defer { try? lock.remove() }
                var report = Report()
                try send(run: id, tries: 1, &report)
            }
        }

        /// Says what stays though it was to be sent.
        private func remark(_ report: inout Report) throws {
            let deleted = try runs("NOT (\(Self.isThere))").count
            if deleted > 0 { report.remarks.append("\(deleted) \(deleted == 1 ? "run" : "runs") deleted and not sent") }
            let open = try runs("r.status = 'RUNNING' AND \(Self.isThere)").count
            if open > 0 { report.remarks.append("\(open) \(open == 1 ? "run goes" : "runs go") on and not sent yet") }
            guard target != nil else { return }
            let versions = try database.rows(
                """
                SELECT name, version FROM model_versions WHERE current_stage <> 'Deleted_Internal'
                AND (name, version) NOT IN (SELECT name, version FROM model_version_tags WHERE key = ?)
                ORDER BY name, version
                """, .text(Self.model))
            for version in versions {
                let (name, number) = (version[0].text ?? "", version[1].integer ?? 0)
                report.remarks.append("version \(number) of '\(name)' stays here: no run that was sent made its model")
            }
        }
    }

    /// What stands in the database.
    extension MLflowSync {
        func pairs(_ table: String, _ id: String, by key: String = "run_uuid", _ names: String = "key, value") throws
            -> [String: String]
        {
            let rows = try database.rows("SELECT \(names) FROM \(table) WHERE \(key) = ?", .text(id))
            return rows.reduce(into: [:]) { pairs, row in
                if let name = row[0].text { pairs[name] = row[1].text ?? "" }
            }
        }

        func note(_ tag: String, _ value: String, of run: String) throws {
            try database.run(
                "INSERT OR REPLACE INTO tags (key, value, run_uuid) VALUES (?, ?, ?)", .text(tag), .text(value),
                .text(run))
        }
    }
#endif
