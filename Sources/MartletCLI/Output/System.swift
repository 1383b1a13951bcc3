import Martlet

#if canImport(Glibc)
    @preconcurrency import Glibc  // stdout is a variable to Swift
#else
    import Darwin
#endif

/// Prints a line on standard error.
func printError(_ line: String) {
    var line = line.printable + "\n"
    line.withUTF8 { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
}

/// Whether standard error is a terminal.
var isTerminalForErrors: Bool { isatty(STDERR_FILENO) == 1 }

/// Writes out what was printed.
///
/// - Throws: `FileError` when standard output doesn't take it.
func finishOutput() throws {
    if fflush(nil) != 0 || ferror(stdout) != 0 { throw FileError(.write, "standard output", code: errno) }
}

/// Ends the process.
func leave(_ status: ExitStatus) -> Never { exit(status.rawValue) }

/// What the environment has under a name.
func environmentValue(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

/// The text of a file that the system makes up when it is read, and that has no size; empty if there is none.
func contents(ofSystemFile path: String) -> String {
    guard let file = fopen(path, "r") else { return "" }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    // The first processor's part is far shorter.
    let count = fread(&bytes, 1, bytes.count, file)
    return String(decoding: bytes[..<count], as: UTF8.self)
}

/// Whether there is something at `path`.
func exists(_ path: String) -> Bool { access(NativePath.bytes(path), F_OK) == 0 }

/// Whether there is a folder at `path`.
func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(NativePath.bytes(path), &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
}

/// Whether both paths lead to the same file or folder.
func areSame(_ path: String, _ other: String) -> Bool {
    var (first, second) = (stat(), stat())
    guard stat(NativePath.bytes(path), &first) == 0, stat(NativePath.bytes(other), &second) == 0 else {
        return path == other
    }
    return first.st_dev == second.st_dev && first.st_ino == second.st_ino
}

/// How many bytes the file at `path` has; nil if it can't be told.
func size(ofFile path: String) -> Int? {
    var status = stat()
    return stat(NativePath.bytes(path), &status) == 0 ? Int(status.st_size) : nil
}

/// Gives `body` the path of what `path` names: for `-`, of a file that holds what standard input does.
///
/// - Throws: `FileError`, or what `body` throws.
func withInput<R>(_ path: String, _ body: (String) throws -> R) throws -> R {
    guard path == "-" else { return try body(path) }
    return try withTemporaryFile("standard input") { path in
        try AtomicFile.write(to: path) { writer in
            var buffer = [UInt8](repeating: 0, count: 1 << 16)
            while true {
                let count = read(STDIN_FILENO, &buffer, buffer.count)
                if count < 0, errno == EINTR { continue }
                guard count >= 0 else { throw FileError(.read, "standard input", code: errno) }
                guard count > 0 else { return }
                try buffer.withUnsafeBytes { try writer.write(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
            }
        }
        return try body(path)
    }
}

/// What the command was called with, whatever the bytes.
func commandArguments() -> [String] {
    (1..<max(1, Int(CommandLine.argc))).compactMap { CommandLine.unsafeArgv[$0].map { NativePath.string($0) } }
}
