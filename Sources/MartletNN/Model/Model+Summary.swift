import MartletGraph
import MartletNumerics

extension Model {
    /// The layers with their output shapes and parameter counts, as Keras prints them.
    public var summary: String {
        if let mistake { return "invalid model: \(mistake)" }
        let header = ["Layer (type)", "Output Shape", "Param #", "Connected to"]
        var first: [String: LayerCall] = [:]
        for call in graph.calls where first[call.layer] == nil { first[call.layer] = call }
        let rows = graph.layers.map { layer in
            let inputs = first[layer.path]?.inputs.map(inputName)
            let own = graph.parameters.filter { $0.name.hasPrefix(layer.path + "/") && !isInner($0.name, layer.path) }
            return [
                "\(layer.path) (\(layer.kind))\(isFrozen(layer.path) ? " frozen" : "")",
                layer.outputs.map { "(" + $0.shape.map { $0 < 0 ? "None" : "\($0)" }.joined(separator: ", ") + ")" }
                    .joined(separator: ", "),
                grouped(own.reduce(0) { $0 + $1.count }),
                layer.inbound.enumerated()
                    .map { index, path in
                        let input = inputs.flatMap { $0.indices.contains(index) ? $0[index] : nil }
                        return input ?? (path.isEmpty ? "input" : path)
                    }
                    .joined(separator: ", "),
            ]
        }
        let state = graph.parameters.filter { !$0.isTrainable }.reduce(0) { $0 + $1.count }
        let totals = [
            "Total params: \(grouped(parameterCount))", "Trainable params: \(grouped(trainableCount))",
            "Non-trainable params: \(grouped(parameterCount - trainableCount))"
                + (state > 0 ? " (\(grouped(state)) of them state)" : ""),
        ]
        return (table([header] + rows) + totals + others).joined(separator: "\n")
    }

    /// A line that counts the parameters of other dtypes than float32; none if there are none.
    private var others: [String] {
        let counts = Dictionary(grouping: graph.parameters, by: \.dtype).mapValues { $0.reduce(0) { $0 + $1.count } }
        let named = DType.allCases.filter { $0 != .float32 }.compactMap { dtype in
            counts[dtype].map { "\(grouped($0)) \(dtype.rawValue)" }
        }
        return named.isEmpty ? [] : ["Of other types: " + named.joined(separator: ", ")]
    }

    /// Whether a parameter belongs to a layer inside the one at `path`.
    private func isInner(_ parameter: String, _ path: String) -> Bool {
        graph.layers.contains { $0.path.hasPrefix(path + "/") && parameter.hasPrefix($0.path + "/") }
    }
}

/// Rows with columns as wide as their widest cell; a line under the first.
func table(_ rows: [[String]]) -> [String] {
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max()! }
    let lines = rows.map { row in
        zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }.joined(separator: "  ")
    }
    let rule = String(repeating: "─", count: widths.reduce(2 * (widths.count - 1), +))
    return [lines[0], rule] + lines.dropFirst() + [rule]
}

/// A number with its digits in threes: 21,802,784.
package func grouped(_ number: Int) -> String {
    let digits = String(number.magnitude)
    let parts = stride(from: digits.count, to: 0, by: -3).map { end in
        digits.dropLast(digits.count - end).suffix(3)
    }
    return (number < 0 ? "-" : "") + parts.reversed().joined(separator: ",")
}

/// How many a second: 21,802, and 0.37 where they are few.
package func rate(_ perSecond: Double) -> String {
    perSecond < 10 ? formatted(perSecond, "%.2g") : grouped(Int(perSecond))
}
