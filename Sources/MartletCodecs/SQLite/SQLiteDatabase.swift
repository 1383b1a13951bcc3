#if SQLite
    import CSQLite

    /// A database of SQLite's, opened for one thread at a time. Others may have it open too: whoever writes waits his turn.
    package final class SQLiteDatabase {
        package enum Mode {
            /// Nothing is changed.
            case readOnly
            /// A file that is there is read and written.
            case readWrite
            /// The file is made if it isn't there.
            case create
        }

        package let path: String
        private let handle: OpaquePointer

        /// Opens the database at `path`.
        ///
        /// - Parameter patience: how many seconds it waits for others who write.
        /// - Throws: `SQLiteError`.
        package init(_ path: String, _ mode: Mode = .create, patience: Double = 20) throws(SQLiteError) {
            if mode != .create, !FolderListing.exists(path) {
                throw SQLiteError(
                    path: path, code: SQLITE_CANTOPEN, message: "there is no such file",
                    advice: "give the path of a database that is there")
            }
            let flags =
                switch mode {
                case .readOnly: SQLITE_OPEN_READONLY
                case .readWrite: SQLITE_OPEN_READWRITE
                case .create: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
                }
            var handle: OpaquePointer?
            let code = sqlite3_open_v2(NativePath.bytes(path), &handle, flags | SQLITE_OPEN_NOMUTEX, nil)
            guard code == SQLITE_OK, let handle else {
                let error = SQLiteError(handle, code, path)
                sqlite3_close_v2(handle)
                throw error
            }
            self.path = path
            self.handle = handle
            sqlite3_extended_result_codes(handle, 1)
            sqlite3_busy_timeout(handle, Int32(patience * 1000))
        }

        deinit { sqlite3_close_v2(handle) }

        /// Runs statements without values, separated by semicolons.
        package func execute(_ sql: String) throws(SQLiteError) {
            try check(sqlite3_exec(handle, sql, nil, nil, nil))
        }

        /// A statement to be run once or often; `?` stands for a value.
        package func prepare(_ sql: String) throws(SQLiteError) -> SQLiteStatement {
            var statement: OpaquePointer?
            try check(sqlite3_prepare_v2(handle, sql, -1, &statement, nil))
            return SQLiteStatement(statement!, of: self)
        }

        /// Runs one statement with values.
        package func run(_ sql: String, _ values: SQLiteValue...) throws(SQLiteError) {
            try prepare(sql).run(values)
        }

        /// The rows that one statement gives.
        package func rows(_ sql: String, _ values: SQLiteValue...) throws(SQLiteError) -> [[SQLiteValue]] {
            try rows(sql, values)
        }

        /// The rows that one statement gives.
        package func rows(_ sql: String, _ values: [SQLiteValue]) throws(SQLiteError) -> [[SQLiteValue]] {
            let statement = try prepare(sql)
            try statement.bind(values)
            var rows: [[SQLiteValue]] = []
            while try statement.step() { rows.append(statement.row) }
            return rows
        }

        /// Does all of `body` or nothing, by itself among those who write.
        ///
        /// - Throws: `SQLiteError`; what `body` throws.
        package func transaction<R>(_ body: () throws -> R) throws -> R {
            try execute("BEGIN IMMEDIATE")
            do {
                let result = try body()
                try execute("COMMIT")
                return result
            } catch {
                // A full disk may have rolled back already.
                if sqlite3_get_autocommit(handle) == 0 { try? execute("ROLLBACK") }
                throw error
            }
        }

        /// Lets statements of this connection ask whether something holds of a text.
        package func define(_ name: String, _ holds: @escaping (String) -> Bool) throws(SQLiteError) {
            let predicate = Unmanaged.passRetained(Predicate(holds))
            try check(
                sqlite3_create_function_v2(
                    handle, name, 1, SQLITE_UTF8, predicate.toOpaque(),
                    { context, _, values in
                        let predicate = Unmanaged<Predicate>.fromOpaque(sqlite3_user_data(context)!)
                            .takeUnretainedValue()
                        let text = sqlite3_value_text(values![0]).map { String(cString: $0) } ?? ""
                        sqlite3_result_int(context, predicate.holds(text) ? 1 : 0)
                    }, nil, nil, { Unmanaged<Predicate>.fromOpaque($0!).release() }))
        }

        private final class Predicate {
            let holds: (String) -> Bool

            init(_ holds: @escaping (String) -> Bool) { self.holds = holds }
        }

        /// The number of the row that was inserted last.
        package var lastRow: Int { Int(sqlite3_last_insert_rowid(handle)) }

        /// How many rows the last statement changed.
        package var changes: Int { Int(sqlite3_changes(handle)) }

        func check(_ code: Int32) throws(SQLiteError) {
            if code != SQLITE_OK { throw SQLiteError(handle, code, path) }
        }
    }

    extension SQLiteError {
        init(_ handle: OpaquePointer?, _ code: Int32, _ path: String) {
            let message = handle.map { String(cString: sqlite3_errmsg($0)) } ?? String(cString: sqlite3_errstr(code))
            let advice =
                switch code & 0xFF {
                case SQLITE_BUSY, SQLITE_LOCKED: "wait until whoever else writes it is done"
                case SQLITE_FULL: "free space or choose another disk"
                case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH: "give a file that you may write to"
                case SQLITE_CANTOPEN: "give a path in a folder that is there and that you may write to"
                case SQLITE_NOTADB, SQLITE_CORRUPT: "give a database of SQLite's that isn't damaged"
                default: "check the file"
                }
            self.init(path: path, code: code & 0xFF, message: message, advice: advice)
        }
    }
#endif
