#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// A shape as SVG has it.
struct SVGElement: Hashable {
    /// What can't be animated: the element's name and its text.
    struct Kind: Hashable {
        var name: String
        var text = ""
    }

    struct Attribute: Hashable {
        var name: String
        var value: String

        init(_ name: String, _ value: String) { (self.name, self.value) = (name, value) }
        init(_ name: String, _ value: Double) { self.init(name, value.svg) }
    }

    let kind: Kind
    let attributes: [Attribute]

    init(_ mark: Frame.Mark) {
        switch mark {
        case .line(let from, let to, let width, let color):
            kind = Kind(name: "line")
            attributes = [
                Attribute("x1", from.x), Attribute("y1", from.y), Attribute("x2", to.x), Attribute("y2", to.y),
                Attribute("stroke-width", width), Attribute("stroke", color.svg),
            ]
        case .circle(let center, let radius, let color):
            kind = Kind(name: "circle")
            attributes = [
                Attribute("cx", center.x), Attribute("cy", center.y), Attribute("r", max(radius, 0)),
                Attribute("fill", color.svg),
            ]
        case .rectangle(let corner, let width, let height, let color):
            kind = Kind(name: "rect")
            attributes = [
                Attribute("x", corner.x), Attribute("y", corner.y), Attribute("width", max(width, 0)),
                Attribute("height", max(height, 0)), Attribute("fill", color.svg),
            ]
        case .text(let text, let center, let size, let color):
            kind = Kind(name: "text", text: text)
            attributes = [
                Attribute("x", center.x), Attribute("y", center.y), Attribute("font-size", max(size, 0)),
                Attribute("fill", color.svg),
            ]
        }
    }

    /// The element with animations inside.
    func text(_ inner: String) -> String {
        let fixed =
            switch kind.name {
            case "line": " stroke-linecap=\"round\""
            case "text": " text-anchor=\"middle\" dominant-baseline=\"central\" font-family=\"sans-serif\""
            default: ""
            }
        let own = attributes.map { " \($0.name)=\"\($0.value)\"" }.joined()
        return "<\(kind.name)\(own)\(fixed)>\(kind.text.svgEscaped)\(inner)</\(kind.name)>\n"
    }
}

extension Frame.Color {
    var svg: String {
        let digits = [red, green, blue].map { byte in
            let text = String(byte, radix: 16)
            return text.count == 2 ? text : "0" + text
        }
        return "#" + digits.joined()
    }
}

extension Double {
    /// With two decimals at most; numbers that no picture can show are 0.
    var svg: String { svg(digits: 2) }

    func svg(digits: Int) -> String {
        guard isFinite, magnitude < 1e9 else { return "0" }
        let scale = pow(10, Double(digits))
        let value = (self * scale).rounded() / scale
        let text = value == 0 ? "0" : value.description
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}

extension String {
    fileprivate var svgEscaped: String {
        var escaped = ""
        for character in self {
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            default: escaped.append(character)
            }
        }
        return escaped
    }
}
