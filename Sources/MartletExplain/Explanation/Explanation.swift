public import MartletNumerics

/// How much each feature of some rows adds to each output: with the base value they add up to the output.
public struct Explanation: Sendable, Equatable {
    /// `[rows, features, outputs]` of float64.
    public let values: Tensor
    /// How far a value may be off because coalitions were sampled, as one standard deviation: as `values`, 0 where they
    /// are exact.
    public let standardErrors: Tensor
    /// What the outputs are where nothing is known: `[outputs]` of float64.
    public let baseValues: Tensor
    /// The rows that are explained: `[rows, features]`; NaN stands for a missing value.
    public let data: Tensor
    /// The number of each row in the data that it is of, from 0, as pandas's `index`.
    public let index: [Int]
    /// What the data of each feature are.
    public let featureTypes: [FeatureType]
    /// The function's outputs, in the link's numbers: `[rows, outputs]` of float64.
    public let outputs: Tensor
    /// The columns' names.
    public let featureNames: [String]
    /// The outputs' names.
    public let outputNames: [String]
    /// In which numbers outputs are explained.
    public let link: Link

    /// The number of rows.
    public var count: Int { data.shape[0] }

    /// - Parameters:
    ///   - values: `[rows, features, outputs]`.
    ///   - standardErrors: as `values`; zeros unless given.
    ///   - baseValues: `[outputs]`.
    ///   - data: `[rows, features]`.
    ///   - outputs: `[rows, outputs]`; the sums of values and base values unless given.
    ///   - link: in which numbers outputs are explained; as they are unless given.
    ///   - featureTypes: what the data of each feature are; numbers unless given.
    ///   - index: the number of each row in the data that it is of; counted from 0 unless given.
    /// - Throws: `ExplanationError.invalid` for what doesn't fit `values`.
    public init(
        values: Tensor, standardErrors: Tensor? = nil, baseValues: Tensor, data: Tensor, outputs: Tensor? = nil,
        featureNames: [String], outputNames: [String], link: Link = .identity, featureTypes: [FeatureType]? = nil,
        index: [Int]? = nil
    ) throws {
        guard values.rank == 3 else {
            throw ExplanationError.invalid(
                argument: "values", reason: "must be [rows, features, outputs] and are \(values.shape)")
        }
        let (rows, features, width) = (values.shape[0], values.shape[1], values.shape[2])
        let values = values.cast(to: .float64)
        let standardErrors = standardErrors ?? .zeros(values.shape, dtype: .float64)
        let sums = try outputs ?? values.sum(axis: 1) + baseValues.cast(to: .float64)
        for (argument, shape, expected) in [
            ("standardErrors", standardErrors.shape, values.shape), ("baseValues", baseValues.shape, [width]),
            ("data", data.shape, [rows, features]), ("outputs", sums.shape, [rows, width]),
            ("featureNames", [featureNames.count], [features]), ("outputNames", [outputNames.count], [width]),
            ("featureTypes", [featureTypes?.count ?? features], [features]), ("index", [index?.count ?? rows], [rows]),
        ] as [(String, Shape, Shape)] where shape != expected {
            throw ExplanationError.invalid(
                argument: argument, reason: "must be \(expected) for values of shape \(values.shape), not \(shape)")
        }
        self.init(
            unchecked: values, standardErrors: standardErrors.cast(to: .float64),
            baseValues: baseValues.cast(to: .float64), data: data, outputs: sums.cast(to: .float64),
            featureNames: featureNames, outputNames: outputNames, link: link, featureTypes: featureTypes, index: index)
    }

    init(
        unchecked values: Tensor, standardErrors: Tensor, baseValues: Tensor, data: Tensor, outputs: Tensor,
        featureNames: [String], outputNames: [String], link: Link = .identity, featureTypes: [FeatureType]? = nil,
        index: [Int]? = nil
    ) {
        self.values = values
        self.standardErrors = standardErrors
        self.baseValues = baseValues
        self.data = data
        self.outputs = outputs
        self.featureNames = featureNames
        self.outputNames = outputNames
        self.link = link
        self.index = index ?? Array(0..<data.shape[0])
        self.featureTypes = featureTypes ?? featureNames.map { _ in .number }
    }

    /// The same values beside other data: what rows were before they were prepared for the function.
    ///
    /// - Parameters:
    ///   - data: `[rows, features]`.
    ///   - featureTypes: what the data of each feature are; numbers unless given.
    ///   - index: the number of each row in the data that it is of; as before unless given.
    /// - Throws: `ExplanationError.invalid` for data of another shape.
    public func showing(
        data: Tensor, featureTypes: [FeatureType]? = nil, index: [Int]? = nil
    ) throws -> Explanation {
        try Explanation(
            values: values, standardErrors: standardErrors, baseValues: baseValues, data: data, outputs: outputs,
            featureNames: featureNames, outputNames: outputNames, link: link, featureTypes: featureTypes,
            index: index ?? self.index)
    }
}

extension Explanation {
    /// What each output is more than the sum of its base value and its values: `[rows, outputs]`.
    public var additivityErrors: Tensor {
        get throws { try outputs - (values.sum(axis: 1) + baseValues) }
    }

    /// Checks that values and base values add up to the outputs.
    ///
    /// - Parameter tolerance: what a sum may differ by, for each unit of the output's magnitude and at least one.
    /// - Throws: `ExplanationError.notAdditive` with the first sum that doesn't.
    public func checkAdditivity(tolerance: Double = 1e-8) throws {
        let outputs = outputs.array(of: Double.self)
        for (place, error) in try additivityErrors.array(of: Double.self).enumerated() {
            let allowed = tolerance * max(1, abs(outputs[place]))
            guard abs(error) <= allowed else {
                throw ExplanationError.notAdditive(
                    row: place / outputNames.count, output: outputNames[place % outputNames.count], difference: -error,
                    tolerance: allowed)
            }
        }
    }

    /// How much each feature matters: the mean magnitude of its values, `[features, outputs]`.
    public var importance: Tensor {
        get throws { try values.abs().mean(axis: 0) }
    }

    /// The features by importance, the greatest first: that of all outputs together.
    public var order: [Int] {
        get throws {
            let sums = try importance.sum(axis: 1).array(of: Double.self)
            return sums.indices.sorted { (-sums[$0], $0) < (-sums[$1], $1) }
        }
    }
}
