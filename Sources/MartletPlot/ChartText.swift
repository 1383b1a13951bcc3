import Glibc

extension Double {
    /// With three digits that count, as it is read on a chart.
    package var brief: String { brief(digits: 3) }

    private func brief(digits: Int) -> String {
        guard isFinite else { return "\(self)" }
        guard self != 0 else { return "0" }
        let power = Int(log10(magnitude).rounded(.down)), decimals = digits - 1 - power
        guard -4...6 ~= power else {
            let scale = pow(10, Double(digits - 1))
            return "\(((self / pow(10, Double(power)) * scale).rounded() / scale).svg(digits: digits - 1))e\(power)"
        }
        let scale = pow(10, Double(decimals))
        return ((self * scale).rounded() / scale).svg(digits: max(0, decimals)).minus
    }

    /// As people know it from their data: whole numbers are whole, others have six significant digits.
    package var datum: String { self == rounded() && magnitude < 1e15 ? "\(Int64(self))".minus : brief(digits: 6) }

    /// With as many digits as tell it from what steps lead to.
    func brief(beside steps: [Double]) -> String {
        let step = steps.map(\.magnitude).max() ?? 0
        return brief(digits: 3 + (step > 0 && magnitude > step ? Int(min(9, log10(magnitude / step))) : 0))
    }

    /// The same with its sign.
    package var signed: String { (self < 0 ? "" : "+") + brief }
}

extension String {
    /// With the minus sign of print.
    var minus: String { hasPrefix("-") ? "−" + dropFirst() : self }

    /// About how many pixels it is wide in sans-serif letters of a size; rather more than less.
    func width(size: Int = 12) -> Double {
        reduce(0) { sum, letter in
            let part =
                "ijlI.,:;'|!ft()[] ".contains(letter)
                ? 0.36 : "mwMW@%—".contains(letter) ? 0.95 : letter.isUppercase ? 0.72 : letter.isASCII ? 0.58 : 1
            return sum + part * Double(size)
        }
    }

    /// As much of it as fits into so many pixels, with … for what is left out.
    func fitted(to width: Double, size: Int = 12) -> String {
        guard self.width(size: size) > width else { return self }
        var text = self
        while !text.isEmpty, (text + "…").width(size: size) > width { text.removeLast() }
        return text + "…"
    }
}
