public import MartletNumerics

extension KernelSHAP {
    /// How much each feature adds to each output of each row.
    ///
    /// - Parameters:
    ///   - x: `[rows, columns]`, converted to the background's dtype. A feature of several columns is of type `group` in the
    ///     explanation, and its data NaN; `showing(data:)` gives it others.
    ///   - nsamples: for how many coalitions of features the function may be asked for each row; 2 × features + 2048
    ///     unless given. With 2ⁿ or more for n features values are exact.
    ///   - standardError: how large the standard errors of a row's values may be. Coalitions are asked for in stages, and
    ///     no more once every error is estimated as that or less.
    ///   - l1: which features of each row and output get a value, as shap's `l1_reg`; the others get 0. All get one unless
    ///     given.
    ///   - seed: which coalitions are asked for where not all are.
    ///   - progress: told after each row how many are done, and of how many.
    /// - Throws: `ExplanationError.invalid` for rows of another width or none, for `nsamples` less than twice the
    ///   features, for a `standardError` that isn't positive, and if no feature of any row differs from the background; `wrongOutputs` and `notFinite` for what
    ///   the function gives; what it throws; `CancellationError`.
    public func explain(
        _ x: Tensor, nsamples: Int? = nil, standardError: Double? = nil, l1: L1Selection = .off, seed: UInt64 = 0,
        progress: ((_ done: Int, _ of: Int) -> Void)? = nil
    ) throws -> Explanation {
        let (width, columns) = (featureNames.count, background.rows.shape[1])
        guard x.rank == 2, x.shape[1] == columns, x.shape[0] > 0 else {
            throw ExplanationError.invalid(
                argument: "x",
                reason: "must be [rows, \(columns)] as the background is, not empty, and is \(x.shape)")
        }
        if case .numFeatures(let count) = l1, count < 1 {
            throw ExplanationError.invalid(argument: "numFeatures", reason: "must be at least 1, and is \(count)")
        }
        guard standardError ?? 1 > 0 else {
            throw ExplanationError.invalid(
                argument: "standardError", reason: "must be greater than 0, and is \(standardError!)")
        }
        let x = x.cast(to: background.rows.dtype)
        let count = x.shape[0]
        let varying = varyingFeatures(x)
        guard varying.contains(where: { !$0.isEmpty }) else {
            throw ExplanationError.invalid(
                argument: "x",
                reason: "differs from no row of the background in any feature; there is nothing to explain")
        }
        let answers = try Outputs(of: x, width: baseValues.count, by: function)
        let outputs = try answers.linked(answers.tensor, by: link, outputNames)
        let base = try baseValues.reshaped([1, baseValues.count])
        var means = CoalitionValues(self)
        var known: [Int: CoalitionStages] = [:]
        let values = Tensor.zeros([count, width, baseValues.count], dtype: .float64)
        let errors = Tensor.zeros(values.shape, dtype: .float64)
        for row in 0..<count {
            let features = varying[row].count
            var stages =
                try known[features]
                ?? CoalitionStages(
                    features: features, budget: nsamples ?? 2 * features + 2048, isStaged: standardError != nil,
                    l1: l1, seed: seed)
            let found = try self.values(
                x[row], varying[row], total: outputs[row..<row + 1] - base, standardError, &stages, &means)
            scatter(found.values, varying[row], row, to: values)
            scatter(found.errors, varying[row], row, to: errors)
            known[features] = stages
            progress?(row + 1, count)
        }
        return Explanation(
            unchecked: values, standardErrors: errors, baseValues: baseValues, data: try data(x), outputs: outputs,
            featureNames: featureNames, outputNames: outputNames, link: link,
            featureTypes: groups.map { $0.count == 1 ? .number : .group })
    }

