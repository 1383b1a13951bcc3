import MartletCodecs
import MartletNumerics

extension Explanation {
    /// Writes a table with a line for each row, output and feature to the CSV file at `path`, which replaces an older
    /// one whole or not at all. What is missing is empty.
    ///
    /// - Throws: `FileError`.
    public func write(csv path: String) throws {
        let (values, errors) = (values.array(of: Double.self), standardErrors.array(of: Double.self))
        let (base, outputs) = (baseValues.array(of: Double.self), outputs.array(of: Double.self))
        let (width, columns) = (featureNames.count, outputNames.count)
        let data = zip(data.numberTexts, data.array(of: Double.self)).enumerated().map { place, datum in
            switch featureTypes[place % width] {
            case .number: datum.1.isNaN ? "" : datum.0
            case let type: type.text(datum.1) ?? ""
            }
        }
        let lines = (0..<count * columns * width).lazy.map { line -> [String] in
            let (row, output, feature) = (line / (columns * width), line / width % columns, line % width)
            let place = (row * width + feature) * columns + output
            return [
                "\(index[row])", outputNames[output], featureNames[feature], data[row * width + feature],
                "\(values[place])", "\(errors[place])", "\(base[output])", "\(outputs[row * columns + output])",
            ]
        }
        try CSV.write(
            header: ["row", "output", "feature", "data", "value", "standard_error", "base_value", "output_value"],
            rows: lines, to: path)
    }
}

extension Tensor {
    /// Each number as it is written in its own precision.
    fileprivate var numberTexts: [String] {
        dtype == .float32 ? array(of: Float.self).map(\.description) : array(of: Double.self).map(\.description)
    }
}
