import Foundation
import MartletCodecs
import Testing

/// A run of the built command.
struct Martlet {
    let status: Int32
    let output: String
    let errors: String

    /// Runs the command and waits for it.
    ///
    /// - Parameter threads: the cap on its threads; nil is none.
    init(_ arguments: String..., threads: Int? = nil) throws {
        try self.init(list: arguments, threads: threads)
    }

    /// Runs the command with a list of arguments.
    ///
    /// - Parameters:
    ///   - environment: what is added to the environment.
    ///   - megabytes: the address space that the process may take; nil is no limit.
    ///   - fileKilobytes: how large files may become; nil is no limit.
    ///   - seconds: how long processors may compute, after which the system ends the process; nil is no limit.
    ///   - input: the file that is standard input; nil is an empty one.
    ///   - output: the file that is standard output; nil is one that is read.
    init(
        list arguments: [String], threads: Int? = nil, environment: [String: String] = [:], megabytes: Int? = nil,
        fileKilobytes: Int? = nil, seconds: Int? = nil, input: String? = nil, output device: String? = nil
    ) throws {
        let process = Process()
        process.executableURL = Self.executable
        process.arguments = arguments
        // Beyond the limit of a file's size a write fails, where the signal is ignored.
        let limits =
            (megabytes.map { ["ulimit -v \($0 * 1000)"] } ?? [])
            + (fileKilobytes.map { ["trap '' XFSZ", "ulimit -f \($0 * 2)"] } ?? [])
            + (seconds.map { ["ulimit -t \($0)"] } ?? [])
        if !limits.isEmpty {
            process.executableURL = URL(fileURLWithPath: "/bin/sh")
            process.arguments =
                ["-c", (limits + ["exec \"$0\" \"$@\""]).joined(separator: "; "), Self.executable.path] + arguments
        }
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        if let threads { process.environment?["MARTLET_THREADS"] = "\(threads)" }
        let folder = try TemporaryFolder()
        let (output, errors) = (folder.path("stdout"), folder.path("stderr"))
        for path in [output, errors] { try Data().write(to: URL(fileURLWithPath: path)) }
        process.standardInput =
            try input.map { try FileHandle(forReadingFrom: URL(fileURLWithPath: $0)) } ?? .nullDevice
        process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: device ?? output))
        process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: errors))
        try process.run()
        process.waitUntilExit()
        status = process.terminationStatus
        self.output = try String(contentsOfFile: output, encoding: .utf8)
        self.errors = try String(contentsOfFile: errors, encoding: .utf8)
    }

    /// The one JSON object that a successful run printed; nothing else is on either stream, for neither is a terminal.
    func json(_ location: SourceLocation = #_sourceLocation) throws -> JSON {
        #expect(status == 0 && errors.isEmpty, "\(status): \(errors)", sourceLocation: location)
        let json = try JSON(parsing: output)
        return try #require(json.object == nil ? nil : json, sourceLocation: location)
    }

    /// `martlet` beside the tests' own executable.
    static let executable: URL = {
        var folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        while folder.path != "/" {
            let candidate = folder.appendingPathComponent("martlet")
            if FileManager.default.isExecutableFile(atPath: candidate.path),
                (try? candidate.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory != true
            {
                return candidate
            }
            folder.deleteLastPathComponent()
        }
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..")
        return root.appendingPathComponent(".build/release/martlet")
    }()
}

/// A folder that lives as long as the value.
final class TemporaryFolder {
    private let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("martlet-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    /// The path of a file in the folder.
    func path(_ name: String) -> String { url.appendingPathComponent(name).path }

    /// Writes a file and returns its path.
    func write(_ text: String, _ name: String) throws -> String {
        try text.write(toFile: path(name), atomically: false, encoding: .utf8)
        return path(name)
    }

    func bytes(_ name: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path(name))) }
}

/// A table of points around three places, with the place's name as label in the middle column.
func flowers(rows: Int = 150, header: String? = "width,species,height", labelled: Bool = true) -> String {
    let places = [("rose", 0.0, 10.0), ("tulip", 50.0, 20.0), ("daisy", 25.0, 40.0)]
    var state: UInt64 = 1
    func noise() -> Double {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Double(state >> 40) / Double(1 << 24) - 0.5
    }
    let lines = (0..<rows).map { row in
        let (name, x, y) = places[row % 3]
        return "\(x + 8 * noise()),\(labelled ? name + "," : "")\(y + 8 * noise())"
    }
    return ([header].compactMap { $0 } + lines).joined(separator: "\n") + "\n"
}
