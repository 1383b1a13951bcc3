import MartletGraph

/// A file that is no model, or a model that can't be saved.
public struct ModelFileError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong with the file, or with saving.
    public enum Kind: Sendable, Equatable {
        /// The file holds something else.
        case notAModel
        /// A newer version of Martlet wrote it.
        case newer
        /// The file is damaged, or was made by something that doesn't follow the format.
        case invalid
        /// The model holds something that files cannot hold.
        case unsupported
    }

    /// The file, as the caller named it.
    public var path: String
    /// What is wrong.
    public var kind: Kind
    /// The part of the file that is wrong, such as `node 3 (dense)`; empty for the whole.
    public var part: String
    /// What is wrong and what would be right.
    public var message: String

    package init(_ path: String, _ kind: Kind, part: String = "", _ message: String) {
        self.path = path
        self.kind = kind
        self.part = part
        self.message = message
    }

    public var description: String {
        "model file '\(path)': " + (part.isEmpty ? "" : "\(part): ") + message
    }
}

/// A fault found in a part of a file, before the file's name is put to it.
package struct ModelFileFault: Error {
    var part: String
    var message: String

    package init(_ part: String, _ message: String) {
        self.part = part
        self.message = message
    }

    /// Runs `body`; a fault that it throws is blamed on the file at `path`.
    package static func located<R>(_ path: String, _ body: () throws -> R) throws -> R {
        do {
            return try body()
        } catch let fault as ModelFileFault {
            throw ModelFileError(path, .invalid, part: fault.part, fault.message)
        }
    }

    /// Runs `body`; what it throws is blamed on `part`.
    package static func within<R>(_ part: @autoclosure () -> String, _ body: () throws -> R) throws -> R {
        do {
            return try body()
        } catch let fault as ModelFileFault {
            throw fault
        } catch let error as GraphError {
            throw ModelFileFault(part(), error.description)
        } catch let error as DecodingError {
            throw ModelFileFault(part(), error.place)
        } catch {
            throw ModelFileFault(part(), "\(error)")
        }
    }
}

extension DecodingError {
    /// What was expected, and where.
    var place: String {
        let context =
            switch self {
            case .typeMismatch(_, let context), .valueNotFound(_, let context), .keyNotFound(_, let context),
                .dataCorrupted(let context):
                context
            @unknown default: Context(codingPath: [], debugDescription: "\(self)")
            }
        let path = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? ".\($0.stringValue)" }.joined()
        return (path.isEmpty ? "" : "at \(path.drop { $0 == "." }): ") + context.debugDescription
    }
}
