#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A file could not be opened, read, written or replaced.
public struct FileError: Error, Equatable, CustomStringConvertible {
    /// What was being done to the file.
    public enum Operation: String, Sendable {
        /// Opening a file that should be there.
        case open
        /// Reading on in an open file.
        case read
        /// Making a new file, or finding out whether it can be made.
        case create
        /// Writing on in an open file, as when the disk is full.
        case write
        /// Making sure that what was written is on the disk.
        case sync
        /// Putting the finished file in the place of an older one.
        case replace
    }

    /// The path as the caller gave it.
    public let path: String
    /// What was being done.
    public let operation: Operation
    /// The system's error number, or 0 when the system did not refuse.
    public let code: Int32
    /// What was wrong, in words.
    public let reason: String
    /// What would be right.
    public let advice: String

    package init(_ operation: Operation, _ path: String, code: Int32) {
        self.init(
            operation, path, code: code, reason: String(cString: strerror(code)),
            advice: Self.advice(operation, code))
    }

    package init(_ operation: Operation, _ path: String, code: Int32 = 0, reason: String, advice: String) {
        self.path = path
        self.operation = operation
        self.code = code
        self.reason = reason
        self.advice = advice
    }

    /// One line: what could not be done, why, what would be right.
    public var description: String {
        "cannot \(operation.rawValue) '\(NativePath.text(path))': \(reason); \(advice)"
    }

    private static func advice(_ operation: Operation, _ code: Int32) -> String {
        switch code {
        case ENOENT where operation == .open || operation == .read: "give the path of a file that exists"
        case ENOENT, ENOTDIR: "create the folder first"
        case EACCES, EPERM, EROFS:
            operation == .open || operation == .read
                ? "give a file that you may read" : "give a folder that you may write to"
        case ENOSPC, EDQUOT, EFBIG: "free space or choose another disk"
        case EISDIR: "give the path of a file, not of a folder"
        case ENAMETOOLONG: "choose a shorter name"
        case EMFILE, ENFILE: "close some open files"
        default: operation == .open || operation == .read ? "check the file" : "check the disk and the folder"
        }
    }
}
