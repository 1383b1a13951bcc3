public import MartletNumerics

extension KernelSHAP {
    /// How much each feature adds to each output of each row.
    ///
    /// - Parameters:
    ///   - x: `[rows, features]`, converted to the background's dtype.
    ///   - nsamples: for how many coalitions of features the function may be asked for each row; 2 × features + 2048
    ///     unless given. With 2ⁿ or more for n features values are exact.
    ///   - numFeatures: how many features of each row and output get a value, those that least angle regression takes
    ///     first, as shap's `l1_reg="num_features(n)"` does; the others get 0. All get one unless given.
    ///   - seed: which coalitions are asked for where not all are.
    ///   - progress: told after each row how many are done, and of how many.
    /// - Throws: `ExplanationError.invalid` for rows of another width or none, for `nsamples` less than twice the
    ///   features, and if no feature of any row differs from the background; `wrongOutputs` and `notFinite` for what
    ///   the function gives; what it throws; `CancellationError`.
    public func explain(
        _ x: Tensor, nsamples: Int? = nil, numFeatures: Int? = nil, seed: UInt64 = 0,
        progress: ((_ done: Int, _ of: Int) -> Void)? = nil
    ) throws -> Explanation {
        let width = featureNames.count
        guard x.rank == 2, x.shape[1] == width, x.shape[0] > 0 else {
            throw ExplanationError.invalid(
                argument: "x", reason: "must be [rows, \(width)] as the background is, not empty, and is \(x.shape)")
        }
        guard numFeatures ?? 1 >= 1 else {
            throw ExplanationError.invalid(
                argument: "numFeatures", reason: "must be at least 1, and is \(numFeatures!)")
        }
        let x = x.cast(to: background.rows.dtype)
        let count = x.shape[0]
        let varying = try varyingColumns(x)
        guard varying.contains(where: { !$0.isEmpty }) else {
            throw ExplanationError.invalid(
                argument: "x",
                reason: "differs from no row of the background in any feature; there is nothing to explain")
        }
        let answers = try Outputs(of: x, width: baseValues.count, by: function)
        let outputs = try answers.linked(answers.tensor, by: link, outputNames)
        let base = try baseValues.reshaped([1, baseValues.count])
        var means = CoalitionValues(self)
        var known: [Int: Coalitions] = [:]
        let values = Tensor.zeros([count, width, baseValues.count], dtype: .float64)
        let errors = Tensor.zeros(values.shape, dtype: .float64)
        for row in 0..<count {
            let features = varying[row].count
            let coalitions =
                try known[features]
                ?? Coalitions(
                    features: features, budget: nsamples ?? 2 * features + 2048, numFeatures: numFeatures, seed: seed)
            known[features] = coalitions
            let differences = try self.differences(x[row], varying[row], coalitions, &means)
            let found = try coalitions.values(differences, total: outputs[row..<row + 1] - base)
            scatter(found.values, varying[row], row, to: values)
            scatter(found.errors, varying[row], row, to: errors)
            progress?(row + 1, count)
        }
        return Explanation(
            unchecked: values, standardErrors: errors, baseValues: baseValues, data: x, outputs: outputs,
            featureNames: featureNames, outputNames: outputNames)
    }

    /// By how much the outputs of each coalition differ from those of its complement: `[pairs, outputs]`.
    private func differences(
        _ row: Tensor, _ varying: [Int], _ coalitions: Coalitions, _ values: inout CoalitionValues
    ) throws -> Tensor {
        let width = baseValues.count
        var means = try values.means(row, varying: varying, coalitions)
        if link != .identity {
            means = try Outputs.linked(means, by: link, outputNames, shape: [means.count]).array()
        }
        var differences = [Double](repeating: 0, count: coalitions.pairs * width)
        for pair in 0..<coalitions.pairs {
            for output in 0..<width {
                let place = 2 * pair * width + output
                differences[pair * width + output] = means[place] - means[place + width]
            }
        }
        return try Tensor(differences, shape: [coalitions.pairs, width])
    }

    /// The columns in which each row differs from the background, by the tolerance of NumPy's `isclose`.
    private func varyingColumns(_ x: Tensor) throws -> [[Int]] {
        let width = featureNames.count
        let (rows, known) = (x.array(of: Double.self), background.rows.array(of: Double.self))
        return (0..<x.shape[0]).map { row in
            (0..<width).filter { column in
                let own = rows[row * width + column]
                return stride(from: column, to: known.count, by: width).contains { place in
                    let other = known[place]
                    let isSame =
                        own == other || own.isNaN && other.isNaN || abs(own - other) <= 1e-8 + 1e-5 * abs(other)
                    return !isSame || own.isInfinite != other.isInfinite
                }
            }
        }
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
