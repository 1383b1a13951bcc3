/// Something that MLflow wouldn't take, or a store that isn't one of MLflow's.
public struct MLflowError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong and what would be right.
    public let description: String

    /// What is to be put right.
    package enum Fault: Sendable {
        /// What was asked for.
        case request
        /// What is kept, or isn't.
        case data
        /// The server.
        case server
    }

    package let fault: Fault

    package init(_ description: String, _ fault: Fault = .request) {
        (self.description, self.fault) = (description, fault)
    }

    #if !SQLite
        /// A database can't be opened.
        static func missingTrait(_ path: String) -> MLflowError {
            MLflowError("'\(path)' needs the trait SQLite: .package(…, traits: [\"SQLite\"]) in Package.swift")
        }
    #endif
}
