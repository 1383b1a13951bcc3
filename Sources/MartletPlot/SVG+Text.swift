import Glibc

extension Double {
    /// With so many decimals at most; numbers that no picture can show are 0.
    package func svg(digits: Int = 2) -> String {
        guard isFinite, magnitude < 1e9 else { return "0" }
        let scale = pow(10, Double(digits))
        let value = (self * scale).rounded() / scale
        let text = value == 0 ? "0" : value.description
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}

extension String {
    /// As XML may hold it, in text and in attributes.
    package var escapedForXML: String {
        guard contains(where: { "&<>\"".contains($0) }) else { return self }
        return reduce(into: "") { result, letter in
            switch letter {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            default: result.append(letter)
            }
        }
    }
}
