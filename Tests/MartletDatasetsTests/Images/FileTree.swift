import Glibc
import MartletCodecs

/// A folder of folders and files that is removed when the value goes.
final class FileTree: Sendable {
    let path: String

    init() {
        var template = Array("/tmp/martlet-datasets-XXXXXX".utf8CString)
        path = template.withUnsafeMutableBufferPointer { String(cString: mkdtemp($0.baseAddress!)) }
    }

    deinit { Self.remove(path) }

    private static func remove(_ path: String) {
        var status = stat()
        if lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
            var names: [String] = []
            if let folder = opendir(path) {
                while let entry = readdir(folder) {
                    names.append(
                        withUnsafeBytes(of: &entry.pointee.d_name) {
                            String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
                        })
                }
                closedir(folder)
            }
            for name in names where name != "." && name != ".." { remove("\(path)/\(name)") }
            rmdir(path)
        } else {
            unlink(path)
        }
    }

    subscript(name: String) -> String { "\(path)/\(name)" }

    /// Makes the folders that lead to `name`.
    func makeFolders(for name: String) {
        var folder = path
        for part in name.split(separator: "/").dropLast() {
            folder += "/\(part)"
            mkdir(folder, 0o755)
        }
    }

    func write(_ bytes: [UInt8], to name: String) throws {
        makeFolders(for: name)
        try AtomicFile.write(bytes, to: self[name])
    }
}
