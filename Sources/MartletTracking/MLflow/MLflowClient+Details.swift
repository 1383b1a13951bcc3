#if SQLite
    import MartletCodecs

    /// An experiment, and how much it holds.
    package struct MLflowExperiment: Sendable, Hashable {
        package var name: String
        package var runCount: Int
        package var runningCount: Int
        /// When the last of its runs began, in milliseconds since 1970.
        package var lastStart: Int?
    }

    extension MLflowClient {
        /// The experiments that weren't deleted, those with the latest runs first.
        package func experimentList() throws -> [MLflowExperiment] {
            try database.rows(
                """
                SELECT e.name, count(r.run_uuid), coalesce(sum((\(MLflowDatabaseRecords.status)) = 'RUNNING'), 0), max(r.start_time)
                FROM experiments e
                LEFT JOIN runs r ON r.experiment_id = e.experiment_id AND r.lifecycle_stage = 'active'
                WHERE e.lifecycle_stage = 'active' GROUP BY e.experiment_id
                ORDER BY max(r.start_time) IS NULL, max(r.start_time) DESC, e.experiment_id
                """
            ).map { row in
                MLflowExperiment(
                    name: row[0].text ?? "", runCount: row[1].integer ?? 0, runningCount: row[2].integer ?? 0,
                    lastStart: row[3].integer)
            }
        }

        /// All numbers that a run noted, by name, each by step and time.
        package func metricHistories(run: String) throws -> [String: [MLflowMetric]] {
            let rows = try database.rows(
                "SELECT key, step, timestamp, value, is_nan FROM metrics WHERE run_uuid = ?", .text(run))
            var histories: [String: [MLflowMetric]] = [:]
            for row in rows {
                histories[row[0].text ?? "", default: []].append(
                    MLflowMetric(
                        step: row[1].integer ?? 0, time: row[2].integer ?? 0,
                        value: row[4].integer == 1 ? .nan : row[3].real ?? .nan))
            }
            return histories.mapValues { $0.sorted { ($0.step, $0.time) < ($1.step, $1.time) } }
        }

        /// Nil if there is none.
        package func loggedModel(_ id: String) throws -> MLflowLoggedModel? { try records.loggedModel(id) }

        /// What a table of runs shows: nil if there is no such run, or it was deleted.
        package func run(_ id: String) throws -> MLflowRun? {
            try searchRuns(filter: "run_id = '\(id.filter { $0 != "'" })'", maxResults: 1).first
        }
    }
#endif
