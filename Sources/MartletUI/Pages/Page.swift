import MartletCodecs
import MartletPlot

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What all pages have.
enum Page {
    /// A page with navigation around what it says.
    ///
    /// - Parameter trail: the pages above this one, names and addresses, from the first.
    static func html(_ title: String, trail: [(name: String, address: String)] = [], _ main: HTML) -> HTML {
        let steps: [HTML] = trail.map { "<li><a href=\"\($0.address)\">\($0.name)</a></li>" }
        let path: HTML =
            trail.isEmpty
            ? "" : "<nav aria-label=\"Breadcrumb\"><ol class=\"trail\">\(steps)</ol></nav>"
        return .page(
            title: "\(title) – Martlet",
            head: """
                <link rel="stylesheet" href="/style.css"><link rel="icon" href="/favicon.svg" type="image/svg+xml">
                <script src="/script.js" defer></script>
                """,
            """
            <a class="skip" href="#main">Skip to content</a>
            <header><nav aria-label="Main"><a class="brand" href="/">Martlet</a> <a href="/">Experiments</a></nav></header>
            <main id="main">
            \(path)<h1>\(title)</h1>
            \(main)
            </main>
            """)
    }

    static func failure(_ status: Int, _ message: String) -> UIResponse {
        let title = status == 404 ? "Not found" : "That didn’t work"
        return .page(html(title, "<p class=\"notice\">\(message)</p>"), status: status)
    }

    /// A number as a table shows it, with all its digits for who asks.
    static func number(_ value: Double?) -> HTML {
        guard let value else { return "" }
        return "<data value=\"\("\(value)")\" title=\"\("\(value)")\">\(value.brief)</data>"
    }

    /// How a run is.
    static func status(_ status: String) -> HTML {
        let word = status.lowercased()
        return "<span class=\"status \(word)\">\(word)</span>"
    }

    /// A time in milliseconds since 1970, in this machine's time zone.
    static func time(_ milliseconds: Int?) -> HTML {
        guard let milliseconds else { return "" }
        var (seconds, parts) = (time_t(milliseconds / 1000), tm())
        guard localtime_r(&seconds, &parts) != nil else { return "" }
        var text = [CChar](repeating: 0, count: 64)
        strftime(&text, text.count, "%Y-%m-%d %H:%M:%S", &parts)
        let shown = NativePath.string(text)
        strftime(&text, text.count, "%Y-%m-%dT%H:%M:%S%z", &parts)
        return "<time datetime=\"\(NativePath.string(text))\">\(shown)</time>"
    }

    /// How long something took.
    static func duration(_ milliseconds: Int?) -> String {
        guard let milliseconds, milliseconds >= 0 else { return "" }
        let seconds = milliseconds / 1000
        switch seconds {
        case 0: return "\(milliseconds) ms"
        case ..<60: return "\(seconds).\(milliseconds % 1000 / 100) s"
        case ..<3600: return "\(seconds / 60) min \(seconds % 60) s"
        default: return "\(seconds / 3600) h \(seconds % 3600 / 60) min"
        }
    }

    /// How many bytes something has.
    static func size(_ bytes: Int) -> String {
        switch bytes {
        case ..<1000: "\(bytes) B"
        case ..<1_000_000: "\((Double(bytes) / 1e3).brief) kB"
        case ..<1_000_000_000: "\((Double(bytes) / 1e6).brief) MB"
        default: "\((Double(bytes) / 1e9).brief) GB"
        }
    }

    /// Names and values, one below another.
    static func pairs(_ title: String, _ pairs: [(name: String, value: HTML)]) -> HTML {
        if pairs.isEmpty { return "" }
        let rows: [HTML] = pairs.map { "<tr><th scope=\"row\">\($0.name)</th><td>\($0.value)</td></tr>\n" }
        return """
            <section><h2>\(title)</h2>
            <table class="pairs"><tbody>
            \(rows)</tbody></table></section>

            """
    }
}
