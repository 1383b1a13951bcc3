import MartletNumerics

extension Explanation {
    /// The explanation of some rows.
    ///
    /// - Throws: `TensorError.indexOutOfRange`.
    public subscript(rows: Range<Int>) -> Explanation {
        get throws {
            Explanation(
                unchecked: try values[rows], standardErrors: try standardErrors[rows], baseValues: baseValues,
                data: try data[rows], outputs: try outputs[rows], featureNames: featureNames, outputNames: outputNames,
                link: link, featureTypes: featureTypes, index: Array(index[rows]))
        }
    }

    /// The explanation of one output.
    ///
    /// - Throws: `ExplanationError.invalid` for an index that no output has.
    public func output(_ index: Int) throws -> Explanation {
        guard outputNames.indices.contains(index) else {
            throw ExplanationError.invalid(
                argument: "output", reason: "must be from 0 to \(outputNames.count - 1), and is \(index)")
        }
        return Explanation(
            unchecked: try values.take([index], axis: 2), standardErrors: try standardErrors.take([index], axis: 2),
            baseValues: try baseValues.take([index]), data: data, outputs: try outputs.take([index], axis: 1),
            featureNames: featureNames, outputNames: [outputNames[index]], link: link, featureTypes: featureTypes,
            index: self.index)
    }

    /// The explanation of the output of a name.
    ///
    /// - Throws: `ExplanationError.invalid` for a name that no output has.
    public func output(_ name: String) throws -> Explanation {
        guard let index = outputNames.firstIndex(of: name) else {
            throw ExplanationError.invalid(
                argument: "output", reason: "must be one of \(outputNames.joined(separator: ", ")), and is '\(name)'")
        }
        return try output(index)
    }
}
