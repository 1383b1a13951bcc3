#if Images
    import Glibc
    import Synchronization

    /// What is done about files that can't be read while others can.
    public enum BrokenFileResponse: Sendable {
        /// Their error ends the pass.
        case fail
        /// They are left out, and a line for each on standard error says so once.
        case skip
        /// They are left out without a word; `ImageFolder.brokenFiles` tells.
        case skipSilently
    }

    /// The files that were left out because they can't be read.
    public final class BrokenFiles: Sendable {
        private let errors = Mutex<[(path: String, error: any Error)]>([])

        init() {}

        /// The files, each once, with what was wrong; in the order in which they were met.
        public var all: [(path: String, error: any Error)] { errors.withLock { $0 } }

        /// Remembers a file; false if it was known.
        func add(_ path: String, _ error: any Error) -> Bool {
            errors.withLock { errors in
                guard !errors.contains(where: { $0.path == path }) else { return false }
                errors.append((path, error))
                return true
            }
        }

        /// Answers an error of reading the file at `path`.
        func respond(_ response: BrokenFileResponse, to error: any Error, _ path: String) throws {
            if case .fail = response { throw error }
            guard add(path, error), case .skip = response else { return }
            var line = "warning: left out \(error)\n"
            line.withUTF8 { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
        }
    }
#endif
