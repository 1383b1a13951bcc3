/// Something that MLflow wouldn't take, or a store that isn't one of MLflow's.
public struct MLflowError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong and what would be right.
    public let description: String

    package init(_ description: String) { self.description = description }

    #if !SQLite
        /// A database can't be opened.
        static func missingTrait(_ path: String) -> MLflowError {
            MLflowError("'\(path)' needs the trait SQLite: .package(…, traits: [\"SQLite\"]) in Package.swift")
        }
    #endif
}
