/// A Keras file that cannot be read or written as asked; all that is wrong at once.
public struct KerasError: Error, Equatable, CustomStringConvertible {
    /// The file.
    public let path: String
    /// What is wrong and what would be right, each thing by itself.
    public let problems: [String]

    init(_ path: String, _ problems: [String]) {
        self.path = path
        self.problems = problems
    }

    init(_ path: String, _ problem: String) { self.init(path, [problem]) }

    public var description: String {
        problems.count == 1
            ? "Keras file '\(path)': \(problems[0])"
            : "Keras file '\(path)': \(problems.count) things are wrong"
                + problems.map { "\n  - \($0)" }.joined()
    }
}
