import Martlet

/// What the command's exit code says, after `sysexits.h`; 0 is success.
enum ExitStatus: Int32 {
    case failure = 1
    case badUsage = 64
    case badData = 65

    /// The status for an error of Martlet's; nil for those of others.
    init?(_ error: any Error) {
        switch error {
        case AgentError.diverged: self = .failure
        case ExplanationError.invalid: self = .badUsage
        case is UnknownName, is ArgumentError, is AgentError:
            self = .badUsage
        case EnvironmentError.unknownEnvironment: self = .badUsage
        case let error as FileError:
            self = error.operation == .open || error.operation == .read ? .badData : .failure
        case is BadData, is CSVError, is SafetensorsError, is ModelFileError, is ModelError, is TensorError,
            is DataFileError, is DatasetError, is KerasError, is HDF5Error, is EstimatorError, is StudyError,
            is ExplanationError:
            self = .badData
        case let error as MLflowError:
            self =
                switch error.fault {
                case .request: .badUsage
                case .data: .badData
                case .server: .failure
                }
        case is SQLiteError: self = .badData
        #if SQLite
            case is MLflowSync.Unsent: self = .failure
        #endif
        #if Images
            case is ImageError: self = .badData
        #endif
        #if Archives
            case is ArchiveError: self = .badData
        #endif
        case is GraphError, is EnvironmentError, is DownloadError, is Failure, is Diverged:
            self = .failure
        default:
            return nil
        }
    }
}

/// Data that a command cannot use.
struct BadData: Error, CustomStringConvertible {
    /// Where, what was wrong and what would be right.
    var description: String

    init(_ description: String) { self.description = description }
}

/// What went wrong though usage and data were right.
struct Failure: Error, CustomStringConvertible {
    /// What happened and what to do.
    var description: String

    init(_ description: String) { self.description = description }
}
