#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Gives `body` the path of a file in a new folder, which is removed afterwards with that file.
///
/// - Throws: `FileError` when there can be no folder, or what `body` throws.
package func withTemporaryFile<R>(_ name: String, _ body: (String) throws -> R) throws -> R {
    let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(base)/martlet-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw FileError(.create, base, code: errno) }
    let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    defer {
        unlink("\(folder)/\(name)")
        rmdir(folder)
    }
    return try body("\(folder)/\(name)")
}
