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
                throw MLflowError("there is no experiment '\(experiment)'; there are \(names)", .data)
            }
            return try databaseRecords.runs(
                experiment: experiment, where: MLflowFilter(filter), by: MLflowOrder(orderBy), maxResults: maxResults,
                offset: offset)
        }

        /// How many runs `searchRuns` finds in all.
        ///
        /// - Throws: `SQLiteError`; `MLflowError` for what is no filter.
        package func countRuns(experiment: String? = nil, filter: String = "") throws -> Int {
            let condition = try MLflowFilter(filter)
            return try database.rows(
                """
                SELECT count(*) FROM runs r JOIN experiments e ON e.experiment_id = r.experiment_id
                WHERE \(MLflowDatabaseRecords.isWanted) AND \(condition.sql)
                """, [SQLiteValue(experiment), SQLiteValue(experiment)] + condition.values
            ).first?[0].integer ?? 0
        }
    }
#endif
