/// A piece of a page. What is interpolated is text, and written so that it stays that; pieces themselves are taken as they are.
///
/// Attributes stand in double quotes.
package struct HTML: Sendable, Hashable, ExpressibleByStringInterpolation {
    /// As a file has it.
    package private(set) var text: String

    /// Takes text that is HTML already, such as a chart.
    package init(verbatim text: String) { self.text = text }

    package init(stringLiteral text: String) { self.text = text }

    package init(stringInterpolation: StringInterpolation) { text = stringInterpolation.text }

    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var text = ""

        package init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + 16 * interpolationCount)
        }

        package mutating func appendLiteral(_ literal: String) { text += literal }
        package mutating func appendInterpolation(_ html: HTML) { text += html.text }
        package mutating func appendInterpolation(_ pieces: [HTML]) { for piece in pieces { text += piece.text } }
        package mutating func appendInterpolation(_ number: Int) { text += "\(number)" }
        package mutating func appendInterpolation(_ words: some StringProtocol) { text += String(words).escapedForXML }
    }

    package static func += (html: inout HTML, more: HTML) { html.text += more.text }
    package static func + (html: HTML, more: HTML) -> HTML { HTML(verbatim: html.text + more.text) }
}

extension HTML {
    /// A whole page, complete in itself.
    ///
    /// - Parameter head: what else stands in its head, such as a style.
    package static func page(title: String, head: HTML, _ body: HTML) -> HTML {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>\(title)</title>
        \(head)
        </head>
        <body>
        \(body)
        </body>
        </html>

        """
    }
}
