import Martlet

extension JSON {
    /// In words on one line: `learning rate 0.001, beta1 0.9`, with parentheses around lists in lists.
    var prose: String {
        switch self {
        case .string(let text): text
        case .array(let elements): elements.isEmpty ? "none" : elements.map(\.part).joined(separator: ", ")
        case .object(let members): members.map { "\(Self.words($0)) \($1.part)" }.joined(separator: ", ")
        default: serialized()
        }
    }

    private var part: String { (array?.count ?? object?.count ?? 1) > 1 ? "(\(prose))" : prose }

    /// `batchSize` as `batch size`.
    private static func words(_ key: String) -> String {
        key.reduce(into: "") { words, letter in
            words += letter.isUppercase ? " \(letter.lowercased())" : letter == "_" ? " " : String(letter)
        }
    }
}
