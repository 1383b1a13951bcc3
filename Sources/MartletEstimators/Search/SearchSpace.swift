public import MartletNumerics

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What a search varies: hyper-parameters by their key paths, so that a misspelt one doesn't compile.
///
/// A parameter is called as its key path, without the estimator: `\.network.hidden` is `network.hidden`.
public struct SearchSpace<Base: Estimator>: Sendable {
    /// A value of a parameter.
    struct Choice: Sendable {
        /// As results show it.
        let text: String
        let apply: @Sendable (inout Base) -> Void
    }

    struct Parameter: Sendable {
        let name: String
        /// The values in their order; nil for a distribution.
        let list: [Choice]?
        let draw: @Sendable (inout RandomGenerator) -> Choice
    }

    /// How numbers of a range are distributed.
    public enum Scale: Sendable {
        /// Each as probable.
        case linear
        /// Their logarithms uniform, for ranges above 0.
        case logarithmic
    }

    /// In the order of their names.
    private(set) var parameters: [Parameter] = []
    /// What was wrong with the first bad one.
    private var mistake: EstimatorError?

    /// The names of what varies, ascending.
    public var names: [String] { parameters.map(\.name) }

    init() {}

    /// Varies a parameter among values.
    public mutating func vary<Value: Sendable>(
        _ path: any WritableKeyPath<Base, Value> & Sendable, among values: [Value]
    ) {
        let choices = values.map { Choice(path, $0) }
        if choices.isEmpty { note("a parameter", "\(Self.name(of: path)) has no values; give one at least") }
        add(Parameter(name: Self.name(of: path), list: choices) { choices[Int($0.next(below: UInt32(choices.count)))] })
    }

    /// Varies a number in a range.
    public mutating func vary(
        _ path: any WritableKeyPath<Base, Double> & Sendable, in range: ClosedRange<Double>, scale: Scale = .linear
    ) {
        let name = Self.name(of: path)
        let isLogarithmic = scale == .logarithmic
        if !range.lowerBound.isFinite || !range.upperBound.isFinite || isLogarithmic && range.lowerBound <= 0 {
            note("the range of \(name)", "must be finite\(isLogarithmic ? " and above 0" : ""), and is \(range)")
        }
        let bounds =
            isLogarithmic ? (log(range.lowerBound), log(range.upperBound)) : (range.lowerBound, range.upperBound)
        vary(path) { random in
            let value = bounds.0 + random.nextUnit() * (bounds.1 - bounds.0)
            return min(max(isLogarithmic ? exp(value) : value, range.lowerBound), range.upperBound)
        }
    }

    /// Varies a whole number in a range, each as probable.
    public mutating func vary(_ path: any WritableKeyPath<Base, Int> & Sendable, in range: ClosedRange<Int>) {
        vary(path) { random in Int.random(in: range, using: &random) }
    }

    /// Varies a parameter by a distribution of one's own, which draws from the generator that it is given.
    public mutating func vary<Value: Sendable>(
        _ path: any WritableKeyPath<Base, Value> & Sendable,
        drawing draw: @escaping @Sendable (inout RandomGenerator) -> Value
    ) {
        add(Parameter(name: Self.name(of: path), list: nil) { Choice(path, draw(&$0)) })
    }

    private mutating func add(_ parameter: Parameter) {
        if names.contains(parameter.name) { note("a parameter", "\(parameter.name) is varied twice") }
        parameters.append(parameter)
        parameters.sort { $0.name < $1.name }
    }

    private mutating func note(_ argument: String, _ reason: String) {
        mistake = mistake ?? .invalid(argument: argument, reason: reason)
    }

    /// - Throws: `EstimatorError.invalid` for the first bad parameter, and if there is none.
    func check() throws {
        if let mistake { throw mistake }
        try Checks.check(!parameters.isEmpty, "the search space", "varies nothing; call vary on it")
    }

    /// `\NeuralClassifier<DenseNetwork>.network.hidden` without the type.
    private static func name(of path: AnyKeyPath) -> String {
        let text = "\(path)"
        var depth = 0
        for place in text.indices {
            switch text[place] {
            case "<", "(": depth += 1
            case ">", ")": depth -= 1
            case "." where depth == 0: return String(text[text.index(after: place)...])
            default: break
            }
        }
        return text
    }
}

extension SearchSpace.Choice {
    fileprivate init<Value: Sendable>(_ path: any WritableKeyPath<Base, Value> & Sendable, _ value: Value) {
        self.init(text: "\(value)") { $0[keyPath: path] = value }
    }
}

extension SearchSpace {
    /// One choice for each parameter.
    typealias Candidate = [Choice]

    /// How many candidates lists alone make; nil where there is a distribution, or where there are too many to count.
    var gridCount: Int? {
        var count = 1
        for parameter in parameters {
            guard let list = parameter.list else { return nil }
            let (product, overflow) = count.multipliedReportingOverflow(by: list.count)
            if overflow { return nil }
            count = product
        }
        return count
    }

    /// The candidate at a place of the grid, in which the last parameter varies fastest.
    func gridCandidate(_ place: Int) -> Candidate {
        var place = place
        var candidate = parameters.reversed().compactMap { parameter -> Choice? in
            guard let list = parameter.list else { return nil }
            defer { place /= list.count }
            return list[place % list.count]
        }
        candidate.reverse()
        return candidate
    }
}
