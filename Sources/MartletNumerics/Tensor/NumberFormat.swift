#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// How NumPy writes the numbers of one array: all positional or all scientific, as short as uniqueness allows, at most
/// eight digits after the point, aligned at it.
struct NumberFormat {
    private let isScientific: Bool
    private var precision = 8
    private var leftWidth = 0
    private var rightWidth = 0
    private var exponentDigits = 2
    private let isDouble: Bool

    /// The format for an array of `values`, which were float64 or float32.
    init(for values: [Double], isDouble: Bool) {
        self.isDouble = isDouble
        let finite = values.filter(\.isFinite)
        let magnitudes = finite.filter { $0 != 0 }.map(\.magnitude)
        let largest = magnitudes.max() ?? 1
        let smallest = magnitudes.min() ?? 1
        isScientific = largest >= (isDouble ? 1e8 : 1e6) || smallest < 0.0001 || largest / smallest > 1000
        if isScientific {
            let parts = finite.map { Self.scientific($0, isDouble, atMost: 8) }
            precision = parts.map(\.fraction.count).max() ?? 0
            exponentDigits = parts.map { Swift.abs($0.exponent) >= 100 ? 3 : 2 }.max() ?? 2
            leftWidth = parts.map(\.integer.count).max() ?? 0
            rightWidth = precision + exponentDigits + 2
        } else {
            let parts = finite.map { Self.positional($0, isDouble) }
            leftWidth = parts.map(\.integer.count).max() ?? 0
            rightWidth = parts.map(\.fraction.count).max() ?? 0
        }
        if finite.count < values.count {
            let longest = values.contains(-.infinity) ? 4 : 3
            leftWidth = Swift.max(leftWidth, longest - rightWidth - 1)
        }
    }

    /// `value` padded to the width of its array.
    func callAsFunction(_ value: Double) -> String {
        guard value.isFinite else {
            return padded(value.isNaN ? "nan" : value < 0 ? "-inf" : "inf", to: leftWidth + rightWidth + 1)
        }
        if isScientific {
            let parts = Self.scientific(value, isDouble, exactly: precision)
            let exponent = String(Swift.abs(parts.exponent))
            let zeros = String(repeating: "0", count: Swift.max(exponentDigits - exponent.count, 0))
            return padded(parts.integer, to: leftWidth) + "." + parts.fraction + "e"
                + (parts.exponent < 0 ? "-" : "+") + zeros + exponent
        }
        let parts = Self.positional(value, isDouble)
        let spaces = String(repeating: " ", count: rightWidth - parts.fraction.count)
        return padded(parts.integer, to: leftWidth) + "." + parts.fraction + spaces
    }

    /// `value` by itself, as NumPy writes a scalar.
    static func scalar(_ value: Double, isDouble: Bool) -> String {
        guard value.isFinite else { return value.isNaN ? "nan" : value < 0 ? "-inf" : "inf" }
        let magnitude = value.magnitude
        let digits = Digits(value, isDouble)
        let sign = value.sign == .minus ? "-" : ""
        if magnitude == 0 || (magnitude >= 1e-4 && magnitude < (isDouble ? 1e16 : 1e6)) {
            let fraction = digits.fraction
            return sign + digits.integer + "." + (fraction.isEmpty ? "0" : fraction)
        }
        let mantissa = digits.all.count > 1 ? "." + digits.all.dropFirst() : ""
        let exponent = Swift.abs(digits.exponent)
        return sign + digits.all.prefix(1) + mantissa + (digits.exponent < 0 ? "e-" : "e+")
            + (exponent < 10 ? "0" : "") + String(exponent)
    }

    /// The shortest positional form, rounded to eight places when it is longer.
    private static func positional(_ value: Double, _ isDouble: Bool) -> (integer: String, fraction: String) {
        let digits = Digits(value, isDouble)
        let sign = value.sign == .minus ? "-" : ""
        guard digits.fraction.count > 8 else { return (sign + digits.integer, digits.fraction) }
        let parts = print(value, places: 8, "f").split(separator: ".", omittingEmptySubsequences: false)
        return (String(parts[0]), trimmed(parts[1]))
    }

    /// The shortest scientific form, rounded to `atMost` places when it is longer, or continued to `exactly` as many.
    private static func scientific(
        _ value: Double, _ isDouble: Bool, atMost limit: Int = 8, exactly places: Int? = nil
    ) -> (integer: String, fraction: String, exponent: Int) {
        let digits = Digits(value, isDouble)
        let sign = value.sign == .minus ? "-" : ""
        let unique = digits.all.count - 1
        if unique == places || (places == nil && unique <= limit) {
            return (sign + digits.all.prefix(1), String(digits.all.dropFirst()), digits.exponent)
        }
        let written = print(value, places: places ?? limit, "e").split(separator: "e")
        let parts = written[0].split(separator: ".", omittingEmptySubsequences: false)
        let fraction = parts.count > 1 ? parts[1] : ""
        return (String(parts[0]), places == nil ? trimmed(fraction) : String(fraction), Int(written[1])!)
    }

    private static func trimmed(_ fraction: Substring) -> String {
        var end = fraction.endIndex
        while end > fraction.startIndex, fraction[fraction.index(before: end)] == "0" {
            fraction.formIndex(before: &end)
        }
        return String(fraction[..<end])
    }

    /// `value`, exactly rounded by the C library.
    private static func print(_ value: Double, places: Int, _ conversion: String) -> String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 400) { buffer in
            let count = withVaList([value]) {
                vsnprintf(buffer.baseAddress!, buffer.count, "%.\(places)\(conversion)", $0)
            }
            return String(decoding: buffer.prefix(Int(count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
    }

    private func padded(_ text: String, to width: Int) -> String {
        String(repeating: " ", count: Swift.max(width - text.count, 0)) + text
    }
}

/// The fewest decimal digits that identify a number among its type's, without trailing zeros.
private struct Digits {
    /// At least one digit; the point stands after the first.
    var all: String
    var exponent: Int

    init(_ value: Double, _ isDouble: Bool) {
        let text = isDouble ? value.magnitude.description : Float(value.magnitude).description
        let parts = text.split(separator: "e")
        let mantissa = parts[0].split(separator: ".")
        var digits = String(mantissa[0]) + (mantissa.count > 1 ? String(mantissa[1]) : "")
        exponent = mantissa[0].count - 1 + (parts.count > 1 ? Int(parts[1])! : 0)
        while digits.count > 1, digits.hasPrefix("0") {
            digits.removeFirst()
            exponent -= 1
        }
        while digits.count > 1, digits.hasSuffix("0") { digits.removeLast() }
        if digits == "0" { exponent = 0 }
        all = digits
    }

    /// What stands before the point in positional form.
    var integer: String {
        guard exponent >= 0 else { return "0" }
        let zeros = String(repeating: "0", count: Swift.max(exponent + 1 - all.count, 0))
        return String(all.prefix(exponent + 1)) + zeros
    }

    /// What stands after the point in positional form.
    var fraction: String {
        guard exponent < 0 else { return String(all.dropFirst(exponent + 1)) }
        return String(repeating: "0", count: -exponent - 1) + all
    }
}
