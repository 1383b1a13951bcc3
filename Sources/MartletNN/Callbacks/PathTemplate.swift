import Glibc

/// A path with numbers to fill in, such as `model-{epoch:02d}-{val_loss:.2f}.safetensors`.
struct PathTemplate {
    private let text: String

    init(_ text: String) { self.text = text }

    /// The path for an epoch.
    ///
    /// - Throws: `UnknownName` for a name that isn't among the logs; `ArgumentError` for a format it doesn't know.
    func filled(epoch: Int, _ logs: Logs) throws -> String {
        var result = ""
        var rest = text[...]
        while let open = rest.firstIndex(of: "{") {
            result += rest[..<open]
            guard let close = rest[open...].firstIndex(of: "}") else {
                throw ArgumentError("ModelCheckpoint", "the path '\(text)' has a brace without its end")
            }
            let parts = rest[rest.index(after: open)..<close].split(
                separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            let (name, format) = (String(parts[0]), parts.count > 1 ? parts[1] : "")
            if name == "epoch" {
                result += try Self.integer(epoch, format)
            } else if let value = logs[name] {
                result += try Self.number(value, format)
            } else {
                throw UnknownName("number in a checkpoint's path", name, known: ["epoch"] + logs.keys.sorted())
            }
            rest = rest[rest.index(after: close)...]
        }
        return result + rest
    }

    /// `02d`: at least so many digits.
    private static func integer(_ value: Int, _ format: Substring) throws -> String {
        let digits = "\(value)"
        if format.isEmpty || format == "d" { return digits }
        guard format.last == "d", let width = Int(format.dropLast()), (0...64).contains(width) else {
            throw ArgumentError("ModelCheckpoint", "unknown format '\(format)' for {epoch}; write {epoch:02d}")
        }
        let fill = format.first == "0" ? "0" : " "
        return String(repeating: fill, count: max(0, width - digits.utf8.count)) + digits
    }

    /// `.2f`: so many digits after the point; `e` and `g` as in C.
    private static func number(_ value: Double, _ format: Substring) throws -> String {
        if format.isEmpty { return "\(value)" }
        guard format.first == ".", let kind = format.last, "feg".contains(kind),
            let precision = Int(format.dropFirst().dropLast()), (0...64).contains(precision)
        else {
            throw ArgumentError("ModelCheckpoint", "unknown format '\(format)'; write a number like {val_loss:.2f}")
        }
        return formatted(value, "%.\(precision)\(kind)")
    }
}

/// A number as `printf` writes it; `format` has one conversion of a double.
package func formatted(_ value: Double, _ format: String) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 512) { buffer in
        let count = withVaList([value]) { vsnprintf(buffer.baseAddress!, buffer.count, format, $0) }
        return String(decoding: buffer.prefix(Int(min(count, 511))).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
