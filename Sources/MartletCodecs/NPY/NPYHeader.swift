import MartletNumerics

/// What an NPY file says about its array: a Python dictionary of three entries.
struct NPYHeader {
    let type: StoredType
    let shape: Shape
    let isFortranOrder: Bool

    private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
    private static let maximumLength = 1 << 20

    init(_ tensor: Tensor) {
        type = StoredType(tensor.dtype)
        shape = tensor.shape
        isFortranOrder = false
    }

    /// The header as version 1.0 writes it, padded so that the elements begin at a multiple of 64 bytes.
    var bytes: [UInt8] {
        let lengths = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
        var text = "{'descr': '\(type.numPyName ?? "")', 'fortran_order': False, 'shape': (\(lengths)), }"
        text += String(repeating: " ", count: 63 - (10 + text.utf8.count) % 64) + "\n"
        let length = UInt16(text.utf8.count)
        return Self.magic + [1, 0, UInt8(length & 0xFF), UInt8(length >> 8)] + Array(text.utf8)
    }

    /// The header, and where the elements begin.
    static func read(_ source: borrowing ByteSource) throws -> (header: NPYHeader, dataStart: Int) {
        guard source.count >= 10, try source.bytes(at: 0, count: 6) == magic else {
            throw NPYError("it does not begin as NPY files do; write it with numpy.save")
        }
        let version = try source.bytes(at: 6, count: 1)[0]
        guard 1...3 ~= version else { throw NPYError("version \(version); known are 1, 2 and 3") }
        let dataOffset = version == 1 ? 10 : 12
        guard source.count >= dataOffset else { throw NPYError("it is cut short") }
        let length = try source.bytes(at: 8, count: dataOffset - 8).reversed().reduce(0) { $0 << 8 | Int($1) }
        guard length <= maximumLength, length <= source.count - dataOffset else {
            throw NPYError("a header of \(length) bytes in a file of \(source.count); it is cut short or damaged")
        }
        guard let text = String(validating: try source.bytes(at: dataOffset, count: length), as: UTF8.self) else {
            throw NPYError("the header is not valid UTF-8")
        }
        return (try NPYHeader(parsing: text), dataOffset + length)
    }

    /// Reads `{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }`, in any order.
    private init(parsing text: String) throws {
        var literal = PythonLiteral(text)
        var type: StoredType?
        var isFortranOrder: Bool?
        var lengths: [Int]?
        try literal.expect("{")
        while !literal.take("}") {
            let key = try literal.string()
            try literal.expect(":")
            switch key {
            case "descr" where type == nil: type = try Self.type(literal.string())
            case "fortran_order" where isFortranOrder == nil: isFortranOrder = try literal.boolean()
            case "shape" where lengths == nil: lengths = try literal.tuple()
            default: throw NPYError("the header has '\(key)' where descr, fortran_order and shape are expected once")
            }
            if !literal.take(",") {
                try literal.expect("}")
                break
            }
        }
        guard let type, let isFortranOrder, let lengths, literal.isAtEnd else {
            throw NPYError("the header must be a dictionary of descr, fortran_order and shape")
        }
        self.type = type
        self.isFortranOrder = isFortranOrder
        do {
            shape = try Shape(validating: lengths)
        } catch {
            throw NPYError("\(error)")
        }
    }

    private static func type(_ name: String) throws -> StoredType {
        if let type = StoredType.allCases.first(where: { $0.numPyName == name }) { return type }
        let known = StoredType.allCases.compactMap(\.numPyName).joined(separator: ", ")
        throw NPYError("unknown dtype '\(name)'; known are \(known)")
    }
}

extension StoredType {
    /// The `descr` of NumPy's little-endian dtype.
    var numPyName: String? {
        switch self {
        case .float64: "<f8"
        case .float32: "<f4"
        case .float16: "<f2"
        case .bfloat16: nil
        case .int64: "<i8"
        case .int32: "<i4"
        case .int16: "<i2"
        case .int8: "|i1"
        case .uint32: "<u4"
        case .uint16: "<u2"
        case .uint8: "|u1"
        case .bool: "|b1"
        }
    }
}

/// The few Python literals that NumPy writes.
private struct PythonLiteral {
    private var rest: Substring

    init(_ text: String) { rest = text[...] }

    var isAtEnd: Bool { rest.allSatisfy(\.isWhitespace) }

    mutating func take(_ token: String) -> Bool {
        rest = rest.drop(while: \.isWhitespace)
        guard rest.hasPrefix(token) else { return false }
        rest = rest.dropFirst(token.count)
        return true
    }

    mutating func expect(_ token: String) throws {
        guard take(token) else { throw NPYError("the header lacks \(token) before '\(rest.prefix(20))'") }
    }

    mutating func string() throws -> String {
        let quote = take("'") ? "'" : "\""
        if quote == "\"" { try expect("\"") }
        let string = rest.prefix { $0 != Character(quote) }
        rest = rest.dropFirst(string.count)
        try expect(quote)
        return String(string)
    }

    mutating func boolean() throws -> Bool {
        if take("True") { return true }
        try expect("False")
        return false
    }

    mutating func tuple() throws -> [Int] {
        var values: [Int] = []
        try expect("(")
        while !take(")") {
            rest = rest.drop(while: \.isWhitespace)
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            guard let value = Int(digits) else { throw NPYError("the shape is not a tuple of sizes") }
            values.append(value)
            rest = rest.dropFirst(digits.count)
            if !take(",") {
                try expect(")")
                break
            }
        }
        return values
    }
}
