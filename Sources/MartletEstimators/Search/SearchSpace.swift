public import MartletNumerics

/// What a search varies: parameters of a configuration, such as an estimator's, by their key paths, so that a misspelt one
/// doesn't compile.
///
/// A parameter is called as its key path, without the type: `\.network.hidden` is `network.hidden`.
///
/// ```swift
/// space.vary(\.network.learningRate, in: 1e-4...1e-2, scale: .logarithmic)
/// space.vary(\.fitting.earlyStopping, among: [false, true])
/// space.when(\.fitting.earlyStopping, is: true) { space in
///     space.vary(\.fitting.patience, in: 2...10)
/// }
/// ```
public struct SearchSpace<Base: Sendable>: Sendable {
    /// How numbers of a range are distributed.
    public enum Scale: Sendable {
        /// Each as probable.
        case linear
        /// Their logarithms uniform, for ranges above 0.
        case logarithmic
    }

    /// In the order of their names.
    private(set) var parameters: [SearchParameter<Base>] = []
    /// What was wrong with the first bad one.
    private var mistake: EstimatorError?

    /// The names of what varies, ascending; with those that vary under a condition.
    public var names: [String] { all.map(\.name).sorted() }

    /// All parameters, also those under a condition.
    private var all: [SearchParameter<Base>] {
        parameters + parameters.flatMap { $0.branches.flatMap(\.space.all) }
    }

    init() {}

    /// A space of what a closure varies.
    init(_ vary: (inout SearchSpace) -> Void) { vary(&self) }

    /// Varies a parameter among values.
    public mutating func vary<Value: Sendable>(
        _ path: any WritableKeyPath<Base, Value> & Sendable, among values: [Value]
    ) {
        let name = Self.name(of: path)
        if values.isEmpty { note("a parameter", "\(name) has no values; give one at least") }
        add(name, .list(values, values.map { SearchChoice(name, path, $0) }))
    }

    /// Varies a number in a range.
    public mutating func vary(
        _ path: any WritableKeyPath<Base, Double> & Sendable, in range: ClosedRange<Double>, scale: Scale = .linear
    ) {
        let name = Self.name(of: path)
        let isLogarithmic = scale == .logarithmic
        if !range.lowerBound.isFinite || !range.upperBound.isFinite || isLogarithmic && range.lowerBound <= 0 {
            note("the range of \(name)", "must be finite\(isLogarithmic ? " and above 0" : ""), and is \(range)")
            return
        }
        add(name, .real(range, isLogarithmic: isLogarithmic) { SearchChoice(name, path, $0) })
    }

    /// Varies a whole number in a range.
    public mutating func vary(
        _ path: any WritableKeyPath<Base, Int> & Sendable, in range: ClosedRange<Int>, scale: Scale = .linear
    ) {
        let name = Self.name(of: path)
        let isLogarithmic = scale == .logarithmic
        // What a Double holds exactly.
        let widest = (isLogarithmic ? 1 : -1 << 52)...1 << 52
        if !widest.contains(range.lowerBound) || !widest.contains(range.upperBound) {
            note("the range of \(name)", "must be within \(widest), and is \(range)")
            return
        }
        add(name, .integer(range, isLogarithmic: isLogarithmic) { SearchChoice(name, path, $0) })
    }

    /// Varies a parameter by a distribution of one's own, which draws from the generator that it is given.
    public mutating func vary<Value: Sendable>(
        _ path: any WritableKeyPath<Base, Value> & Sendable,
        drawing draw: @escaping @Sendable (inout RandomGenerator) -> Value
    ) {
        let name = Self.name(of: path)
        add(name, .drawn { SearchChoice(name, path, draw(&$0)) })
    }

    /// Varies parameters only where another one has one of these values.
    ///
    /// - Parameters:
    ///   - path: a parameter that was varied before, `among` values.
    ///   - values: some of them.
    ///   - vary: varies what counts for them alone.
    public mutating func when<Value: Sendable & Equatable>(
        _ path: any WritableKeyPath<Base, Value> & Sendable, is values: Value..., vary: (inout SearchSpace) -> Void
    ) {
        let name = Self.name(of: path)
        let inner = SearchSpace(vary)
        mistake = mistake ?? inner.mistake
        guard let index = parameters.firstIndex(where: { $0.name == name }),
            case .list(let known, _) = parameters[index].domain, let known = known as? [Value]
        else {
            note("the condition", "is on \(name), which must be varied among values before")
            return
        }
        if let unknown = values.first(where: { !known.contains($0) }) {
            note("the condition", "is that \(name) is \(unknown), which is not among its values")
        }
        for twice in inner.all where all.contains(where: { $0.name == twice.name }) { noteTwice(twice.name) }
        parameters[index].branches.append(
            .init(places: Set(known.indices.filter { values.contains(known[$0]) }), space: inner))
    }

    private mutating func add(_ name: String, _ domain: SearchDomain<Base>) {
        if all.contains(where: { $0.name == name }) { noteTwice(name) }
        parameters.append(SearchParameter(name: name, domain: domain))
        parameters.sort { $0.name < $1.name }
    }

    private mutating func noteTwice(_ name: String) { note("a parameter", "\(name) is varied twice") }

    private mutating func note(_ argument: String, _ reason: String) {
        mistake = mistake ?? .invalid(argument: argument, reason: reason)
    }

    /// - Throws: `EstimatorError.invalid` for the first bad parameter, and if there is none.
    func check() throws {
        if let mistake { throw mistake }
        try Checks.check(!parameters.isEmpty, "the search space", "varies nothing; call vary on it")
    }

    /// `\NeuralClassifier<DenseNetwork>.network.hidden` without the type.
    static func name(of path: AnyKeyPath) -> String {
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
