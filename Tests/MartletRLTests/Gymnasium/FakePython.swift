import Glibc
import MartletTestSupport

/// A shell script that stands for Python and speaks for itself.
struct FakePython {
    private let folder = TemporaryFolder()
    let path: String

    init(_ lines: String...) {
        path = folder["python"]
        let file = fopen(path, "w")!
        fputs("#!/bin/sh\n" + lines.joined(separator: "\n") + "\n", file)
        fclose(file)
        chmod(path, 0o755)
    }

    /// A line that writes an answer.
    static func answer(_ kind: Character, _ body: [UInt8] = [], extra: [UInt8] = []) -> String {
        let answer = [kind.asciiValue!] + body
        return write(bytes(UInt32(answer.count)) + answer + extra)
    }

    static func write(_ bytes: [UInt8]) -> String {
        let octal = bytes.map { byte in
            let digits = String(byte, radix: 8)
            return "\\" + String(repeating: "0", count: 3 - digits.count) + digits
        }
        return "printf '" + octal.joined() + "'"
    }

    /// A line that reads so many bytes.
    static func read(_ count: Int) -> String { "dd bs=1 count=\(count) >/dev/null 2>&1" }

    /// A line that reads a reset, or a step of one discrete action: they are equally long.
    static let message = read(14)

    /// The first answer, of spaces as JSON and their bounds.
    static func hello(
        observations: String = #"{"kind":"discrete","count":5}"#, actions: String = #"{"kind":"discrete","count":2}"#,
        bounds: [Float] = [], dtype: String = "<f4", version: Int = 1, extra: [UInt8] = []
    ) -> String {
        let text = """
            {"version":\(version),"dtype":"\(dtype)","observations":\(observations),"actions":\(actions),\
            "rewardThreshold":7.5,"maxEpisodeSteps":null}
            """
        let numbers = bounds.flatMap { bytes($0.bitPattern) }
        return answer("h", bytes(UInt32(text.utf8.count)) + Array(text.utf8) + numbers, extra: extra)
    }

    /// A line that says what a reset came to.
    static func observed(_ observation: Float) -> String { answer("o", bytes(observation.bitPattern)) }

    /// A line that says what a step came to.
    static func stepped(_ observation: Float, reward: Double = 1, ending: UInt8 = 0) -> String {
        let number = bytes(observation.bitPattern)
        return answer("o", number + number + bytes(reward.bitPattern) + [ending])
    }

    static func bytes<Number: FixedWidthInteger>(_ value: Number) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }
}
