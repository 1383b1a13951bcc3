import Glibc

extension Double {
    /// With three digits that count, as it is read on a chart.
    package var brief: String {
        guard isFinite else { return "\(self)" }
        guard self != 0 else { return "0" }
        let power = Int(log10(magnitude).rounded(.down))
        guard -4...6 ~= power else {
            let digits = (self / pow(10, Double(power)) * 100).rounded() / 100
            return "\(digits.svg())e\(power)"
        }
        let scale = pow(10, Double(2 - power))
        return ((self * scale).rounded() / scale).svg(digits: max(0, 2 - power)).minus
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