    /// The values of a row by as many coalitions as the errors take: `[features, outputs]`.
    private func values(
        _ row: Tensor, _ varying: [Int], total: Tensor, _ standardError: Double?, _ stages: inout CoalitionStages,
        _ means: inout CoalitionValues
    ) throws -> (values: Tensor, errors: Tensor) {
        var (stage, differences, sums): (Int, [Double], [Double]) = (0, [], [])
        while true {
            let coalitions = try stages[stage]
            let more = try pairs(row, varying, coalitions, after: differences.count / baseValues.count, &means)
            differences += more.differences
            sums += more.sums
            let found = try coalitions.values(
                Tensor(differences, shape: [coalitions.pairs, baseValues.count]), sums: sums, total: total)
            let most = try found.errors.max().scalar(as: Double.self)
            guard let standardError, most > standardError, stage + 1 < stages.count else { return found }
            // Errors fall with the root of the pairs; the first estimates are rough.
            let ratio = min(2, most / standardError * most / standardError)
            stage = stages.stage(after: stage, pairs: ratio * Double(coalitions.pairs))
        }
    }

    /// By how much the outputs of each coalition after the first differ from those of its complement, and what they are
    /// together, less twice the base values: of all pairs and outputs.
    private func pairs(
        _ row: Tensor, _ varying: [Int], _ coalitions: Coalitions, after first: Int, _ values: inout CoalitionValues
    ) throws -> (differences: [Double], sums: [Double]) {
        let width = baseValues.count
        let columns = varying.enumerated().flatMap { place, feature in groups[feature].map { (place, $0) } }
        var means = try values.means(row, varying: columns, coalitions, pairs: first..<coalitions.pairs)
        if link != .identity {
            means = try Outputs.linked(means, by: link, least: least, outputNames, shape: [means.count]).array()
        }
        let base = baseValues.array(of: Double.self)
        var differences = [Double](repeating: 0, count: means.count / 2)
        var sums = differences
        for place in differences.indices {
            let first = place + place / width * width
            differences[place] = means[first] - means[first + width]
            sums[place] = means[first] + means[first + width] - 2 * base[place % width]
        }
        return (differences, sums)
    }

    /// The features of which a column differs in each row from the background, by the tolerance of NumPy's `isclose`.
    private func varyingFeatures(_ x: Tensor) -> [[Int]] {
        let width = x.shape[1]
        let (rows, known) = (x.array(of: Double.self), background.rows.array(of: Double.self))
        return (0..<x.shape[0]).map { row in
            func varies(_ column: Int) -> Bool {
                let own = rows[row * width + column]
                return stride(from: column, to: known.count, by: width).contains { place in
                    let other = known[place]
                    let isSame =
                        own == other || own.isNaN && other.isNaN || abs(own - other) <= 1e-8 + 1e-5 * abs(other)
                    return !isSame || own.isInfinite != other.isInfinite
                }
            }
            return groups.indices.filter { groups[$0].contains(where: varies) }
        }
    }

    /// What the features of rows are: `[rows, features]`.
    private func data(_ x: Tensor) throws -> Tensor {
        guard groups.count < x.shape[1] else { return try x.take(groups.joined().map { $0 }, axis: 1) }
        let numbers = x.array(of: Double.self)
        let data = stride(from: 0, to: numbers.count, by: x.shape[1]).flatMap { row in
            groups.map { $0.count == 1 ? numbers[row + $0[0]] : .nan }
        }
        return try Tensor(data, shape: [x.shape[0], groups.count]).cast(to: x.dtype)
    }

    /// Writes the values of a row's varying features to their places.
    private func scatter(_ found: Tensor, _ varying: [Int], _ row: Int, to all: Tensor) {
        let (width, outputs) = (featureNames.count, baseValues.count)
        let (source, target) = (found.buffer(of: Double.self), all.uniqueBuffer(of: Double.self))
        for (place, column) in varying.enumerated() {
            for output in 0..<outputs {
                target[(row * width + column) * outputs + output] = source[place * outputs + output]
            }
        }
        withExtendedLifetime((found, all)) {}
    }
}
