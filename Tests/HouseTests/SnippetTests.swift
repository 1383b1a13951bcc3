import Testing

/// Every piece of code in the documents is code that is built and run: a marked snippet of the stories or of the outside
/// package, which see what a package outside sees; or, in what is written for those who change Martlet, lines of the
/// sources themselves. White space may differ.
@Suite struct SnippetTests {
    static let documents =
        ["README.md", ".github/CONTRIBUTING.md"]
        + ((try? Repository.files(in: "Sources/Martlet/Martlet.docc", endings: [".md"])) ?? [])

    /// What is written for those who change Martlet.
    static let documentsOfSources = ["CONTRIBUTING", "AddingAnOperation", "AddingAKernel", "HowAStepRuns"]

    /// Code that sees Martlet as a package outside does.
    static let outsiders = ["Tests/StoriesTests", "Tests/OutsidePackage"]

    @Test func snippetsSeeWhatIsPublic() throws {
        let manifest = try Repository.text("Package.swift")
        #expect(manifest.contains(#"name: "StoriesTests", dependencies: ["Martlet"], packageAccess: false)"#))
        for file in try Self.outsiders.flatMap({ try Repository.files(in: $0, endings: [".swift"]) }) {
            for line in try Repository.text(file).split(separator: "\n") where line.contains("import ") {
                let words = line.split(separator: " ")
                guard let place = words.firstIndex(of: "import") else { continue }
                #expect(place == 0, "\(file): \(line)")
                let known = ["Martlet", "Testing", "Glibc", "Darwin", "PackageDescription"]
                #expect(words.count == 2 && known.contains(String(words[1])), "\(file): \(line)")
            }
        }
    }

    @Test func thereAreDocuments() {
        #expect(Self.documents.count > 15)
    }

    @Test(arguments: documents)
    func codeInDocumentsIsReal(document: String) throws {
        let snippets = try Set(Self.snippets().values)
        let showsSources = Self.documentsOfSources.contains { document.hasSuffix("/\($0).md") }
        let sources = try Repository.files(in: "Sources", endings: [".swift", ".c", ".h", ".inc"])
            .map { showsSources ? Self.normalized(try Repository.text($0)) : "" }
        for block in Self.codeBlocks(try Repository.text(document)) {
            let code = Self.normalized(block)
            #expect(
                snippets.contains(code) || sources.contains { $0.contains(code) },
                "\(document) shows code that the stories\(showsSources ? " and the sources" : "") don't hold:\n\(block)"
            )
        }
    }

    /// A page of the book has room for so many characters of code.
    @Test(arguments: documents.filter { $0.contains(".docc/") })
    func codeFitsTheColumn(page: String) throws {
        for line in Self.codeBlocks(try Repository.text(page)).flatMap({ $0.split(separator: "\n") }) {
            #expect(line.count <= 80, "\(page): \(line.count) characters are too many for the column:\n\(line)")
        }
    }

    /// Sources whose documentation comments show code.
    static let sources =
        (try? Repository.files(in: "Sources", endings: [".swift"]))?
        .filter { (try? Repository.text($0).contains("/// ```swift")) == true } ?? []

    @Test(arguments: sources)
    func codeInCommentsIsReal(source: String) throws {
        let snippets = try Set(Self.snippets().values)
        for block in Self.codeBlocks(Self.comments(try Repository.text(source))) {
            #expect(
                snippets.contains(Self.normalized(block)),
                "\(source) shows code in a comment that the stories don't hold:\n\(block)")
        }
    }

    /// The lines of documentation comments, as a document.
    static func comments(_ source: String) -> String {
        source.split(separator: "\n").compactMap { line in
            let comment = line.drop { $0 == " " }
            return comment.hasPrefix("///") ? String(comment.dropFirst(4)) : nil
        }.joined(separator: "\n")
    }

    @Test func everySnippetIsShown() throws {
        let texts =
            try Self.documents.map { try Repository.text($0) }
            + Self.sources.map { Self.comments(try Repository.text($0)) }
        let shown = Set(texts.flatMap { Self.codeBlocks($0).map(Self.normalized) })
        for (name, code) in try Self.snippets() {
            #expect(shown.contains(code), "no document shows the snippet '\(name)'")
        }
    }

    /// What lies between `// snippet: name` and `// end`, normalised, by name.
    static func snippets() throws -> [String: String] {
        var result: [String: String] = [:]
        for file in try outsiders.flatMap({ try Repository.files(in: $0, endings: [".swift"]) }) {
            var open: (name: String, lines: [Substring])?
            for line in try Repository.text(file).split(separator: "\n", omittingEmptySubsequences: false) {
                let trimmed = line.drop { $0 == " " }
                if trimmed.hasPrefix("// snippet: ") {
                    #expect(open == nil, "\(file): '\(open?.name ?? "")' has no end")
                    open = (String(trimmed.dropFirst("// snippet: ".count)), [])
                } else if trimmed == "// end", let snippet = open {
                    #expect(result[snippet.name] == nil, "\(file): '\(snippet.name)' is there twice")
                    result[snippet.name] = normalized(snippet.lines.joined(separator: "\n"))
                    open = nil
                } else {
                    open?.lines.append(line)
                }
            }
            #expect(open == nil, "\(file): '\(open?.name ?? "")' has no end")
        }
        return result
    }

    /// The blocks fenced as Swift or C.
    static func codeBlocks(_ document: String) -> [String] {
        var blocks: [String] = []
        var open: [Substring]?
        for line in document.split(separator: "\n", omittingEmptySubsequences: false) {
            if let lines = open, line == "```" {
                blocks.append(lines.joined(separator: "\n"))
                open = nil
            } else if open != nil {
                open!.append(line)
            } else if line == "```swift" || line == "```c" {
                open = []
            }
        }
        return blocks
    }

    /// Code without its white space, the import of Martlet, what begins comments and commas after a last element, so that it
    /// may be wrapped elsewhere;
    /// `temporary("file")` becomes `"file"`.
    static func normalized(_ code: String) -> String {
        var parts = code.replacing("import Martlet\n", with: "").split(separator: "temporary(\"").map(String.init)
        for index in parts.indices.dropFirst() {
            if let end = parts[index].firstRange(of: "\")") { parts[index].replaceSubrange(end, with: "\"") }
        }
        return parts.joined(separator: "\"").filter { !$0.isWhitespace }
            .replacing(/\/\/+/, with: "").replacing(/,(?=[\])}])/, with: "")
    }
}
