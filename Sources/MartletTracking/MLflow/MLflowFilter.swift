#if SQLite
    import MartletCodecs

    /// Which runs are wanted, in MLflow's language of filters:
    /// `metrics.accuracy > 0.9 AND params.optimizer_name = 'Adam' AND run_name LIKE 'digits%'`.
    ///
    /// Source: "Search Runs" in MLflow's documentation. Names with other characters than letters, digits, `_`, `.`, `/` and
    /// `-` stand in backticks or double quotes.
    struct MLflowFilter {
        /// A condition on runs `r`, in SQL.
        private(set) var sql = "1"
        /// What the question marks of `sql` stand for.
        private(set) var values: [SQLiteValue] = []

        /// - Throws: `MLflowError` for what is no filter.
        init(_ text: String) throws(MLflowError) {
            var words = try MLflowFilterWords(text)
            if words.isAtEnd { return }
            repeat { try add(&words) } while try words.takesAnd()
        }

        private mutating func add(_ words: inout MLflowFilterWords) throws(MLflowError) {
            let name = try words.name()
            let comparison = try words.comparison()
            let value = try words.value()
            let condition: String
            switch name {
            case .metric(let key):
                guard let number = value.number, !comparison.hasSuffix("LIKE") else {
                    throw words.error("metrics are compared with numbers")
                }
                condition = Self.exists("latest_metrics", "NOT t.is_nan AND t.value \(comparison) ?")
                values += [.text(key), .real(number)]
            case .parameter(let key), .tag(let key):
                if case .tag = name {
                    condition = Self.exists("tags", "t.value \(Self.like(comparison))")
                } else {
                    condition = Self.exists("params", "t.value \(Self.like(comparison))")
                }
                values += [.text(key), .text(value.text)]
            case .attribute(let attribute):
                condition = "\(attribute.column) \(Self.like(comparison))"
                values.append(attribute.isNumber ? value.number.map { .real($0) } ?? .null : .text(value.text))
            }
            sql = sql == "1" ? condition : "\(sql) AND \(condition)"
        }

        private static func exists(_ table: String, _ condition: String) -> String {
            "EXISTS (SELECT 1 FROM \(table) t WHERE t.run_uuid = r.run_uuid AND t.key = ? AND \(condition))"
        }

        /// LIKE minds upper and lower case and ILIKE doesn't, where SQLite's LIKE never does.
        private static func like(_ comparison: String) -> String {
            switch comparison {
            case "LIKE": "GLOB replace(replace(replace(replace(?, '[', '[[]'), '*', '[*]'), '%', '*'), '_', '?')"
            case "ILIKE": "LIKE ?"
            default: "\(comparison) ?"
            }
        }
    }

    /// What runs are told apart by.
    enum MLflowField {
        case metric(String)
        case parameter(String)
        case tag(String)
        case attribute(Attribute)

        enum Attribute: String, CaseIterable {
            case runID = "run_id"
            case runName = "run_name"
            case status
            case startTime = "start_time"
            case endTime = "end_time"
            case user = "user_id"
            case duration

            var column: String {
                switch self {
                case .runID: "r.run_uuid"
                case .runName: "r.name"
                case .status: "(\(MLflowDatabaseRecords.status))"
                case .startTime: "r.start_time"
                case .endTime: "r.end_time"
                case .user: "r.user_id"
                case .duration: "(r.end_time - r.start_time)"
                }
            }

            var isNumber: Bool { [.startTime, .endTime, .duration].contains(self) }
        }

        /// A name such as `metrics.loss`, `params.epochs`, `tags.kind`, `attributes.status` or `run_name`; nil for another.
        init?(_ text: String) {
            let kind = text.prefix { $0 != "." }
            let rest = String(text.dropFirst(kind.count + 1))
            switch kind {
            case "metrics", "metric": self = .metric(rest)
            case "params", "param", "parameters", "parameter": self = .parameter(rest)
            case "tags", "tag": self = .tag(rest)
            case "attributes", "attribute", "attr", "run":
                guard let attribute = Attribute(rawValue: rest) else { return nil }
                self = .attribute(attribute)
            default:
                guard let attribute = Attribute(rawValue: text) else { return nil }
                self = .attribute(attribute)
            }
        }
    }

    /// The words of a filter, one after another.
    private struct MLflowFilterWords {
        struct Value {
            let text: String
            /// Nil for a text.
            let number: Double?
        }

        private let text: String
        private var rest: Substring

        init(_ text: String) throws(MLflowError) {
            guard text.utf8.count <= 10_000 else { throw MLflowError("a filter has up to 10000 characters") }
            self.text = text
            rest = text[...]
            skipSpaces()
        }

        var isAtEnd: Bool { rest.isEmpty }

        func error(_ wish: String) -> MLflowError {
            MLflowError(
                """
                '\(text)' is no filter, at '\(rest.prefix(20))': \(wish), such as metrics.accuracy > 0.9 AND \
                params.optimizer_name = 'Adam'
                """)
        }

        private mutating func skipSpaces() { rest = rest.drop(while: \.isWhitespace) }

        /// The text in quotes of a kind that comes next; nil if none does.
        private mutating func quoted(_ quotes: String) throws(MLflowError) -> String? {
            guard let quote = rest.first, quotes.contains(quote) else { return nil }
            guard let end = rest.dropFirst().firstIndex(of: quote) else { throw error("quotes must be closed") }
            let inner = rest[rest.index(after: rest.startIndex)..<end]
            rest = rest[rest.index(after: end)...]
            return String(inner)
        }

        mutating func name() throws(MLflowError) -> MLflowField {
            var name = rest.prefix { $0.isLetter || $0.isNumber || "_./-".contains($0) }
            let start = rest
            rest = rest.dropFirst(name.count)
            if name.hasSuffix("."), let inner = try quoted("`\"") { name += inner }
            guard let field = MLflowField(String(name)) else {
                rest = start
                throw error("names begin with metrics., params. or tags., or are run_name, status or start_time")
            }
            skipSpaces()
            return field
        }

        mutating func comparison() throws(MLflowError) -> String {
            for symbol in ["!=", "<=", ">=", "=", "<", ">"] where rest.hasPrefix(symbol) {
                rest = rest.dropFirst(symbol.count)
                skipSpaces()
                return symbol
            }
            let word = rest.prefix(while: \.isLetter)
            guard ["LIKE", "ILIKE"].contains(word.uppercased()) else {
                throw error("after a name comes =, !=, <, <=, >, >=, LIKE or ILIKE")
            }
            rest = rest.dropFirst(word.count)
            skipSpaces()
            return word.uppercased()
        }

        mutating func value() throws(MLflowError) -> Value {
            if let text = try quoted("'\"") {
                skipSpaces()
                return Value(text: text, number: nil)
            }
            let word = rest.prefix { !$0.isWhitespace }
            guard let number = Double(word), number.isFinite else {
                throw error("a number or a text in quotes is compared with")
            }
            rest = rest.dropFirst(word.count)
            skipSpaces()
            return Value(text: String(word), number: number)
        }

        /// Goes past `AND`; false at the end.
        mutating func takesAnd() throws(MLflowError) -> Bool {
            if rest.isEmpty { return false }
            guard rest.prefix(3).uppercased() == "AND", rest.dropFirst(3).first?.isWhitespace == true else {
                throw error("conditions are joined by AND")
            }
            rest = rest.dropFirst(3)
            skipSpaces()
            return true
        }
    }
#endif
