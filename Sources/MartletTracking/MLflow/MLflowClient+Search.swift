#if SQLite
    import MartletCodecs

    extension MLflowClient {
        /// Some of the runs that weren't deleted.
        ///
        /// ```swift
        /// let best = try client.searchRuns(
        ///     experiment: "digits", filter: "metrics.accuracy > 0.9",
        ///     orderBy: "metrics.accuracy DESC", maxResults: 10)
        /// ```
        ///
        /// - Parameters:
        ///   - experiment: whose runs are wanted; nil is all of them.
        ///   - filter: what runs must be, as MLflow writes it: conditions such as `metrics.loss < 0.1`,
        ///     `params.optimizer_name = 'Adam'`, `tags.kind != 'test'` and `run_name LIKE 'digits%'`, joined by `AND`.
        ///   - orderBy: by what they are ordered, such as `metrics.loss` or `start_time DESC`; runs without it come last.
        ///   - maxResults: how many are wanted.
        ///   - offset: how many come before those that are wanted.
        /// - Throws: `SQLiteError`; `MLflowError` for what is no filter or order, and an experiment that isn't there.
        public func searchRuns(
            experiment: String? = nil, filter: String = "", orderBy: String = "start_time DESC",
            maxResults: Int = 1000, offset: Int = 0
        ) throws -> [MLflowRun] {
            if let experiment, try !experiments().contains(experiment) {
                let names = try experiments().joined(separator: ", ")
                throw MLflowError("there is no experiment '\(experiment)'; there are \(names)")
            }
            let condition = try MLflowFilter(filter)
            let order = try Order(orderBy)
            let rows = try database.rows(
                """
                SELECT r.run_uuid, r.name, e.name, r.status, r.start_time, r.end_time, r.artifact_uri
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
                    status: MLflowRun.Status(rawValue: row[3].text ?? "") ?? .running, startTime: row[4].integer ?? 0,
                    endTime: row[5].integer, parameters: parameters[id] ?? [:], metrics: metrics[id] ?? [:],
                    tags: tags[id] ?? [:], artifactLocation: row[6].text ?? "")
            }
        }

        /// How many runs `searchRuns` finds in all.
        ///
        /// - Throws: `SQLiteError`; `MLflowError` for what is no filter.
        package func countRuns(experiment: String? = nil, filter: String = "") throws -> Int {
            let condition = try MLflowFilter(filter)
            return try database.rows(
                """
                SELECT count(*) FROM runs r JOIN experiments e ON e.experiment_id = r.experiment_id
                WHERE \(Self.isWanted) AND \(condition.sql)
                """, [SQLiteValue(experiment), SQLiteValue(experiment)] + condition.values
            ).first?[0].integer ?? 0
        }

        /// That a run wasn't deleted and is of an experiment, which is bound twice, or of any.
        private static let isWanted =
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

        /// By what runs are ordered.
        private struct Order {
            var join = ""
            var key: String
            var values: [SQLiteValue] = []
            var direction = "ASC"

            init(_ text: String) throws(MLflowError) {
                var name = text
                for direction in ["ASC", "DESC"] where text.uppercased().hasSuffix(" \(direction)") {
                    self.direction = direction
                    name = String(text.dropLast(direction.count + 1))
                }
                let (table, column): (String, String)
                switch MLflowField(name) {
                case .metric(let key):
                    (table, column) = ("latest_metrics", "CASE WHEN o.is_nan THEN NULL ELSE o.value END")
                    values = [.text(key)]
                case .parameter(let key):
                    // Numbers in the order of numbers, before texts.
                    (table, column) = ("params", "CASE WHEN o.value GLOB '*[0-9]' THEN o.value + 0 ELSE o.value END")
                    values = [.text(key)]
                case .tag(let key):
                    (table, column) = ("tags", "o.value")
                    values = [.text(key)]
                case .attribute(let attribute):
                    self.key = attribute.column
                    return
                case nil:
                    throw MLflowError(
                        "runs can't be ordered by '\(text)'; give metrics.NAME, params.NAME, tags.NAME, run_name, status, "
                            + "start_time, end_time or duration, and ASC or DESC")
                }
                key = column
                join = "LEFT JOIN \(table) o ON o.run_uuid = r.run_uuid AND o.key = ?"
            }
        }
    }
#endif
