#if SQLite
    import MartletCodecs

    /// By what runs are ordered.
    struct MLflowOrder {
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
#endif
