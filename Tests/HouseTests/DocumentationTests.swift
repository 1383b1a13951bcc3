import Testing

/// What a package outside sees is explained where it is declared.
@Suite struct DocumentationTests {
    static let declarations =
        (try? Repository.files(in: "Sources", endings: [".swift"]))?
        .filter { !$0.hasPrefix("Sources/MartletCLI/") }
        .flatMap { file in (try? Declaration.all(in: file, Repository.text(file))) ?? [] } ?? []

    /// What the standard library explains: its protocols' requirements.
    static let standard: [String: Set<String>] = [
        "CustomStringConvertible": ["description"], "Equatable": ["=="],
        "Hashable": ["==", "hash(into:)"], "Encodable": ["encode(to:)"], "Decodable": ["init(from:)"],
        "Codable": ["encode(to:)", "init(from:)"], "RandomNumberGenerator": ["next()"],
        "Sequence": ["makeIterator()"],
        "RandomAccessCollection": ["startIndex", "endIndex", "count", "subscript(position:)"],
        "ExpressibleByArrayLiteral": ["init(arrayLiteral:)"],
        "ExpressibleByIntegerLiteral": ["init(integerLiteral:)"],
        "ExpressibleByFloatLiteral": ["init(floatLiteral:)"],
    ]

    /// A declaration that meets a requirement has the requirement's comment, unless it has its own.
    @Test func everyPublicDeclarationHasAComment() throws {
        var requirements = Self.standard
        var conformances: [String: Set<String>] = [:]
        for declaration in Self.declarations {
            if declaration.isContainer {
                conformances[declaration.name, default: []].formUnion(declaration.conformances)
            }
            if declaration.isRequirement, declaration.hasComment {
                requirements[declaration.owner, default: []].insert(declaration.name)
            }
        }
        func isExplained(_ name: String, for type: String, depth: Int = 0) -> Bool {
            requirements[type]?.contains(name) == true
                || depth < 6 && conformances[type]?.contains { isExplained(name, for: $0, depth: depth + 1) } == true
        }
        let visible = Self.declarations.filter(\.isPublic)
        #expect(visible.count > 2000)
        for declaration in visible where !declaration.hasComment {
            #expect(
                isExplained(declaration.name, for: declaration.owner),
                "\(declaration.file):\(declaration.line) has no documentation comment: \(declaration.text)")
        }
    }

    /// The book's first page has a place for every type.
    @Test func everyPublicTypeHasATopic() throws {
        let page = try Repository.text("Sources/Martlet/Martlet.docc/Martlet.md")
        let types = Self.declarations.filter { $0.isPublic && $0.isContainer && $0.owner.isEmpty }
        #expect(types.count > 150)
        for type in types {
            #expect(page.contains("- ``\(type.name)``\n"), "\(type.file): \(type.name) is in no topic of Martlet.md")
        }
    }
}
