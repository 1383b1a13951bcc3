import MartletTracking

/// What a browser asks for.
package struct UIRequest: Sendable {
    package var method: String
    /// The names between the slashes of the path, decoded.
    package var path: [String]
    /// What follows the question mark, decoded; a name may come several times.
    package var query: [(name: String, value: String)]
    /// By names in small letters.
    package var headers: [String: String]
    /// What a form sent.
    package var form: [(name: String, value: String)]

    /// - Parameter target: what the first line of a request names, such as `/runs/1?page=2`.
    /// - Returns: nil for a target that is no path.
    package init?(method: String = "GET", target: String, headers: [String: String] = [:], body: String = "") {
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard let path = parts.first, path.hasPrefix("/") else { return nil }
        self.method = method
        self.path = path.split(separator: "/").map { Self.decoded($0) }
        query = Self.pairs(parts.count > 1 ? parts[1] : "")
        self.headers = headers
        form = Self.pairs(body[...])
    }

    /// The first value of a name that the query has; nil for none, and for an empty one.
    package subscript(name: String) -> String? {
        query.first { $0.name == name && !$0.value.isEmpty }?.value
    }

    /// All values of a name that the query has.
    package func all(_ name: String) -> [String] { query.filter { $0.name == name }.map(\.value) }

    /// A value that a form sent.
    package func sent(_ name: String) -> String? { form.first { $0.name == name }?.value }

    /// Pairs as forms write them.
    private static func pairs(_ text: Substring) -> [(name: String, value: String)] {
        text.split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                .map { decoded($0.replacing("+", with: " ")) }
            return (parts[0], parts.count > 1 ? parts[1] : "")
        }
    }

    /// What isn't UTF-8 is replaced.
    private static func decoded(_ text: some StringProtocol) -> String {
        String(decoding: PercentEncoding.decoded(text), as: UTF8.self)
    }
}

extension String {
    /// As one name in the path of an address, or a value in its query.
    var inAddress: String { PercentEncoding.encoded(self) }
}
