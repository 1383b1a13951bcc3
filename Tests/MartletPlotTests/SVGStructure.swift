import MartletPlot
import Testing

/// What an SVG file is made of, as far as tests ask.
struct SVGStructure {
    struct Element {
        var name: String
        var attributes: [String: String]
        var text = ""

        func number(_ name: String) -> Double? { attributes[name].flatMap(Double.init) }
    }

    let elements: [Element]
    /// Width and height of the view box.
    let size: (width: Double, height: Double)

    /// Reads a file, in which every element that begins must end.
    init(_ svg: String) throws {
        var (elements, open): ([Element], [Int]) = ([], [])
        for piece in svg.split(separator: "<", omittingEmptySubsequences: true) {
            let end = try #require(piece.firstIndex(of: ">"), "<\(piece)")
            var tag = piece[..<end]
            if tag.first == "/" {
                let last = try #require(open.last, "\(tag) ends nothing")
                open.removeLast()
                let name = elements[last].name
                try #require(tag.dropFirst() == name, "\(name) ends as \(tag)")
                continue
            }
            let isWhole = tag.last == "/"
            if isWhole { tag.removeLast() }
            let name = tag.prefix { $0 != " " }
            var element = Element(name: String(name), attributes: [:])
            for match in tag.matches(of: /([A-Za-z0-9-]+)="([^"]*)"/) {
                element.attributes[String(match.1)] = String(match.2)
            }
            element.text = String(piece[piece.index(after: end)...].prefix { $0 != "\n" })
            elements.append(element)
            if !isWhole { open.append(elements.count - 1) }
        }
        try #require(open.isEmpty)
        self.elements = elements
        let box = try #require(elements.first?.attributes["viewBox"]).split(separator: " ").compactMap { Double($0) }
        try #require(box.count == 4)
        size = (box[2], box[3])
    }

    func count(_ name: String) -> Int { elements.count { $0.name == name } }

    /// What is written, and what is shown where the pointer rests.
    var labels: [String] { elements.filter { $0.name == "text" }.map(\.text) }
    var titles: [String] { elements.filter { $0.name == "title" }.map(\.text) }

    /// What is wrong with it: numbers that aren't finite, things outside of the view box, letters taken as 6 pixels
    /// wide.
    var problems: [String] {
        elements.flatMap { element -> [String] in
            var spots: [(Double, Double)] = []
            let (x, y) = (element.number("x") ?? 0, element.number("y") ?? 0)
            switch element.name {
            case "rect", "image":
                spots = [(x, y), (x + (element.number("width") ?? .nan), y + (element.number("height") ?? .nan))]
            case "circle":
                let (x, y, r) = (element.number("cx"), element.number("cy"), element.number("r"))
                spots = [((x ?? .nan) - (r ?? .nan), (y ?? .nan) - (r ?? .nan)), ((x ?? .nan) + (r ?? .nan), y! + r!)]
            case "line":
                spots = [
                    (element.number("x1") ?? .nan, element.number("y1") ?? .nan),
                    (element.number("x2") ?? .nan, element.number("y2") ?? .nan),
                ]
            case "polyline", "polygon":
                let numbers = element.attributes["points"]?.split { $0 == " " || $0 == "," }.map { Double($0) ?? .nan }
                spots = stride(from: 0, to: numbers!.count, by: 2).map { (numbers![$0], numbers![$0 + 1]) }
            case "text" where element.attributes["transform"] == nil:
                let size = element.number("font-size") ?? 12
                let letters = element.text.replacing(/&[a-z]+;/, with: "&").count
                let width = Double(letters) * 0.5 * size
                let start =
                    switch element.attributes["text-anchor"] {
                    case "middle": x - width / 2
                    case "end": x - width
                    default: x
                    }
                spots = [(start, y - 0.8 * size), (start + width, y)]
            default: break
            }
            return spots.filter { x, y in
                !(x.isFinite && y.isFinite && x >= -0.51 && y >= -0.51 && x <= size.width + 0.51
                    && y <= size.height + 0.51)
            }.map { "\(element.name) '\(element.text)' \(element.attributes) reaches \($0)" }
        }
    }
}
