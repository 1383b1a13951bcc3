#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The rounds of successive halving, counted as scikit-learn counts them.
package struct Halving {
    let factor: Int
    let isAggressive: Bool
    /// How much a candidate gets in the first round.
    private(set) var least: Int
    /// How much one gets at most.
    let most: Int
    /// The rounds that bring the candidates to one.
    private(set) var required = 1
    /// The rounds until a candidate gets all there is.
    private(set) var possible = 1

    /// - Throws: `EstimatorError` unless the factor is at least 2, and there is as much as one gets.
    package init(factor: Int, isAggressive: Bool, least: Int, most: Int) throws {
        try Checks.check(factor >= 2, "factor", "must be at least 2, and is \(factor)")
        try Checks.check(
            least <= most, "minResources", "is \(least), and there are \(most); take fewer folds or less, or give more")
        (self.factor, self.isAggressive, self.least, self.most) = (factor, isAggressive, least, most)
    }

    /// - Parameter exhausts: whether the last round is to use all there is.
    package mutating func plan(candidates: Int, exhausts: Bool) {
        required = 1 + logarithm(candidates)
        if exhausts { least = max(least, most / power(required - 1)) }
        possible = 1 + logarithm(most / least)
    }

    package var iterations: Int { isAggressive ? required : min(possible, required) }

    package func resources(_ iteration: Int) -> Int {
        let exponent = isAggressive ? max(0, iteration - required + possible) : iteration
        let (resources, overflow) = power(exponent).multipliedReportingOverflow(by: least)
        return overflow ? most : min(resources, most)
    }

    /// The places of those that go on, the best last; those without a number are the worst.
    package func best(of means: [Double]) -> [Int] {
        let order = means.indices.sorted { a, b in
            if means[a].isNaN || means[b].isNaN { return means[a].isNaN && (!means[b].isNaN || a < b) }
            return (means[a], a) < (means[b], b)
        }
        return Array(order.suffix((means.count + factor - 1) / factor))
    }

    /// What scikit-learn prints of them.
    var lines: [String] {
        [
            "n_iterations: \(iterations)", "n_required_iterations: \(required)", "n_possible_iterations: \(possible)",
            "min_resources_: \(least)", "max_resources_: \(most)",
            "aggressive_elimination: \(isAggressive ? "True" : "False")", "factor: \(factor)",
        ]
    }

    /// How often the factor goes into a number: by logarithms, which as in scikit-learn may be a little less than whole.
    private func logarithm(_ number: Int) -> Int { Int((log(Double(number)) / log(Double(factor))).rounded(.down)) }

    private func power(_ exponent: Int) -> Int {
        (0..<max(0, exponent)).reduce(1) { power, _ in
            let (product, overflow) = power.multipliedReportingOverflow(by: factor)
            return overflow ? .max : product
        }
    }
}
