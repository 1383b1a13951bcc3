/// Where a study's trials are kept.
public struct StudyStorage: Sendable, Equatable {
    /// The file's path; nil for memory.
    let path: String?

    /// In this process alone.
    public static let memory = StudyStorage(path: nil)

    #if SQLite
        /// In a database of SQLite's, which is made if it isn't there. Processes that give the same path work on one study.
        public static func sqlite(_ path: String) -> StudyStorage { StudyStorage(path: path) }
    #else
        /// Needs the trait SQLite.
        @available(
            *, unavailable, message: "needs the trait SQLite: .package(…, traits: [\"SQLite\"]) in Package.swift"
        )
        public static func sqlite(_ path: String) -> StudyStorage { fatalError() }
    #endif
}

/// A file that holds no study, or another one.
public struct StudyError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong, and what would be right.
    public let description: String

    init(_ description: String) { self.description = description }
}
