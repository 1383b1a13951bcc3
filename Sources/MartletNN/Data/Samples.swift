import MartletGraph
import MartletNumerics

/// Rows to learn from, checked and in the dtypes that the model's programs read.
struct Samples: Sendable {
    var inputs: [Tensor]
    var targets: [Tensor]
    var weights: Tensor?
    var rows: Int { inputs[0].shape[0] }

    /// All tensors in the order of a judgement's inputs.
    var tensors: [Tensor] { inputs + targets + (weights.map { [$0] } ?? []) }

    /// The rows of one after the other.
    init(joining parts: [Samples]) throws(TensorError) {
        func join(_ tensors: (Samples) -> [Tensor]) throws(TensorError) -> [Tensor] {
            var result: [Tensor] = []
            for index in tensors(parts[0]).indices { result.append(try .concatenate(parts.map { tensors($0)[index] })) }
            return result
        }
        inputs = try join(\.inputs)
        targets = try join(\.targets)
        weights = try join { $0.weights.map { [$0] } ?? [] }.first
    }

    init(inputs: [Tensor], targets: [Tensor], weights: Tensor? = nil) {
        (self.inputs, self.targets, self.weights) = (inputs, targets, weights)
    }

    /// The rows of a range.
    func rows(_ range: Range<Int>) -> Samples {
        func cut(_ tensor: Tensor) -> Tensor {
            let width = tensor.shape[0] == 0 ? 0 : tensor.byteCount / tensor.shape[0]
            var shape = tensor.shape
            shape[0] = range.count
            return Tensor(copying: tensor.baseAddress + range.lowerBound * width, shape, tensor.dtype)
        }
        return Samples(inputs: inputs.map(cut), targets: targets.map(cut), weights: weights.map(cut))
    }
}

extension Model {
    /// Checks data for training or judging.
    ///
    /// - Throws: `ModelError` naming what doesn't fit.
    func samples(
        _ inputs: [Tensor], _ targets: [Tensor], sampleWeight: Tensor?, classWeight: [Int: Double],
        allowNonFinite: Bool, what: String = "the data"
    ) throws -> Samples {
        try checked()
        let compiled = try compilation()
        let inputs = try fitted(inputs)
        let rows = inputs[0].shape[0]
        guard rows > 0 else { throw ModelError.empty(what: what) }
        guard targets.count == graph.outputs.count else {
            throw ModelError.wrongCount(what: "targets", expected: graph.outputs.count, got: targets.count)
        }
        var converted: [Tensor] = []
        for (index, target) in targets.enumerated() {
            guard target.rank > 0, target.shape[0] == rows else {
                throw ModelError.lengthsDiffer(
                    what: targets.count == 1 ? "the target" : "target \(index)", expected: rows,
                    got: target.rank > 0 ? target.shape[0] : 0)
            }
            var type = graph.outputTypes[index]
            type.shape[0] = rows
            converted.append(
                try Self.converted(
                    target, to: compiled.losses[index], predictions: type, allowNonFinite))
        }
        if !allowNonFinite { try inputs.forEach { try Self.requireFinite($0, "the input") } }
        var result = Samples(inputs: inputs, targets: converted)
        if let sampleWeight {
            guard sampleWeight.shape == [rows] else {
                throw ModelError.wrongShape(
                    what: "sampleWeight", expected: TensorType([rows]),
                    got: TensorType(sampleWeight.shape, sampleWeight.dtype))
            }
            result.weights = sampleWeight.cast(to: .float32)
            try Self.requireFinite(result.weights!, "sampleWeight")
        }
        if !classWeight.isEmpty {
            guard converted.count == 1 else {
                throw ModelError.invalid(argument: "classWeight", reason: "needs a model with one output")
            }
            let classes = try Self.classes(of: converted[0])
            let base = result.weights?.array(of: Double.self) ?? Array(repeating: 1, count: rows)
            result.weights = Tensor(zip(classes, base).map { Float(classWeight[$0, default: 1] * $1) })
        }
        return result
    }

    /// A target in the type that the loss reads; `[rows]` and `[rows, 1]` stand for one another.
    private static func converted(
        _ target: Tensor, to loss: Loss, predictions: TensorType, _ allowNonFinite: Bool
    ) throws -> Tensor {
        let type = loss.targetType(for: predictions)
        var target = target
        if target.shape != type.shape, target.shape.elementCount == type.shape.elementCount,
            target.shape.filter({ $0 != 1 }) == type.shape.filter({ $0 != 1 })
        {
            target = target.withShape(type.shape)
        }
        guard target.shape == type.shape else {
            let got = TensorType(target.shape, target.dtype)
            throw ModelError.wrongTarget(
                loss: loss.name, takes: loss.hint(for: got, predictions: predictions), expected: type, got: got)
        }
        if !type.dtype.isFloating {
            let count = predictions.shape[predictions.shape.count - 1]
            let width = target.shape[0] == 0 ? 1 : target.count / target.shape[0]
            for (index, label) in target.array(of: Double.self).enumerated()
            where !(label >= 0 && label < Double(count) && label == label.rounded()) {
                throw ModelError.labelOutOfRange(row: index / width, label: label, classes: count)
            }
        } else if !allowNonFinite {
            try requireFinite(target, "the target")
        }
        return target.cast(to: type.dtype)
    }

    /// The class of each row: labels as they are, one-hot rows by their largest entry.
    private static func classes(of target: Tensor) throws -> [Int] {
        if !target.dtype.isFloating { return target.array(of: Int.self) }
        let width = target.count / target.shape[0]
        let values = target.array(of: Double.self)
        guard width > 0, values.allSatisfy({ $0.magnitude < 0x1p53 }) else {
            throw ModelError.invalid(
                argument: "classWeight", reason: "needs targets that are classes or one-hot rows of finite numbers")
        }
        if width == 1 { return values.map { Int($0.rounded()) } }
        return stride(from: 0, to: values.count, by: width).map { start in
            (0..<width).max { values[start + $0] < values[start + $1] }!
        }
    }

    static func requireFinite(_ tensor: Tensor, _ what: String) throws {
        guard tensor.dtype == .float32, tensor.count > 0 else { return }
        let bad: Int? = try tensor.withSpan(as: Float.self) { values in
            // A sum of products with zero is zero exactly if all are finite; only then are they looked at one by one.
            var sum: Float = 0
            for index in values.indices { sum += values[index] * 0 }
            return sum == 0 ? nil : values.indices.first { !values[$0].isFinite }
        }
        if let bad {
            let width = tensor.count / tensor.shape[0]
            throw ModelError.notFinite(
                what: what, row: bad / width, column: bad % width, value: tensor.array(of: Double.self)[bad])
        }
    }
}
