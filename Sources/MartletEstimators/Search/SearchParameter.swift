import MartletNumerics

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A value of a parameter.
struct SearchChoice<Base: Sendable>: Sendable {
    let name: String
    /// The value as results show it.
    let text: String
    let apply: @Sendable (inout Base) -> Void

    init<Value: Sendable>(_ name: String, _ path: any WritableKeyPath<Base, Value> & Sendable, _ value: Value) {
        (self.name, text) = (name, "\(value)")
        apply = { $0[keyPath: path] = value }
    }
}

/// What a search varies one parameter in.
struct SearchParameter<Base: Sendable>: Sendable {
    /// What is varied besides, where the parameter has one of some values.
    struct Branch: Sendable {
        /// Where these are in the parameter's list.
        let places: Set<Int>
        let space: SearchSpace<Base>
    }

    let name: String
    let domain: SearchDomain<Base>
    var branches: [Branch] = []

    /// The spaces that count where the parameter has the value at a place of its list.
    func spaces(at place: Int) -> [SearchSpace<Base>] {
        branches.filter { $0.places.contains(place) }.map(\.space)
    }
}

/// The values that a parameter may have. A number stands for each but those that are drawn: its place in the list, or the
/// value itself.
enum SearchDomain<Base: Sendable>: Sendable {
    /// Values, an array of them, and the choices that they are.
    case list(any Sendable, [SearchChoice<Base>])
    case real(ClosedRange<Double>, isLogarithmic: Bool, @Sendable (Double) -> SearchChoice<Base>)
    case integer(ClosedRange<Int>, isLogarithmic: Bool, @Sendable (Int) -> SearchChoice<Base>)
    case drawn(@Sendable (inout RandomGenerator) -> SearchChoice<Base>)

    /// What is known of the numbers; nil for a distribution of one's own.
    var dimension: Dimension? {
        switch self {
        case .list(_, let choices): .categorical(choices.count)
        case .real(let range, let isLogarithmic, _):
            .real(low: range.lowerBound, high: range.upperBound, isLogarithmic: isLogarithmic)
        case .integer(let range, let isLogarithmic, _):
            .integer(low: range.lowerBound, high: range.upperBound, isLogarithmic: isLogarithmic)
        case .drawn: nil
        }
    }

    /// The choice that a number stands for.
    func choice(_ number: Double) -> SearchChoice<Base> {
        switch self {
        case .list(_, let choices): choices[Int(number)]
        case .real(_, _, let make): make(number)
        case .integer(_, _, let make): make(Int(number))
        case .drawn: preconditionFailure("no number stands for what is drawn")
        }
    }
}

/// Numbers that stand for the values of a parameter.
package enum Dimension: Sendable, Equatable {
    /// 0, 1, … below a count, without an order.
    case categorical(Int)
    case real(low: Double, high: Double, isLogarithmic: Bool)
    case integer(low: Int, high: Int, isLogarithmic: Bool)

    /// One of them, each as probable on its scale.
    func draw(_ random: inout RandomGenerator) -> Double {
        switch self {
        case .categorical(let count): return Double(random.next(below: UInt32(count)))
        case .real(let low, let high, let isLogarithmic):
            let (from, to) = isLogarithmic ? (log(low), log(high)) : (low, high)
            let value = from + random.nextUnit() * (to - from)
            return min(max(isLogarithmic ? exp(value) : value, low), high)
        case .integer(let low, let high, false): return Double(Int.random(in: low...high, using: &random))
        case .integer(let low, let high, true):
            let (from, to) = (log(Double(low) - 0.5), log(Double(high) + 0.5))
            return min(max(exp(from + random.nextUnit() * (to - from)).rounded(), Double(low)), Double(high))
        }
    }

    /// Whether a number is one of them.
    func contains(_ number: Double) -> Bool {
        switch self {
        case .categorical(let count): number >= 0 && number < Double(count) && number == number.rounded()
        case .real(let low, let high, _): number >= low && number <= high
        case .integer(let low, let high, _):
            number >= Double(low) && number <= Double(high) && number == number.rounded()
        }
    }
}
