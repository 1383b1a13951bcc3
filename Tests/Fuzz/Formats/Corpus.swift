import Glibc
import MartletCodecs
import MartletDamage

/// The whole files that are damaged: those that the tests have beside them.
enum Corpus {
    private static let tests = String(#filePath.dropLast("Fuzz/Formats/Corpus.swift".count))

    /// A file of the tests'.
    static func path(_ name: String) -> String { tests + name }

    /// The contents of the files in a folder of the tests whose names end so.
    ///
    /// - Throws: `FileError`; there must be some.
    static func files(_ folder: String, _ ending: String, except: String = "/") throws -> [[UInt8]] {
        let names = try names(in: tests + folder).filter { $0.hasSuffix(ending) && !$0.contains(except) }
        guard !names.isEmpty else { fail("no file \(tests + folder)/…\(ending)") }
        return try names.map { try FileReader.contents(of: "\(tests)\(folder)/\($0)", limit: 1 << 24) }
    }

    /// The files that a test writes into a folder of its own.
    static func written(_ names: [String], _ write: (_ path: (String) -> String) throws -> Void) throws -> [[UInt8]] {
        var template = Array("/tmp/martlet-fuzz-XXXXXX".utf8CString)
        let folder = template.withUnsafeMutableBufferPointer { String(cString: mkdtemp($0.baseAddress!)) }
        defer {
            for name in names { unlink("\(folder)/\(name)") }
            rmdir(folder)
        }
        try write { "\(folder)/\($0)" }
        return try names.map { try FileReader.contents(of: "\(folder)/\($0)", limit: 1 << 24) }
    }

    private static func names(in path: String) throws -> [String] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            names.append(
                withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                })
        }
        return names.sorted()
    }
}

extension SplitMix {
    /// One to four changes of bytes.
    mutating func damaged(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...4, using: &self) { damage(&bytes) }
        return bytes
    }
}
