extension JSON {
    /// What a text may ask of the parser.
    public struct Limits: Sendable {
        /// How deep arrays and objects may nest; no deeper than 512, whatever is given here.
        public var depth = 64
        static let mostDepth = 512
        /// How many values and keys there may be in all; bounds memory to a few hundred bytes times this.
        public var values = 4_000_000

        /// The limits that suit files from anywhere.
        public init() {}
    }

    /// Reads one JSON value (RFC 8259) that fills `text`, strictly: equal keys in one object, bad UTF-8, lone
    /// surrogates, numbers beyond `Double` and bytes after the value are refused.
    public init(parsing text: String, limits: Limits = Limits()) throws(JSONError) {
        try self.init(parsing: Array(text.utf8), limits: limits)
    }

    /// Reads one JSON value that fills `bytes`, as UTF-8; see `init(parsing:limits:)` for text.
    public init(parsing bytes: [UInt8], limits: Limits = Limits()) throws(JSONError) {
        var parser = JSONParser(bytes: bytes, limits: limits)
        self = try parser.document()
    }
}

private struct JSONParser {
    let bytes: [UInt8]
    let limits: JSON.Limits
    private var at = 0
    private var depth = 0
    private var values = 0

    init(bytes: [UInt8], limits: JSON.Limits) {
        self.bytes = bytes
        self.limits = limits
    }

    mutating func document() throws(JSONError) -> JSON {
        let value = try value()
        skipSpace()
        guard at == bytes.count else { throw error("bytes after the value; there must be exactly one value") }
        return value
    }

    private mutating func value() throws(JSONError) -> JSON {
        skipSpace()
        try count()
        switch peek {
        case UInt8(ascii: "{"): return try nested { parser throws(JSONError) in try parser.object() }
        case UInt8(ascii: "["): return try nested { parser throws(JSONError) in try parser.array() }
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "-"): return try number()
        case let byte? where UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte: return try number()
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        case nil: throw error("the text ends where a value should be")
        default: throw error("a value must begin here: {, [, \", a number, true, false or null")
        }
    }

    private mutating func nested(_ body: (inout Self) throws(JSONError) -> JSON) throws(JSONError) -> JSON {
        let most = min(limits.depth, JSON.Limits.mostDepth)
        guard depth < most else { throw error("nested deeper than \(most) levels") }
        depth += 1
        at += 1
        let value = try body(&self)
        depth -= 1
        return value
    }

    private mutating func array() throws(JSONError) -> JSON {
        var elements: [JSON] = []
        if take("]") { return .array(elements) }
        repeat { elements.append(try value()) } while take(",")
        guard take("]") else { throw error("expected , or ] after an element") }
        return .array(elements)
    }

    private mutating func object() throws(JSONError) -> JSON {
        var members = JSON.Object()
        if take("}") { return .object(members) }
        repeat {
            skipSpace()
            let start = at
            guard peek == UInt8(ascii: "\"") else { throw error("expected a key in double quotes") }
            try count()
            let key = try string()
            guard members[key] == nil else {
                throw JSONError(offset: start, reason: "the key \"\(key)\" occurs twice; keys must be unique")
            }
            guard take(":") else { throw error("expected : after the key") }
            members.append(key, try value())
        } while take(",")
        guard take("}") else { throw error("expected , or } after a member") }
        return .object(members)
    }

    private mutating func literal(_ word: StaticString, _ value: JSON) throws(JSONError) -> JSON {
        let end = at + word.utf8CodeUnitCount
        guard end <= bytes.count, word.withUTF8Buffer({ $0.elementsEqual(bytes[at..<end]) }) else {
            throw error("expected \(word)")
        }
        at = end
        return value
    }

    // JSON's grammar is narrower than DecimalNumber's: no leading +, no leading zeros, digits on both sides of a point.
    private mutating func number() throws(JSONError) -> JSON {
        let start = at
        if peek == UInt8(ascii: "-") { at += 1 }
        let first = peek
        let whole = skipDigits()
        guard whole == 1 || (whole > 1 && first != UInt8(ascii: "0")) else {
            throw error(whole == 0 ? "expected a digit" : "a number must not begin with 0")
        }
        if peek == UInt8(ascii: ".") {
            at += 1
            guard skipDigits() > 0 else { throw error("expected a digit after the point") }
        }
        if let byte = peek, byte | 0x20 == UInt8(ascii: "e") {
            at += 1
            if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { at += 1 }
            guard skipDigits() > 0 else { throw error("expected a digit in the exponent") }
        }
        switch DecimalNumber.read(bytes.span, start..<at) {
        case .integer(let value): return .integer(value)
        case .double(let value) where value.isFinite: return .double(value)
        default: throw JSONError(offset: start, reason: "the number is too large; at most 1.8e308 is possible")
        }
    }

    private mutating func skipDigits() -> Int {
        let start = at
        while let byte = peek, UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte { at += 1 }
        return at - start
    }

    private mutating func string() throws(JSONError) -> String {
        let start = at
        at += 1
        var text: [UInt8] = []
        while let byte = peek {
            at += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let string = String(validating: text, as: UTF8.self) else {
                    throw JSONError(offset: start, reason: "the string is not valid UTF-8")
                }
                return string
            case UInt8(ascii: "\\"): try escape(into: &text)
            case 0..<0x20:
                at -= 1
                throw error("a control character must be written as \\u00xx")
            default: text.append(byte)
            }
        }
        throw JSONError(offset: start, reason: "the string that begins here has no end")
    }

    private mutating func escape(into text: inout [UInt8]) throws(JSONError) {
        guard let byte = peek else { return }
        at += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): text.append(contentsOf: UTF8.encode(try unicodeScalar())!)
        default:
            at -= 1
            throw error("unknown escape; JSON has \\\" \\\\ \\/ \\b \\f \\n \\r \\t and \\uxxxx")
        }
    }

    private mutating func unicodeScalar() throws(JSONError) -> Unicode.Scalar {
        let start = at
        var code = try hexadecimal()
        if 0xD800..<0xDC00 ~= code, at + 1 < bytes.count, bytes[at] == UInt8(ascii: "\\"),
            bytes[at + 1] == UInt8(ascii: "u")
        {
            at += 2
            let low = try hexadecimal()
            if 0xDC00..<0xE000 ~= low { code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00) }
        }
        guard let scalar = Unicode.Scalar(code) else {
            throw JSONError(offset: start, reason: "half of a surrogate pair; write \\ud83d\\ude00 in pairs")
        }
        return scalar
    }

    private mutating func hexadecimal() throws(JSONError) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw error("expected four hexadecimal digits")
            }
            code = code << 4 | UInt32(digit)
            at += 1
        }
        return code
    }

    private var peek: UInt8? { at < bytes.count ? bytes[at] : nil }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        skipSpace()
        guard peek == UInt8(ascii: character) else { return false }
        at += 1
        return true
    }

    private mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { at += 1 }
    }

    private mutating func count() throws(JSONError) {
        values += 1
        guard values <= limits.values else { throw error("more than \(limits.values) values") }
    }

    private func error(_ reason: String) -> JSONError { JSONError(offset: at, reason: reason) }
}
