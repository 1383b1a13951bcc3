/// A table read from comma-separated values (RFC 4180): named columns of numbers or strings; without gaps, unless the
/// format keeps them.
///
/// Lines may end in LF, CRLF or CR; blank lines are skipped, and so are spaces around fields that have no quotes.
/// A column is numeric when all its fields are finite decimal numbers.
///
/// Unless the format tells, the first line names the columns when none of its fields is a number, and also with numbers
/// among its fields (years, positions, wavelengths) when one of these holds, by up to 1,000 of the rows below:
/// a field is a word where the rows have numbers; it is a word that no row has where rows repeat theirs; or all its
/// numbers go up by equal steps, which no row's do. Fields that are the same, and decimals that don't go up, are no names.
/// A first line of words whose words recur below it, in a table of nothing but words, is a row.
public struct CSV: Sendable {
    /// How the text is to be understood.
    public struct Format: Sendable {
        /// Whether the first line names the columns.
        public enum Header: String, Sendable, CaseIterable {
            /// It does when it differs from the rows below as names do: see `CSV`.
            case automatic
            /// It does, whatever it holds.
            case present
            /// It is a row like the others.
            case absent
        }

        /// Whether the first line names the columns. Without names, columns are called 0, 1, …
        public var header: Header
        /// Names that columns are known to have: a first line that holds them all names the columns, also where they look
        /// like numbers.
        public var expectedNames: Set<String> = []
        /// What separates fields: one ASCII character.
        public var delimiter: Character
        /// Fields that stand for a missing value, besides empty ones.
        public var missingMarkers: Set<String>

        /// Whether a column may have gaps, which whoever uses it judges: missing values are NaN among numbers and -1 among
        /// codes; fields that are no numbers, where at least nine times as many are, are gaps of a numeric column, and its
        /// faults.
        public var keepsGaps: Bool

        /// The way most files are written.
        public init(
            header: Header = .automatic, delimiter: Character = ",",
            missingMarkers: Set<String> = [
                "NA", "N/A", "n/a", "NaN", "nan", "-nan", "NULL", "null", "None", "<NA>", "?",
            ], keepsGaps: Bool = false
        ) {
            self.header = header
            self.delimiter = delimiter
            self.missingMarkers = missingMarkers
            self.keepsGaps = keepsGaps
        }
    }

    /// The columns from left to right.
    public let columns: [Column]
    /// The number of rows below the header.
    public let rowCount: Int
    /// The number of rows of the file above these; 0 unless this is one of a `Reader`'s pieces.
    public let rowOffset: Int
    /// Whether the first line named the columns.
    public let hasHeader: Bool
    /// What separates fields, for messages.
    let delimiter: Character
    /// The file that was read, for messages.
    let path: String?

    /// Reads the file at `path`, which may have up to `maximumBytes`.
    ///
    /// - Throws: `FileError`; `CSVError` for a missing value, a row of another length, and anything else that is no table.
    public init(path: String, format: Format = Format(), maximumBytes: Int = 8 << 30) throws {
        try self.init(path: path, format: format, maximumBytes: maximumBytes) { _ in [:] }
    }

    /// Reads the file at `path`.
    ///
    /// - Parameter kinds: tells from the header what the fields of columns must be, by their positions.
    /// - Throws: `FileError`; `CSVError`; what `kinds` throws.
    package init(
        path: String, format: Format, maximumBytes: Int = 8 << 30, kinds: (CSVHeader) throws -> [Int: Kind]
    ) throws {
        let bytes = try FileReader.contents(of: path, limit: maximumBytes)
        do {
            self = try CSVParser(format).parse(bytes.span, path: path, kinds: kinds)
        } catch var error as CSVError {
            error.path = path
            throw error
        }
    }

    /// Reads `bytes`.
    ///
    /// - Throws: `CSVError` for a missing value, a row of another length, and anything else that is no table.
    public init(bytes: [UInt8], format: Format = Format()) throws(CSVError) {
        do {
            self = try CSVParser(format).parse(bytes.span, path: nil) { _ in [:] }
        } catch {
            throw error as! CSVError  // nothing else is thrown without a file
        }
    }

    init(
        columns: [Column], rowCount: Int, rowOffset: Int = 0, hasHeader: Bool, delimiter: Character, path: String?
    ) {
        self.columns = columns
        self.rowCount = rowCount
        self.rowOffset = rowOffset
        self.hasHeader = hasHeader
        self.delimiter = delimiter
        self.path = path
    }
}
