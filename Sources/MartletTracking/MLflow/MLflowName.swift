/// What MLflow asks of names and values (`mlflow/utils/validation.py`).
package enum MLflowName {
    static let longestParameter = 6000
    static let longestTag = 8000

    /// - Parameter kind: what it names.
    /// - Throws: `MLflowError` for a name that MLflow refuses.
    static func check(_ name: String, _ kind: String) throws(MLflowError) {
        let isPlain = name.unicodeScalars.allSatisfy {
            $0.properties.isAlphabetic || $0.properties.numericType != nil || "_/.- :".unicodeScalars.contains($0)
        }
        guard isPlain, !name.isEmpty else {
            throw MLflowError(
                """
                the \(kind) '\(name)' must have letters, digits, underscores, slashes, points, hyphens, colons and spaces \
                only
                """)
        }
        guard name.unicodeScalars.count <= 250 else {
            throw MLflowError("the \(kind) '\(name.prefix(40))…' has \(name.count) characters, and 250 is the most")
        }
        guard isPath(name) else {
            throw MLflowError(
                "the \(kind) '\(name)' must be a path such as train/loss, without empty parts, '.' and '..'")
        }
    }

    /// Whether it leads from a folder into it, without detours.
    static func isPath(_ path: String) -> Bool {
        path.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { !["", ".", ".."].contains($0) }
    }

    /// A value that is too long is cut, as MLflow does.
    static func cut(_ value: String, to length: Int) -> String {
        value.utf8.count <= length ? value : String(String.UnicodeScalarView(value.unicodeScalars.prefix(length)))
    }

    /// A name for a run that was given none.
    package static func random() -> String {
        let qualities = """
            able bold calm deft eager fleet glad hardy keen lively merry nimble proud quiet rapid sunny tidy vivid wise
            """.split(whereSeparator: \.isWhitespace)
        let birds = """
            crane dove finch gull hawk heron ibis jay kite lark martlet owl plover quail raven robin stork swift tern wren
            """.split(whereSeparator: \.isWhitespace)
        return "\(qualities.randomElement()!)-\(birds.randomElement()!)-\(Int.random(in: 100..<1000))"
    }

    /// 32 hexadecimal digits that nobody else has.
    static func identifier() -> String {
        func half() -> String {
            let digits = String(UInt64.random(in: 0...UInt64.max), radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }
        return half() + half()
    }
}
