internal import MartletPlot

extension SVGElement {
    /// A shape of a picture.
    init(_ mark: Frame.Mark) {
        switch mark {
        case .line(let from, let to, let width, let color):
            self.init(
                "line",
                [
                    Attribute("x1", from.x), Attribute("y1", from.y), Attribute("x2", to.x), Attribute("y2", to.y),
                    Attribute("stroke-width", width), Attribute("stroke", color.svg),
                    Attribute("stroke-linecap", "round"),
                ])
        case .circle(let center, let radius, let color):
            self.init(
                "circle",
                [
                    Attribute("cx", center.x), Attribute("cy", center.y), Attribute("r", max(radius, 0)),
                    Attribute("fill", color.svg),
                ])
        case .rectangle(let corner, let width, let height, let color):
            self.init(
                "rect",
                [
                    Attribute("x", corner.x), Attribute("y", corner.y), Attribute("width", max(width, 0)),
                    Attribute("height", max(height, 0)), Attribute("fill", color.svg),
                ])
        case .text(let text, let center, let size, let color):
            self.init(
                "text",
                [
                    Attribute("x", center.x), Attribute("y", center.y), Attribute("font-size", max(size, 0)),
                    Attribute("fill", color.svg), Attribute("text-anchor", "middle"),
                    Attribute("dominant-baseline", "central"), Attribute("font-family", "sans-serif"),
                ], text: text)
        }
    }

    /// Whether animated attributes can make this of the other.
    func isOfKind(of other: SVGElement) -> Bool { name == other.name && text == other.text }
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
