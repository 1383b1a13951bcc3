package import MartletGraph
package import MartletNumerics

extension Initializer {
    /// Why a parameter of this type cannot be made; nil if it can.
    package func objection(to type: TensorType) -> String? {
        if !type.dtype.isFloating, isRandom {
            return "random numbers are no \(type.dtype.rawValue); give an initializer such as .zeros or .constant(1)"
        }
        let shape = type.shape
        return switch self {
        case .values(let values) where values.count != shape.elementCount:
            "\(values.count) values are given for a parameter of shape \(shape)"
        case .identity where shape.count != 2: "only a matrix can be the identity, and the shape is \(shape)"
        case .orthogonal where shape.count < 2: "only a matrix or more can be orthogonal, and the shape is \(shape)"
        case .randomNormal(_, let deviation) where !(deviation >= 0 && deviation.isFinite),
            .truncatedNormal(_, let deviation) where !(deviation >= 0 && deviation.isFinite):
            "the standard deviation is finite and at least 0, not \(deviation)"
        case .randomUniform(let low, let high) where !(low <= high && (high - low).isFinite):
            "no number is drawn from \(low) to \(high)"
        case .varianceScaling(let scale, _, _) where !(scale > 0 && scale.isFinite):
            "the scale is positive and finite, not \(scale)"
        default: nil
        }
    }

    /// A parameter's first values: the same seed and name give the same bytes.
    ///
    /// - Throws: `ArgumentError` if they cannot be made in this shape.
    package func values(shape: Shape, seed: UInt64, name: String) throws -> [Float] {
        if let objection = objection(to: TensorType(shape)) { throw ArgumentError(name, objection) }
        var generator = RandomGenerator(seed: seed, stream: name.fnv1a)
        let count = shape.elementCount
        switch self {
        case .zeros: return Array(repeating: 0, count: count)
        case .ones: return Array(repeating: 1, count: count)
        case .constant(let value): return Array(repeating: Float(value), count: count)
        case .values(let values): return values
        case .identity(let gain): return (0..<count).map { $0 / shape[1] == $0 % shape[1] ? Float(gain) : 0 }
        case .randomUniform(let low, let high):
            if low == high { return Array(repeating: Float(low), count: count) }
            return try generator.uniform(shape, in: low..<high).array(of: Float.self)
        case .randomNormal(let mean, let deviation):
            return try generator.normal(shape, mean: mean, standardDeviation: deviation).array(of: Float.self)
        case .truncatedNormal(let mean, let deviation):
            return try generator.truncatedNormal(shape, mean: mean, standardDeviation: deviation).array(of: Float.self)
        case .varianceScaling(let scale, let mode, let distribution):
            return try distribution.spread(scale / max(1, mode.fan(shape))).values(shape: shape, seed: seed, name: name)
        case .orthogonal(let gain): return try Self.orthogonal(shape, gain, &generator)
        }
    }

    /// Q of a normal matrix, the signs such that R's diagonal is positive: uniform over orthogonal matrices (Saxe et
    /// al. 2014). The last axis is one side of the matrix, all others the other.
    private static func orthogonal(
        _ shape: Shape, _ gain: Double, _ generator: inout RandomGenerator
    ) throws -> [Float] {
        let columns = shape[shape.count - 1]
        let rows = shape.dropLast().reduce(1, *)
        let (long, short) = (max(rows, columns), min(rows, columns))
        let (q, r) = try LinearAlgebra.qr(generator.normal([long, short], dtype: .float64))
        let (values, triangle) = (q.array(of: Double.self), r.array(of: Double.self))
        return (0..<rows * columns).map { index in
            let (row, column) = (index / columns, index % columns)
            let (i, j) = rows < columns ? (column, row) : (row, column)
            return Float(gain * values[i * short + j] * (triangle[j * short + j] < 0 ? -1 : 1))
        }
    }
}

extension Initializer {
    /// A parameter's first value, in its type.
    ///
    /// - Throws: `ArgumentError` if it cannot be made.
    func value(of type: TensorType, seed: UInt64, name: String) throws -> Tensor {
        if let objection = objection(to: type) { throw ArgumentError(name, objection) }
        if case .constant(let value) = self { return Tensor.full(value, shape: type.shape, dtype: type.dtype) }
        return try Tensor(values(shape: type.shape, seed: seed, name: name), shape: type.shape).cast(to: type.dtype)
    }

    /// Whether values are drawn.
    fileprivate var isRandom: Bool {
        switch self {
        case .zeros, .ones, .constant, .identity, .values: false
        case .randomNormal, .randomUniform, .truncatedNormal, .varianceScaling, .orthogonal: true
        }
    }
}

extension Initializer.FanMode {
    /// How many inputs or outputs a weight of this shape connects: the last two axes, times what stands before them.
    fileprivate func fan(_ shape: Shape) -> Double {
        let field = Double(shape.dropLast(2).reduce(1, *))
        let outputs = Double(shape.last ?? 1) * field
        let inputs = shape.count < 2 ? outputs : Double(shape[shape.count - 2]) * field
        return switch self {
        case .fanIn: inputs
        case .fanOut: outputs
        case .fanAverage: (inputs + outputs) / 2
        }
    }
}

extension Initializer.ScalingDistribution {
    /// The initializer of this kind with a variance.
    fileprivate func spread(_ variance: Double) -> Initializer {
        switch self {
        case .uniform: .randomUniform(-(3 * variance).squareRoot(), (3 * variance).squareRoot())
        case .untruncatedNormal: .randomNormal(mean: 0, standardDeviation: variance.squareRoot())
        // Cutting at two standard deviations leaves this part of one.
        case .truncatedNormal:
            .truncatedNormal(mean: 0, standardDeviation: variance.squareRoot() / 0.879_625_661_034_239_78)
        }
    }
}

extension String {
    /// The FNV-1a hash of the UTF-8 bytes: a number for a name, the same in every run.
    package var fnv1a: UInt64 { utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 } }
}
