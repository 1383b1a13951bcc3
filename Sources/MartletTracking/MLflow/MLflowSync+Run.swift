#if SQLite
    import MartletCodecs
    import MartletNN

    #if canImport(Glibc)
        import Glibc
    #else
        import Darwin
    #endif

    extension MLflowSync {
        /// Sends one run, if it is there.
        func send(run id: String, tries: Int, _ report: inout Report) throws {
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
            let models = try sendModels(id, to: place, server, tries)
            let state = try database.rows(
                "SELECT artifact_uri, status, end_time FROM runs WHERE run_uuid = ?", .text(id))[0]
            let artifacts = try MLflowFiles.folder(state[0].text ?? "")
            try sendFiles(in: artifacts, to: place.artifacts, server, tries)
            if let status = state[1].text, let end = state[2].integer {
                try server.end(status, time: end, run: place.id, tries: tries)
            }
            let root = MLflowFiles.root(of: database.path)
            for folder in try (models + [artifacts]).filter({ try !MLflowFiles.remove($0, within: root) }) {
                report.remarks.append("the files in '\(folder)' were sent and stay there")
            }
            try remove(id)
            report.runs.append(Sent(name: run.name, here: id, there: place.id))
        }

        /// How a run began; nil if the database hasn't it, or it was deleted.
        private func start(of id: String) throws -> MLflowRunStart? {
            try database.rows(
                """
                SELECT r.name, r.user_id, r.source_name, r.start_time, e.name FROM runs r
                JOIN experiments e ON e.experiment_id = r.experiment_id
                WHERE r.run_uuid = ? AND r.lifecycle_stage = 'active'
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

        /// The run at the server, which is made unless it is there. What it is called there is noted before anything is sent.
        private func place(
            of id: String, _ run: MLflowRunStart, _ server: MLflowServer, _ tries: Int
        ) throws -> MLflowRunPlace {
            if let known = run.tags[Self.run], !known.isEmpty, let place = try server.find(known, tries: tries) {
                return place
            }
            if target != nil, run.tags[Self.run] == nil, try server.find(id, tries: tries) != nil {
                throw MLflowError(
                    "\(server.rest.address) has the run '\(id)' already: it reads this database itself", .data)
            }
            var made = run
            made.tags = Self.sent(run.tags)
            made.tags[Self.source] = id
            let place = try once(Self.run, of: id, tries) {
                try server.find(tag: Self.source, id, experiment: run.experiment)
            } make: {
                try server.begin(made, tries: 1)
            }
            try database.transaction {
                try note(Self.run, place.id, of: id)
                try database.run(
                    "UPDATE tags SET value = ? WHERE key = 'mlflow.parentRunId' AND value = ?", .text(place.id),
                    .text(id))
            }
            return place
        }

        /// Makes something at a server once. If that was tried before, or there was no answer, it is looked for first.
        ///
        /// - Parameter tag: notes that it is tried.
        private func once<R>(
            _ tag: String, of run: String, _ tries: Int, find: () throws -> R?, make: () throws -> R
        ) throws -> R {
            var mayBeThere = try pairs("tags", run)[tag] != nil
            if !mayBeThere { try note(tag, "", of: run) }
            var attempt = 1
            while true {
                do {
                    if mayBeThere, let found = try find() { return found }
                    return try make()
                } catch is MLflowREST.Away where attempt < tries {
                    usleep(250_000 << UInt32(2 * attempt - 2))
                    (attempt, mayBeThere) = (attempt + 1, true)
                }
            }
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

        /// Sends the models that a run made, and gives their folders.
        private func sendModels(
            _ id: String, to run: MLflowRunPlace, _ server: MLflowServer, _ tries: Int
        ) throws -> [String] {
            let models = try database.rows(
                """
                SELECT model_id, name, artifact_location FROM logged_models
                WHERE source_run_id = ? AND lifecycle_stage = 'active' ORDER BY creation_timestamp_ms, rowid
                """, .text(id))
            return try models.map { row in
                let (model, location) = (row[0].text ?? "", row[2].text ?? "")
                let folder = try MLflowFiles.folder(location)
                let tag = "\(Self.model).\(model)"
                if try pairs("tags", id)[tag, default: ""].isEmpty {
                    let name = row[1].text ?? "model"
                    let made = try once(tag, of: id, tries) {
                        try server.findModel(tag: Self.source, model, in: run.experiment)
                    } make: {
                        var tags = try pairs("logged_model_tags", model, by: "model_id", "tag_key, tag_value")
                        (tags["mlflow.modelVersions"], tags[Self.source]) = (nil, model)
                        return try server.makeModel(
                            name, run: run, tags: tags,
                            parameters: pairs("logged_model_params", model, by: "model_id", "param_key, param_value"))
                    }
                    let renamed = [model: made.id, location: made.location, id: run.id]
                    try sendFiles(in: folder, to: made.location, server, tries, renaming: renamed)
                    try server.finish(made.id, step: 0, run: run, tries: tries)
                    try database.transaction {
                        try note(tag, made.id, of: id)
                        try noteVersions(of: model, at: location, made.id, run.id, server.rest.address)
                    }
                }
                return folder
            }
        }

        /// Sends the files of a folder.
        ///
        /// - Parameter names: what replaces names in the file `MLmodel`.
        private func sendFiles(
            in folder: String, to location: String, _ server: MLflowServer, _ tries: Int,
            renaming names: [String: String] = [:]
        ) throws {
            for path in try MLflowFiles.files(in: folder) {
                var content = MLflowContent.file("\(folder)/\(path)")
                if path == "MLmodel", !names.isEmpty {
                    let bytes = try FileReader.contents(of: "\(folder)/\(path)", limit: 1 << 24)
                    let text = names.sorted { $0.key.count > $1.key.count }.reduce(
                        String(decoding: bytes, as: UTF8.self)
                    ) {
                        $0.replacing($1.key, with: $1.value)
                    }
                    content = .bytes(Array(text.utf8))
                }
                try server.keep(content, at: path, in: location, tries: tries)
            }
        }

        private func remove(_ id: String) throws {
            try database.transaction {
                for table in ["metrics", "latest_metrics", "params", "tags"] {
                    try database.run("DELETE FROM \(table) WHERE run_uuid = ?", .text(id))
                }
                try database.run(
                    "DELETE FROM logged_models WHERE source_run_id = ? AND lifecycle_stage = 'active'", .text(id))
                let inputs = "inputs WHERE destination_id = ? OR source_id = ?"
                try database.run(
                    "DELETE FROM input_tags WHERE input_uuid IN (SELECT input_uuid FROM \(inputs))", .text(id),
                    .text(id))
                try database.run("DELETE FROM \(inputs)", .text(id), .text(id))
                try database.run("DELETE FROM runs WHERE run_uuid = ?", .text(id))
            }
        }
    }
#endif
