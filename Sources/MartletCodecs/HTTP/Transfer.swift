#if Network
    import CMartletTransfer

    #if canImport(Glibc)
        import Glibc
    #else
        import Darwin
    #endif

    /// One transfer, and what C calls during it.
    final class Transfer {
        private let request: HTTPRequest
        private let write: (UnsafeRawBufferPointer) throws -> Void
        private let progress: (Int, Int?) -> Void
        /// From where on the body is wanted.
        var offset = 0
        var allowsFiles = false
        /// Whether answers that say no count as failures, and their bodies are left.
        var failsOnError = false

        private(set) var headers: [(name: String, value: String)] = []
        /// What a closure threw in C's hands.
        private var failure: (any Error)?
        private var file: FileHandle?
        private var sent = 0

        init(
            _ request: HTTPRequest, write: @escaping (UnsafeRawBufferPointer) throws -> Void,
            progress: @escaping (Int, Int?) -> Void
        ) {
            (self.request, self.write, self.progress) = (request, write, progress)
        }

        /// - Throws: `FileError` for a file that can't be sent.
        func run(_ client: OpaquePointer?) throws -> mt_result {
            var handlers = mt_handlers()
            handlers.context = Unmanaged.passUnretained(self).toOpaque()
            handlers.header = { Transfer.of($0).header($1!, $2) }
            handlers.write = { Transfer.of($0).take($1!, $2) }
            handlers.progress = { Transfer.of($0).isToGoOn($1, $2) }
            handlers.read = { Transfer.of($0).give($1!, $2) }
            handlers.rewind = { Transfer.of($0).rewind() }
            var c = mt_request()
            c.body_length = try bodyLength()
            c.offset = Int64(offset)
            c.most_bytes = Int64(request.mostBytes ?? 0)
            c.most_redirections = Int32(clamping: request.mostRedirections)
            c.connect_seconds = request.connectTimeout
            c.total_seconds = request.timeout ?? 0
            c.idle_seconds = max(1, request.idleTimeout)
            c.allows_files = allowsFiles
            c.fails_on_error = failsOnError
            c.trusts_anyone = request.trust == .anyone
            let certificates: UnsafeMutablePointer<CChar>? =
                if case .certificates(let path) = request.trust { strdup(path) } else { nil }
            defer { free(certificates) }
            c.certificates = UnsafePointer(certificates)
            let lines = request.headers.map { strdup($0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)") }
            defer { for line in lines { free(line) } }
            return request.method.rawValue.withCString { method in
                request.url.withCString { url in
                    lines.map { UnsafePointer($0) }.withUnsafeBufferPointer { lines in
                        (c.method, c.url, c.headers, c.header_count) = (method, url, lines.baseAddress, lines.count)
                        return withExtendedLifetime(self) { mt_transfer(client, &c, &handlers) }
                    }
                }
            }
        }

        /// Throws what kept the request from its answer.
        func rethrow(_ result: mt_result, limit request: HTTPRequest) throws {
            if let failure { throw failure }
            let reason: HTTPError.Reason? =
                switch result.outcome {
                case MT_DONE, MT_REFUSED, MT_NOT_RESUMABLE: nil
                case MT_NO_LIBRARY: .noLibrary
                case MT_CANCELLED: throw CancellationError()
                case MT_TOO_LONG: .tooLong(limit: request.mostBytes ?? 0)
                case MT_REDIRECTED_TOO_OFTEN: .redirectedTooOften(limit: request.mostRedirections)
                case MT_TIMED_OUT: .timedOut(result.text)
                case MT_INTERRUPTED: .interrupted(result.text)
                case MT_NOT_READ: .invalid("what was sent can't be sent again to where the server sends on")
                default: .failed(result.text)
                }
            if let reason { throw HTTPError(request, reason) }
        }

        /// What a closure threw; nil if none did.
        var thrown: (any Error)? { failure }

        private static func of(_ context: UnsafeMutableRawPointer?) -> Transfer {
            Unmanaged<Transfer>.fromOpaque(context!).takeUnretainedValue()
        }

        private func bodyLength() throws -> Int64 {
            switch request.body {
            case nil: return -2
            case .bytes(let bytes): return Int64(bytes.count)
            case .stream(let length, _): return Int64(length ?? -1)
            case .file(let path):
                let file = try FileHandle(path)
                self.file = file
                return Int64(try file.count())
            }
        }

        private func header(_ line: UnsafePointer<CChar>, _ count: Int) {
            let text = String(decoding: UnsafeRawBufferPointer(start: line, count: count), as: UTF8.self)
            if text.hasPrefix("HTTP/") { return headers = [] }
            let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { return }
            func trimmed(_ part: Substring) -> String {
                String(part.drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
            }
            headers.append((trimmed(parts[0]), trimmed(parts[1])))
        }

        private func attempt(_ body: () throws -> Void) -> Bool {
            do {
                try body()
                return true
            } catch {
                failure = error
                return false
            }
        }

        private func take(_ bytes: UnsafePointer<CChar>, _ count: Int) -> Bool {
            attempt { try write(UnsafeRawBufferPointer(start: bytes, count: count)) }
        }

        private func isToGoOn(_ received: Int64, _ expected: Int64) -> Bool {
            progress(Int(received), expected < 0 ? nil : Int(expected))
            return !(request.isCancellable && Task.isCancelled)
        }

        private func give(_ bytes: UnsafeMutablePointer<CChar>, _ count: Int) -> Int64 {
            let space = UnsafeMutableRawBufferPointer(start: bytes, count: count)
            var given = 0
            let isGiven = attempt {
                switch request.body {
                case nil: break
                case .bytes(let all):
                    given = min(count, all.count - sent)
                    all.withUnsafeBytes { space.copyMemory(from: .init(rebasing: $0[sent..<(sent + given)])) }
                case .file: given = try file!.read(into: space)
                case .stream(_, let read): given = try read(space)
                }
            }
            sent += given
            return isGiven ? Int64(given) : -1
        }

        private func rewind() -> Bool {
            switch request.body {
            case nil: break
            case .bytes: sent = 0
            case .file:
                guard file!.rewind() else { return false }
                sent = 0
            case .stream: return sent == 0
            }
            return true
        }
    }

    /// A file that is being sent.
    private final class FileHandle {
        private let path: String
        private let descriptor: Int32

        init(_ path: String) throws(FileError) {
            self.path = path
            descriptor = open(path, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw FileError(.open, path, code: errno) }
        }

        deinit { close(descriptor) }

        func count() throws(FileError) -> Int {
            var status = stat()
            guard fstat(descriptor, &status) == 0 else { throw FileError(.read, path, code: errno) }
            guard status.st_mode & S_IFMT == S_IFREG else {
                throw FileError(.read, path, reason: "it is no regular file", advice: "give one")
            }
            return Int(status.st_size)
        }

        func read(into space: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
            while true {
                #if canImport(Glibc)
                    let count = Glibc.read(descriptor, space.baseAddress, space.count)
                #else
                    let count = Darwin.read(descriptor, space.baseAddress, space.count)
                #endif
                if count >= 0 { return count }
                if errno != EINTR { throw FileError(.read, path, code: errno) }
            }
        }

        func rewind() -> Bool { lseek(descriptor, 0, SEEK_SET) == 0 }
    }

    extension mt_result {
        /// What went wrong, in libcurl's words.
        var text: String { withUnsafeBytes(of: message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) } }
    }
#endif
