import MartletNN

/// A run as MLflow remembers it.
public struct MLflowRun: Sendable, Hashable {
    /// How far it is.
    public enum Status: String, Sendable, Hashable, CaseIterable {
        /// It goes on.
        case running = "RUNNING"
        /// It is yet to begin.
        case scheduled = "SCHEDULED"
        /// It came to its end.
        case finished = "FINISHED"
        /// It ended by an error.
        case failed = "FAILED"
        /// It was stopped.
        case killed = "KILLED"

        init(_ status: RunStatus) {
            self =
                switch status {
                case .finished: .finished
                case .failed: .failed
                case .killed: .killed
                }
        }
    }

    /// What names it, 32 hexadecimal digits.
    public var id: String
    /// What people call it.
    public var name: String
    /// The experiment that it belongs to.
    public var experiment: String
    /// How far it is.
    public var status: Status
    /// When it began, in milliseconds since 1970.
    public var startTime: Int
    /// When it ended, in milliseconds since 1970; nil while it goes on.
    public var endTime: Int?
    /// What it was made with, by name.
    public var parameters: [String: String]
    /// The last number of each name.
    public var metrics: [String: Double]
    /// Its marks by name.
    public var tags: [String: String]
    /// The folder, or the address, of its artifacts.
    public var artifactLocation: String

    /// The run that it is within; nil if it is by itself.
    public var parent: String? { tags["mlflow.parentRunId"] }
}

/// A number of a run.
public struct MLflowMetric: Sendable, Hashable {
    /// The step of the run.
    public var step: Int
    /// When it was noted, in milliseconds since 1970.
    public var time: Int
    /// The number; what is infinite is ±1.7976931348623157e308 in MLflow.
    public var value: Double
}

/// Data that a run read.
package struct MLflowDataset: Sendable, Hashable {
    package var name: String
    package var digest: String
    package var context: String
}
