import CMartletKernels
package import MartletNumerics

/// What random numbers are drawn from.
public enum Distribution: Sendable, Hashable, Codable {
    /// From `low`, up to but not including `high`.
    case uniform(low: Double = 0, high: Double = 1)
    /// Gauss's distribution.
    case normal(mean: Double = 0, standardDeviation: Double = 1)
    /// As normal, but nothing farther from the mean than two standard deviations.
    case truncatedNormal(mean: Double = 0, standardDeviation: Double = 1)
    /// `value` with `probability`, else 0: what dropout multiplies by.
    case bernoulli(probability: Double = 0.5, value: Double = 1)

    /// With its default arguments.
    public static var uniform: Distribution { .uniform() }
    /// With its default arguments.
    public static var normal: Distribution { .normal() }
    /// With its default arguments.
    public static var truncatedNormal: Distribution { .truncatedNormal() }
    /// With its default arguments.
    public static var bernoulli: Distribution { .bernoulli() }
}

/// Random float32 numbers in the shape of the input, whose elements are not read. Element i depends on the seed, the
/// step, `key` and i alone.
package struct Random: Operation {
    package var distribution: Distribution
    /// What tells this operation's numbers from those of others.
    package var key: UInt64

    package func infer(_ inputs: [TensorType]) throws(GraphError) -> [TensorType] {
        try expect(1, inputs)
        let (a, b) = (Double(parameters(0).a), Double(parameters(0).b))
        guard a.isFinite, b.isFinite else { throw refuse("the parameters of \(distribution) must be finite") }
        if case .bernoulli(let probability, _) = distribution, !(0...1).contains(probability) {
            throw refuse("a probability lies between 0 and 1 and is \(probability)")
        }
        return [TensorType(inputs[0].shape)]
    }

    /// By the kernel itself, with seed and step 0.
    package func reference(_ inputs: [Tensor]) throws -> [Tensor] {
        [
            Tensor(shape: inputs[0].shape, dtype: .float32) { bytes in
                var state = mk_random_state(seed: 0, step: 0)
                withUnsafeMutableBytes(of: &state) { state in
                    var call = mk_random(parameters(inputs[0].count))
                    (call.operand.0, call.operand.1) = (state.baseAddress, bytes.baseAddress)
                    mk_run(&call, 1)
                }
            }
        ]
    }

    private func parameters(_ count: Int) -> mk_random_parameters {
        var p = mk_random_parameters()
        let (kind, a, b) =
            switch distribution {
            case .uniform(let low, let high): (MK_RANDOM_UNIFORM, low, high)
            case .normal(let mean, let deviation): (MK_RANDOM_NORMAL, mean, deviation)
            case .truncatedNormal(let mean, let deviation): (MK_RANDOM_TRUNCATED_NORMAL, mean, deviation)
            case .bernoulli(let probability, let value): (MK_RANDOM_BERNOULLI, probability, value)
            }
        (p.kind, p.a, p.b, p.key, p.count, p.threads) = (kind, Float(a), Float(b), key, Int64(count), 1)
        return p
    }

    package func gradient(_ at: Adjoint) -> [Cotangent] { [.zero] }

    package func lower(_ at: Lowering) -> Lowered {
        var p = parameters(at.output.shape.elementCount)
        p.threads = p.count >= 1 << 14 ? Int32(at.threads) : 1
        return .kernels([Kernel("random", mk_random(p), [.random, .output(0)])])
    }

    package static var samples: [Sample] {
        [
            .init(Random(distribution: .uniform(low: -1, high: 3), key: 1), [5, 7]),
            .init(Random(distribution: .normal(mean: 1, standardDeviation: 2), key: 2), [70], cancelling: 1),
            .init(Random(distribution: .truncatedNormal(mean: 0, standardDeviation: 1), key: 3), [3, 40]),
            .init(Random(distribution: .bernoulli(probability: 0.75, value: 4.0 / 3), key: 4), [9, 11]),
        ]
    }
}

extension Symbol {
    /// Random numbers in this symbol's shape; `key` tells them from those of other layers.
    package func random(_ distribution: Distribution, key: UInt64) -> Symbol {
        apply(Random(distribution: distribution, key: key))
    }
}
