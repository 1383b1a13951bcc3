// What `make fuzz` runs: damaged files of every format, new ones each time, each read and used in a process of its own with
// limits.
//
//     martlet-fuzz [--minutes 5] [--files 20000] [--seed n] [--formats keras,png] [--keep folder] [--json file]
//
// tells how many files of each format were tried, as many as there was time for; with --files and without --minutes all of
// them. It ends with code 1 when a file ended the process, took 5 s of a processor or more than 1 GiB, or was refused by an error that is
// none of Martlet's own; such files are kept. `martlet-fuzz --try keras file` uses one file again.

import Glibc

let arguments = Array(CommandLine.arguments.dropFirst())

/// The value after an option.
func option(_ name: String) -> String? {
    arguments.firstIndex(of: "--" + name).flatMap { arguments.indices.contains($0 + 1) ? arguments[$0 + 1] : nil }
}

/// Writes a line, at once.
func tell(_ line: String, _ file: Int32 = STDOUT_FILENO) {
    var line = line + "\n"
    line.withUTF8 { _ = write(file, $0.baseAddress, $0.count) }
}

/// Ends the program over bad usage.
func fail(_ message: String) -> Never {
    tell("martlet-fuzz: \(message)", STDERR_FILENO)
    exit(64)
}

func format(_ name: String) -> Format {
    guard let format = Format.all.first(where: { $0.name == name }) else {
        fail("no format '\(name)'; known are \(Format.all.map(\.name).joined(separator: ", "))")
    }
    return format
}

if arguments.count == 3, arguments[0] == "--try" {
    do {
        try format(arguments[1]).use(arguments[2])
        tell("accepted")
    } catch {
        tell("\(type(of: error)): \(error)")
    }
} else if let name = option("work"), let seed = option("seed").flatMap(UInt64.init),
    let first = option("first").flatMap(Int.init), let folder = option("folder")
{
    try Worker(format(name), seed: seed, folder: folder).run(from: first)
} else {
    let known = ["minutes", "files", "seed", "formats", "keep", "json"].map { "--" + $0 }
    for (place, argument) in arguments.enumerated() where place.isMultiple(of: 2) {
        guard known.contains(argument), place + 1 < arguments.count else {
            fail("'\(argument)' is no option with a value; known are \(known.joined(separator: ", "))")
        }
    }
    let minutes = option("minutes").map { Double($0) ?? 0 } ?? (option("files") == nil ? 5 : .infinity)
    let files = option("files").map { Int($0) ?? 0 } ?? 20_000
    guard minutes > 0, files > 0 else { fail("give --minutes and --files as positive numbers") }
    let seed = option("seed").map { text in UInt64(text) ?? { fail("--seed takes a whole number") }() }
    let names = option("formats")?.split(separator: ",").map(String.init) ?? Format.all.map(\.name)
    let campaign = Campaign(
        names.map(format), seed: seed ?? .random(in: 0...UInt64(UInt32.max)), seconds: minutes * 60,
        files: files, keep: option("keep") ?? "fuzz-crashes", report: option("json"))
    exit(try campaign.run() ? 0 : 1)
}
