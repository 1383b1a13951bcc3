import MartletPlot

/// What a browser is answered.
package struct UIResponse: Sendable {
    package enum Body: Sendable {
        case text(String)
        /// The path of a file, and how long it is.
        case file(String, Int)
    }

    package var status = 200
    package var headers: [(name: String, value: String)]
    package var body: Body

    init(status: Int = 200, type: String, policy: String = Self.pagePolicy, _ body: Body) {
        self.status = status
        self.body = body
        headers = [
            ("Content-Type", type), ("Content-Security-Policy", policy), ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "same-origin"), ("X-Frame-Options", "DENY"), ("Cache-Control", "no-store"),
            ("Cross-Origin-Resource-Policy", "same-origin"), ("Cross-Origin-Opener-Policy", "same-origin"),
        ]
    }

    /// A page takes its style and script from here and nothing from elsewhere; what stands in it can't run.
    static let pagePolicy = """
        default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; \
        form-action 'self'; base-uri 'none'; frame-ancestors 'none'
        """

    /// A file of a run's runs nothing and reaches nothing, whatever it is.
    static let filePolicy = """
        sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'
        """

    static func page(_ html: HTML, status: Int = 200) -> UIResponse {
        UIResponse(status: status, type: "text/html; charset=utf-8", .text(html.text))
    }

    /// Sends the browser to another page after a change.
    static func seeOther(_ address: String) -> UIResponse {
        var response = UIResponse(status: 303, type: "text/plain; charset=utf-8", .text(""))
        response.headers.append(("Location", address))
        return response
    }
}

/// A request that isn't answered as wished.
struct UIError: Error {
    let status: Int
    /// What is wrong and what would be right.
    let message: String

    init(_ status: Int, _ message: String) { (self.status, self.message) = (status, message) }

    static func missing(_ what: String) -> UIError { UIError(404, "There is no \(what) here, or no longer.") }
}
