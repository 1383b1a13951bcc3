#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A decimal number read from text: the one reading of numbers that JSON and CSV share.
enum DecimalNumber {
    case integer(Int)
    case double(Double)

    var double: Double {
        switch self {
        case .integer(let value): Double(value)
        case .double(let value): value
        }
    }

    /// Reads `[+-] digits [. digits] [e [+-] digits]`, correctly rounded, from all of `text[range]`.
    ///
    /// Digits are required on one side of the point at least. A whole number without point or exponent that fits is an
    /// `integer`. Magnitudes beyond `Double` become infinite. Returns nil for any other text.
    @inline(__always)
    static func read(_ text: borrowing Span<UInt8>, _ range: Range<Int>) -> DecimalNumber? {
        var at = range.lowerBound
        let end = range.upperBound
        guard at < end else { return nil }
        let negative = text[at] == UInt8(ascii: "-")
        if negative || text[at] == UInt8(ascii: "+") { at += 1 }

        var mantissa: UInt64 = 0
        var digits = 0
        var exponent = 0
        while at < end, let digit = Self.digit(text[at]) {
            mantissa = mantissa &* 10 &+ UInt64(digit)
            digits += 1
            at += 1
        }
        var isInteger = true
        if at < end, text[at] == UInt8(ascii: ".") {
            isInteger = false
            at += 1
            while at < end, let digit = Self.digit(text[at]) {
                mantissa = mantissa &* 10 &+ UInt64(digit)
                digits += 1
                exponent -= 1
                at += 1
            }
        }
        guard digits > 0 else { return nil }
        if at < end, text[at] | 0x20 == UInt8(ascii: "e") {
            isInteger = false
            guard let power = self.exponent(text, at + 1..<end) else { return nil }
            exponent += power
            at = end
        }
        guard at == end else { return nil }

        // Up to 18 digits the mantissa cannot have wrapped.
        if digits <= 18 {
            if isInteger { return .integer(negative ? -Int(mantissa) : Int(mantissa)) }
            // Clinger's fast path: both operands are exact, so one rounding is the correct rounding.
            if mantissa <= 1 << 53, -22...22 ~= exponent {
                let scale = powersOfTen[abs(exponent)]
                let value = exponent < 0 ? Double(mantissa) / scale : Double(mantissa) * scale
                return .double(negative ? -value : value)
            }
        }
        return slowly(text, range, isInteger: isInteger)
    }

    private static func slowly(_ text: borrowing Span<UInt8>, _ range: Range<Int>, isInteger: Bool) -> DecimalNumber? {
        var characters: [UInt8] = []
        for index in range { characters.append(text[index]) }
        let string = String(decoding: characters, as: UTF8.self)
        if isInteger, let value = Int(string) { return .integer(value) }
        return .double(strtod(string, nil))
    }

    /// The digits after `e`; beyond ±100,000 the value is infinite or zero anyway.
    private static func exponent(_ text: borrowing Span<UInt8>, _ range: Range<Int>) -> Int? {
        var at = range.lowerBound
        guard at < range.upperBound else { return nil }
        let negative = text[at] == UInt8(ascii: "-")
        if negative || text[at] == UInt8(ascii: "+") { at += 1 }
        guard at < range.upperBound else { return nil }
        var value = 0
        while at < range.upperBound {
            guard let digit = digit(text[at]) else { return nil }
            value = min(value * 10 + Int(digit), 100_000)
            at += 1
        }
        return negative ? -value : value
    }

    @inline(__always)
    private static func digit(_ byte: UInt8) -> UInt8? {
        let digit = byte &- UInt8(ascii: "0")
        return digit < 10 ? digit : nil
    }
}

private let powersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
    1e20, 1e21, 1e22,
]
