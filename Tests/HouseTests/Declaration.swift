/// A declaration as lines of a source show it: enough to know who sees it, and whether it has a documentation comment.
struct Declaration {
    var file: String
    var line: Int
    /// Its first line.
    var text: String
    /// The type or extension that it stands in; empty for none.
    var owner: String
    /// Such as `name`, `forward(_:_:)`, `init(from:)` or `==`; a type's own name.
    var name: String
    /// What a type or an extension conforms to.
    var conformances: [String] = []
    /// Whether it is a type or an extension.
    var isContainer = false
    var isPublic = false
    var isRequirement = false
    var hasComment = false

    /// The declarations of a source that a package outside sees, and all types and extensions.
    static func all(in file: String, _ source: String) -> [Declaration] {
        var reader = DeclarationReader(file: file)
        reader.read(source)
        return reader.found
    }
}

/// Follows braces and comments from line to line.
private struct DeclarationReader {
    let file: String
    var found: [Declaration] = []
    private var lines: [Substring] = []
    private var depth = 0
    private var containers: [(depth: Int, kind: Substring, name: String, isPublic: Bool)] = []
    private var isWithinText = false
    private var isWithinAttribute = false
    private var hasComment = false

    /// What begins and ends a text of several lines.
    private static let quotes = "\"\"\""
    private static let containerKinds: Set<Substring> = ["struct", "class", "enum", "protocol", "actor", "extension"]
    private static let kinds: Set<Substring> = containerKinds.union([
        "func", "var", "let", "init", "init?", "subscript", "typealias", "associatedtype", "case",
    ])
    private static let levels: Set<Substring> = ["package", "internal", "private", "fileprivate"]

    init(file: String) { self.file = file }

    mutating func read(_ source: String) {
        lines = source.split(separator: "\n", omittingEmptySubsequences: false)
        for index in lines.indices { read(line: index) }
    }

    private mutating func read(line index: Int) {
        let line = lines[index].drop { $0 == " " }
        if isWithinText {
            isWithinText = !line.contains(Self.quotes)
            return
        }
        if line.hasPrefix("///") { hasComment = true }
        if line.hasPrefix("//") || line.hasPrefix("#") { return }
        // Attributes may stand between a comment and what it is about.
        if isWithinAttribute {
            isWithinAttribute = !line.hasPrefix(")")
            return
        }
        if line.hasPrefix("@"), !line.contains(where: { $0 == "{" }) {
            let isAlone = line.prefix { $0 != "(" }.allSatisfy { $0 != " " } && line.hasSuffix(")")
            if isAlone || line.split(separator: " ").count == 1 {
                isWithinAttribute = line.hasSuffix("(")
                return
            }
        }
        declare(line, index)
        let code = line.replacing(#/"(\\.|[^"\\])*"/#, with: "").split(separator: "//", maxSplits: 1).first ?? ""
        depth += code.count { $0 == "{" } - code.count { $0 == "}" }
        while let last = containers.last, depth < last.depth { containers.removeLast() }
        if line.ranges(of: Self.quotes).count == 1 { isWithinText = true }
        if !line.isEmpty { hasComment = false }
    }

    private mutating func declare(_ line: Substring, _ index: Int) {
        guard depth == (containers.last?.depth ?? 0) else { return }
        let words = line.replacing(#/@\w+(\([^)]*\))? /#, with: "").split { " (:<{".contains($0) }
        guard let place = words.firstIndex(where: Self.kinds.contains), words[..<place].allSatisfy(Self.isModifier)
        else { return }
        let (kind, modifiers) = (words[place], words[..<place])
        let owner = containers.last
        let isWithin = owner.map { $0.isPublic && ($0.kind == "protocol" || $0.kind == "extension" || kind == "case") }
        let isPublic =
            modifiers.contains("public") || isWithin == true && !modifiers.contains(where: Self.levels.contains)
        let isContainer = Self.containerKinds.contains(kind)
        if isPublic || isContainer {
            found.append(
                Declaration(
                    file: file, line: index + 1, text: String(line), owner: owner?.name ?? "",
                    name: name(kind, index), conformances: isContainer ? conformances(index) : [],
                    isContainer: isContainer, isPublic: isPublic && kind != "extension",
                    isRequirement: owner?.kind == "protocol", hasComment: hasComment))
        }
        if isContainer, line.contains("{") || !line.contains("}") {
            let name = found.last?.name ?? ""
            containers.append((depth + 1, kind, name, modifiers.contains("public")))
        }
    }

    private static func isModifier(_ word: Substring) -> Bool {
        word.allSatisfy { $0.isLowercase || $0 == ")" } && word != "return" && word != "in"
    }

    /// The text from the line on, up to the body.
    private func head(_ index: Int) -> String {
        var text = ""
        for line in lines[index...].prefix(20) {
            text += line.drop { $0 == " " } + " "
            let isBalanced = text.count(where: { $0 == "(" }) == text.count(where: { $0 == ")" })
            if line.contains("{") || line.isEmpty || isBalanced && !line.hasSuffix(",") {
                break
            }
        }
        return text
    }

    private func name(_ kind: Substring, _ index: Int) -> String {
        let head = head(index)
        guard let start = head.firstRange(of: kind + (kind.hasPrefix("init") || kind == "subscript" ? "" : " ")) else {
            return ""
        }
        let rest = head[(kind.hasPrefix("init") || kind == "subscript" ? start.lowerBound : start.upperBound)...]
        let base = rest.prefix { !" (:<{=,".contains($0) || kind == "func" && "<=".contains($0) && rest.first == $0 }
        let takesLabels = ["func", "init", "init?", "subscript"].contains(kind) && base.first?.isLetter != false
        guard takesLabels, let open = rest.firstIndex(of: "(") else { return String(base) }
        var (labels, nesting, isLabel, label) = ("", 0, true, "")
        for character in rest[rest.index(after: open)...] {
            if "([<{".contains(character) { nesting += 1 }
            if ")]>}".contains(character) { nesting -= 1 }
            if nesting < 0 { break }
            if nesting == 0, character == "," {
                (isLabel, label) = (true, "")
            } else if isLabel, character == ":" || character == " " && !label.isEmpty {
                labels += label + ":"
                isLabel = false
            } else if isLabel, character != " " {
                label.append(character)
            }
        }
        return "\(base)(\(labels))"
    }

    private func conformances(_ index: Int) -> [String] {
        let head = head(index).prefix { $0 != "{" }.split(separator: " where ", maxSplits: 1).first ?? ""
        guard let colon = head.replacing(/<[^>]*>/, with: "").split(separator: ":", maxSplits: 1).dropFirst().first
        else { return [] }
        return colon.split(separator: ",").map { $0.trimmingPrefix { $0 == " " }.prefix { $0 != " " && $0 != "<" } }
            .map(String.init)
    }
}
