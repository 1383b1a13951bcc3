extension JSON: CustomStringConvertible {
    /// The value as JSON text on one line.
    public var description: String { serialized() }

    /// The value as JSON text: the same value gives the same text everywhere.
    ///
    /// - Parameter pretty: Puts members and elements on lines of their own, indented by two spaces.
    public func serialized(pretty: Bool = false) -> String {
        var serializer = JSONSerializer(pretty: pretty)
        serializer.write(self)
        return serializer.text
    }
}

private struct JSONSerializer {
    let pretty: Bool
    var text = ""
    private var depth = 0

    init(pretty: Bool) { self.pretty = pretty }

    mutating func write(_ value: JSON) {
        switch value {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .integer(let value): text += String(value)
        case .double(let value): write(value)
        case .string(let value): write(value)
        case .array(let elements):
            write(elements, "[", "]") { $0.write($1) }
        case .object(let members):
            write(members, "{", "}") {
                $0.write($1.0)
                $0.text += $0.pretty ? ": " : ":"
                $0.write($1.1)
            }
        }
    }

    private mutating func write<Items: Sequence>(
        _ items: Items, _ opening: String, _ closing: String, item write: (inout Self, Items.Element) -> Void
    ) {
        text += opening
        depth += 1
        var isEmpty = true
        for item in items {
            if !isEmpty { text += "," }
            isEmpty = false
            breakLine()
            write(&self, item)
        }
        depth -= 1
        if !isEmpty { breakLine() }
        text += closing
    }

    private mutating func breakLine() {
        guard pretty else { return }
        text += "\n"
        for _ in 0..<depth { text += "  " }
    }

    private mutating func write(_ value: Double) {
        if value.isFinite {
            text += value.description
        } else if value.isNaN {
            text += "\"NaN\""
        } else {
            text += value < 0 ? "\"-Infinity\"" : "\"Infinity\""
        }
    }

    private mutating func write(_ value: String) {
        text += "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\0"..<" ":
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
