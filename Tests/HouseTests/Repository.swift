#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The files of this repository, as they stand beside these tests.
enum Repository {
    /// The folder that holds `Package.swift`.
    static let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")

    /// A file's text.
    static func text(_ path: String, in folder: String = root) throws -> String {
        guard let file = fopen("\(folder)/\(path)", "r") else { throw Missing(path: path) }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[..<count] }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The files below a folder with one of these endings, in order; folders that begin with a point are left out.
    static func files(in folder: String, endings: [String]) throws -> [String] {
        guard let handle = opendir("\(root)/\(folder)") else { throw Missing(path: folder) }
        defer { closedir(handle) }
        var found: [String] = []
        while let entry = readdir(handle) {
            let isFolder = entry.pointee.d_type == DT_DIR
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasPrefix(".") { continue }
            let path = "\(folder)/\(name)"
            if isFolder {
                found += try files(in: path, endings: endings)
            } else if endings.contains(where: name.hasSuffix) {
                found.append(path)
            }
        }
        return found.sorted()
    }

    struct Missing: Error { var path: String }
}
