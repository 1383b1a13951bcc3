/// An element of an SVG picture: a shape, a text, a group.
package struct SVGElement: Hashable, Sendable {
    package struct Attribute: Hashable, Sendable {
        package var name: String
        package var value: String

        package init(_ name: String, _ value: String) { (self.name, self.value) = (name, value) }
        package init(_ name: String, _ value: Double) { self.init(name, value.svg()) }
    }

    package var name: String
    package var attributes: [Attribute]
    /// What is written in it.
    package var text: String

    package init(_ name: String, _ attributes: [Attribute], text: String = "") {
        (self.name, self.attributes, self.text) = (name, attributes, text)
    }

    /// The element as a file has it, with `inner` inside, which is SVG already.
    package func written(inner: String = "") -> String {
        let own = attributes.map { " \($0.name)=\"\($0.value.escapedForXML)\"" }.joined()
        let content = text.escapedForXML + inner
        return content.isEmpty && name != "text" ? "<\(name)\(own)/>\n" : "<\(name)\(own)>\(content)</\(name)>\n"
    }

    /// A file: elements in a box of so many pixels.
    package static func file(width: Double, height: Double, _ attributes: [Attribute] = [], _ content: String) -> String
    {
        let own = attributes.map { " \($0.name)=\"\($0.value.escapedForXML)\"" }.joined()
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(width.svg()) \(height.svg())\"\(own)>\n"
            + content + "</svg>\n"
    }
}
