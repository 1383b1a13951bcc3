#if SQLite
    import MartletCodecs

    extension MLflowDatabaseRecords {
        func loggedModels(run: String?) throws -> [MLflowLoggedModel] {
            try loggedModels("?1 IS NULL OR source_run_id = ?1", SQLiteValue(run))
        }

        func loggedModel(_ id: String) throws -> MLflowLoggedModel? {
            try loggedModels("model_id = ?1", .text(id)).first
        }

        private func loggedModels(_ condition: String, _ value: SQLiteValue) throws -> [MLflowLoggedModel] {
            try database.rows(
                """
                SELECT model_id, name, source_run_id, status, creation_timestamp_ms, artifact_location
                FROM logged_models WHERE lifecycle_stage = 'active' AND (\(condition))
                ORDER BY creation_timestamp_ms DESC, rowid DESC
                """, value
            ).map { row in
                MLflowLoggedModel(
                    id: row[0].text ?? "", name: row[1].text ?? "", run: row[2].text, isReady: row[3].integer == 2,
                    creationTime: row[4].integer ?? 0, artifactLocation: row[5].text ?? "")
            }
        }

        func registeredModels() throws -> [MLflowRegisteredModel] {
            // Prompts are kept in the same tables.
            let rows = try database.rows(
                """
                SELECT m.name, m.description, m.creation_time, (SELECT max(version) FROM model_versions v
                  WHERE v.name = m.name AND v.current_stage <> 'Deleted_Internal')
                FROM registered_models m WHERE m.name NOT IN
                  (SELECT name FROM registered_model_tags WHERE key = 'mlflow.prompt.is_prompt') ORDER BY m.name
                """)
            var (aliases, tags): ([String: [String: Int]], [String: [String: String]]) = ([:], [:])
            for row in try database.rows("SELECT name, alias, version FROM registered_model_aliases") {
                if let alias = row[1].text { aliases[row[0].text ?? "", default: [:]][alias] = row[2].integer }
            }
            for row in try database.rows("SELECT name, key, value FROM registered_model_tags") {
                if let tag = row[1].text { tags[row[0].text ?? "", default: [:]][tag] = row[2].text }
            }
            return rows.map { row in
                let name = row[0].text ?? ""
                return MLflowRegisteredModel(
                    name: name, description: row[1].text ?? "", creationTime: row[2].integer ?? 0,
                    latestVersion: row[3].integer, aliases: aliases[name] ?? [:], tags: tags[name] ?? [:])
            }
        }

        func versions(of model: String) throws -> [MLflowModelVersion] {
            var aliases: [Int: [String]] = [:]
            let known = try database.rows(
                "SELECT version, alias FROM registered_model_aliases WHERE name = ? ORDER BY alias", .text(model))
            for row in known {
                if let alias = row[1].text { aliases[row[0].integer ?? 0, default: []].append(alias) }
            }
            return try database.rows(
                """
                SELECT version, description, creation_time, run_id, source FROM model_versions
                WHERE name = ? AND current_stage <> 'Deleted_Internal' ORDER BY version DESC
                """, .text(model)
            ).map { row in
                let version = row[0].integer ?? 0
                return MLflowModelVersion(
                    model: model, version: version, description: row[1].text ?? "", creationTime: row[2].integer ?? 0,
                    run: row[3].text.flatMap { $0.isEmpty ? nil : $0 }, source: row[4].text ?? "",
                    aliases: aliases[version] ?? [])
            }
        }

        func location(of version: MLflowModelVersion) throws -> String {
            try database.rows(
                "SELECT coalesce(storage_location, source) FROM model_versions WHERE name = ? AND version = ?",
                .text(version.model), .integer(version.version)
            ).first?.first?.text ?? version.source
        }

        /// Changes the database by a connection that may.
        private func change<R>(_ body: (SQLiteDatabase) throws -> R) throws -> R {
            let database = try SQLiteDatabase(database.path, .readWrite)
            try database.execute("PRAGMA foreign_keys = ON")
            return try database.transaction { try body(database) }
        }

        func register(_ origin: MLflowModelOrigin, as model: String) throws -> Int {
            try change { database in
                let time = SQLiteValue.integer(WallTime.milliseconds)
                if try database.rows("SELECT name FROM registered_models WHERE name = ?", .text(model)).isEmpty {
                    try database.run(
                        "INSERT INTO registered_models (name, creation_time, last_updated_time) VALUES (?, ?, ?)",
                        .text(model), time, time)
                } else {
                    try database.run(
                        "UPDATE registered_models SET last_updated_time = ? WHERE name = ?", time, .text(model))
                }
                let latest = try database.rows("SELECT max(version) FROM model_versions WHERE name = ?", .text(model))
                let version = (latest.first?.first?.integer ?? 0) + 1
                try database.run(
                    """
                    INSERT INTO model_versions (name, version, creation_time, last_updated_time, current_stage, source,
                      storage_location, run_id, status) VALUES (?, ?, ?, ?, 'None', ?, ?, ?, 'READY')
                    """,
                    .text(model), .integer(version), time, time, .text(origin.source), .text(origin.location),
                    SQLiteValue(origin.run))
                if let logged = origin.model { try Self.note(version, of: model, in: logged, database) }
                return version
            }
        }

        /// Names the version in a tag of the logged model, which MLflow's page shows.
        private static func note(
            _ version: Int, of model: String, in logged: String, _ database: SQLiteDatabase
        ) throws {
            let tag = SQLiteValue.text("mlflow.modelVersions")
            let old = try database.rows(
                "SELECT tag_value FROM logged_model_tags WHERE model_id = ? AND tag_key = ?", .text(logged), tag)
            let versions = old.first?.first?.text.flatMap { try? JSON(parsing: $0).array } ?? []
            let all = JSON.array(versions + [["name": .string(model), "version": .integer(version)]])
            try database.run(
                """
                INSERT OR REPLACE INTO logged_model_tags (model_id, experiment_id, tag_key, tag_value)
                SELECT model_id, experiment_id, ?, ? FROM logged_models WHERE model_id = ?
                """, tag, .text(all.serialized()), .text(logged))
        }

        func set(alias: String, of model: String, to version: Int?) throws {
            try change { database in
                if let version {
                    try database.run(
                        "INSERT OR REPLACE INTO registered_model_aliases (name, alias, version) VALUES (?, ?, ?)",
                        .text(model), .text(alias), .integer(version))
                } else {
                    try database.run(
                        "DELETE FROM registered_model_aliases WHERE name = ? AND alias = ?", .text(model), .text(alias))
                }
            }
        }

        func set(tag: String, of model: String, to value: String) throws {
            try change { database in
                try database.run(
                    "INSERT OR REPLACE INTO registered_model_tags (name, key, value) VALUES (?, ?, ?)", .text(model),
                    .text(tag), .text(value))
            }
        }

        func withFile<R>(_ path: String, in location: String, _ body: (String) throws -> R) throws -> R? {
            try MLflowFiles.withFile(path, in: location, body)
        }
    }
#endif
