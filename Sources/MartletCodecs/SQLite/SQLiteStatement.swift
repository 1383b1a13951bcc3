#if SQLite
    import CSQLite

    /// A value of a database's row.
    package enum SQLiteValue: Sendable, Hashable {
        case null
        case integer(Int)
        case real(Double)
        case text(String)
        case blob([UInt8])

        package var integer: Int? { if case .integer(let value) = self { value } else { nil } }

        /// A number, whole or not.
        package var real: Double? {
            switch self {
            case .integer(let value): Double(value)
            case .real(let value): value
            default: nil
            }
        }

        package var text: String? { if case .text(let value) = self { value } else { nil } }
    }

    extension SQLiteValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByNilLiteral {
        package init(stringLiteral value: String) { self = .text(value) }
        package init(integerLiteral value: Int) { self = .integer(value) }
        package init(nilLiteral: ()) { self = .null }

        package init(_ text: String?) { self = text.map { .text($0) } ?? .null }
        package init(_ number: Int?) { self = number.map { .integer($0) } ?? .null }
    }

    /// A prepared statement. Values stay bound until others are; places and columns are counted from 0.
    package final class SQLiteStatement {
        private let handle: OpaquePointer
        private let database: SQLiteDatabase
        /// Tells SQLite to copy what it is given.
        nonisolated(unsafe) private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

        init(_ handle: OpaquePointer, of database: SQLiteDatabase) {
            self.handle = handle
            self.database = database
        }

        deinit { sqlite3_finalize(handle) }

        package func bind(_ value: Int, at place: Int) throws(SQLiteError) {
            try database.check(sqlite3_bind_int64(handle, Int32(place + 1), Int64(value)))
        }

        package func bind(_ value: Double, at place: Int) throws(SQLiteError) {
            try database.check(sqlite3_bind_double(handle, Int32(place + 1), value))
        }

        package func bind(_ value: String, at place: Int) throws(SQLiteError) {
            let count = Int32(value.utf8.count)
            try database.check(sqlite3_bind_text(handle, Int32(place + 1), value, count, Self.copied))
        }

        package func bind(_ values: [SQLiteValue]) throws(SQLiteError) {
            for (place, value) in values.enumerated() {
                switch value {
                case .null: try database.check(sqlite3_bind_null(handle, Int32(place + 1)))
                case .integer(let value): try bind(value, at: place)
                case .real(let value): try bind(value, at: place)
                case .text(let value): try bind(value, at: place)
                case .blob(let bytes):
                    let code = bytes.withUnsafeBytes {
                        sqlite3_bind_blob(handle, Int32(place + 1), $0.baseAddress, Int32($0.count), Self.copied)
                    }
                    try database.check(code)
                }
            }
        }

        /// Goes to the next row; false at the end, where the statement is ready to be run again.
        package func step() throws(SQLiteError) -> Bool {
            let code = sqlite3_step(handle)
            if code == SQLITE_ROW { return true }
            defer { sqlite3_reset(handle) }
            if code != SQLITE_DONE { try database.check(code) }
            return false
        }

        /// Runs a statement that gives no rows.
        package func run() throws(SQLiteError) {
            while try step() {}
        }

        /// Binds values and runs a statement that gives no rows.
        package func run(_ values: [SQLiteValue]) throws(SQLiteError) {
            try bind(values)
            try run()
        }

        /// The row that `step` went to.
        package var row: [SQLiteValue] {
            (0..<sqlite3_column_count(handle)).map { column in
                switch sqlite3_column_type(handle, column) {
                case SQLITE_INTEGER: return .integer(Int(sqlite3_column_int64(handle, column)))
                case SQLITE_FLOAT: return .real(sqlite3_column_double(handle, column))
                case SQLITE_TEXT:
                    let start = sqlite3_column_text(handle, column)
                    let count = Int(sqlite3_column_bytes(handle, column))
                    return .text(String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self))
                case SQLITE_BLOB:
                    let start = sqlite3_column_blob(handle, column)
                    let count = Int(sqlite3_column_bytes(handle, column))
                    return .blob(Array(UnsafeRawBufferPointer(start: start, count: count)))
                default: return .null
                }
            }
        }
    }
#endif
