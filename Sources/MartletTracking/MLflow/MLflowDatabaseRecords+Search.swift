#if SQLite
    import MartletCodecs

    extension MLflowDatabaseRecords {
        /// Some of the runs that weren't deleted.
        func runs(
            experiment: String?, where condition: MLflowFilter, by order: MLflowOrder, maxResults: Int, offset: Int = 0
        ) throws -> [MLflowRun] {
            let rows = try database.rows(
                """
                SELECT r.run_uuid, r.name, e.name, \(Self.status), r.start_time, r.end_time, r.artifact_uri
                FROM runs r JOIN experiments e ON e.experiment_id = r.experiment_id \(order.join)
                WHERE \(Self.isWanted) AND \(condition.sql)
                ORDER BY \(order.key) IS NULL, \(order.key) \(order.direction), r.start_time DESC, r.run_uuid
                LIMIT ? OFFSET ?
                """,
                order.values + [SQLiteValue(experiment), SQLiteValue(experiment)] + condition.values
                    + [.integer(max(0, maxResults)), .integer(max(0, offset))])
            let ids = JSON.array(rows.compactMap { $0[0].text.map { .string($0) } }).serialized()
            let parameters = try values("params", of: ids) { $0.text }
            let tags = try values("tags", of: ids) { $0.text }
            let metrics = try values("latest_metrics", of: ids, "CASE WHEN is_nan THEN 'nan' ELSE value END") {
                $0.text == "nan" ? .nan : $0.real
            }
            return rows.map { row in
                let id = row[0].text ?? ""
                return MLflowRun(
                    id: id, name: row[1].text ?? "", experiment: row[2].text ?? "",
                    status: MLflowRun.Status(rawValue: row[3].text ?? "") ?? .running,
                    startTime: row[4].integer ?? 0, endTime: row[5].integer, parameters: parameters[id] ?? [:],
                    metrics: metrics[id] ?? [:], tags: tags[id] ?? [:], artifactLocation: row[6].text ?? "")
            }
        }

        /// That a run wasn't deleted and is of an experiment, which is bound twice, or of any.
        static let isWanted =
            "r.lifecycle_stage = 'active' AND (? IS NULL AND e.lifecycle_stage = 'active' OR e.name = ?)"

        /// What a table of names and values holds of the runs of a JSON array, by run.
        private func values<Value>(
            _ table: String, of ids: String, _ column: String = "value", _ value: (SQLiteValue) -> Value?
        ) throws -> [String: [String: Value]] {
            let rows = try database.rows(
                """
                SELECT run_uuid, key, \(column) FROM \(table) WHERE run_uuid IN (SELECT value FROM json_each(?))
                """, .text(ids))
            var values: [String: [String: Value]] = [:]
            for row in rows {
                if let run = row[0].text, let name = row[1].text { values[run, default: [:]][name] = value(row[2]) }
            }
            return values
        }
    }
#endif
