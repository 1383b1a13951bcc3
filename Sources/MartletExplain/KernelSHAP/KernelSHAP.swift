public import MartletNumerics

/// Why a function gives what it gives for a row: how much each feature adds to each output, as Shapley values by
/// KernelSHAP (Lundberg & Lee 2017: "A unified approach to interpreting model predictions").
///
/// A value is what a feature changes of the output on average over all orders in which features become known, where a
/// feature that isn't known has the background's values. The function may be anything that gives outputs for rows:
/// `predict` of a model, one of integers, several together. It is asked in batches that stay in the processor's cache,
/// for up to as many coalitions of features as `nsamples` allows, each with every row of the background. If all 2ⁿ
/// coalitions are allowed, values are exact; otherwise each has a standard error.
///
/// Coalitions are sampled in pairs with their complements (Covert & Lee 2021: "Improving KernelSHAP"), more evenly over their
/// sizes than Shapley's kernel weighs them (Musco & Witter 2025: "Provably accurate Shapley value estimation via leverage score
/// sampling"), and part of what features do together is fitted, too (Witter, Liu & Musco 2025: "Regression-adjusted Monte
/// Carlo estimators for Shapley values and probabilistic values").
public struct KernelSHAP {
    /// What features that aren't known are taken from.
    public let background: Background
    /// In which numbers outputs are explained.
    public let link: Link
    /// The columns of each feature: all of them are known, or none.
    public let groups: [[Int]]
    /// The features' names.
    public let featureNames: [String]
    /// The outputs' names.
    public let outputNames: [String]
    /// The mean outputs of the background, by the link: `[outputs]` of float64.
    public let baseValues: Tensor
    /// The bytes of rows and outputs with which the function is asked at once. The memory is used again and again; what
    /// stays in the second-level cache is fastest.
    public var memoryBudget = 1 << 20

    let function: (Tensor) throws -> Tensor
    /// How near to 1 the function's numbers come.
    let least: Double

    /// Asks the function for the outputs of the background.
    ///
    /// - Parameters:
    ///   - background: what stands for features that aren't known; a hundred rows, or `Background.kMeans` of more.
    ///   - link: `.logit` explains log-odds of probabilities.
    ///   - groups: the columns of each feature, such as the one-hot columns of a category; each column is a feature of its
    ///     own unless given.
    ///   - featureNames: one for each feature; `Feature 0` and so on unless given.
    ///   - outputNames: one for each output; `Output 0` and so on unless given.
    ///   - function: takes `[rows, features]` of the background's dtype and gives `[rows, outputs]`, or `[rows]` for
    ///     one output. What a row gives must not depend on other rows.
    /// - Throws: `ExplanationError` for names of another number, for groups that haven't each column once, and for a function
    ///   that gives something else, or numbers that aren't finite; what the function throws.
    public init(
        background: Background, link: Link = .identity, groups: [[Int]]? = nil, featureNames: [String]? = nil,
        outputNames: [String]? = nil, _ function: @escaping (Tensor) throws -> Tensor
    ) throws {
        let rows = background.rows
        let columns = Array(0..<rows.shape[1])
        let groups = groups ?? columns.map { [$0] }
        guard groups.joined().sorted() == columns, !groups.contains([]) else {
            throw ExplanationError.invalid(
                argument: "groups", reason: "must have each of the \(columns.count) columns once, and none be empty")
        }
        let outputs = try Outputs(of: rows, by: function)
        self.background = background
        self.link = link
        self.groups = groups
        self.function = function
        self.featureNames = try Self.names(featureNames, groups.count, "featureNames", "Feature")
        self.outputNames = try Self.names(outputNames, outputs.width, "outputNames", "Output")
        least = outputs.least
        let means = try background.weights.reshaped([1, rows.shape[0]]).matmul(outputs.tensor)
        baseValues = try outputs.linked(means, by: link, self.outputNames).reshaped([outputs.width])
    }

    /// The same with rows that all count alike.
    public init(
        background rows: Tensor, link: Link = .identity, groups: [[Int]]? = nil, featureNames: [String]? = nil,
        outputNames: [String]? = nil, _ function: @escaping (Tensor) throws -> Tensor
    ) throws {
        try self.init(
            background: Background(rows), link: link, groups: groups, featureNames: featureNames,
            outputNames: outputNames, function)
    }

    static func names(
        _ names: [String]?, _ count: Int, _ argument: String, _ standard: String
    ) throws -> [String] {
        guard let names else { return (0..<count).map { "\(standard) \($0)" } }
        guard names.count == count else {
            throw ExplanationError.invalid(argument: argument, reason: "must be \(count) and are \(names.count)")
        }
        return names
    }
}
