import Foundation
import MartletNumerics
import Testing

@Suite struct DistributionTests {
    private static let count = 200_000

    /// The largest distance between the distribution of `values` and the cumulative `distribution` (Kolmogorov, Smirnov).
    /// Below 2.2 / √n with probability 1 - 1.3e-4; the seeds here are fixed.
    private func distance(_ values: [Double], _ distribution: (Double) -> Double) -> Double {
        let n = Double(values.count)
        return values.sorted().enumerated().map { i, x in
            max(abs(distribution(x) - Double(i) / n), abs(distribution(x) - Double(i + 1) / n))
        }.max()! * n.squareRoot()
    }

    private func normal(_ x: Double) -> Double { 0.5 * erfc(-x / 2.0.squareRoot()) }

    @Test(arguments: [DType.float32, .float64]) func followTheirDistributions(dtype: DType) throws {
        var generator = RandomGenerator(seed: 11)
        let shape: Shape = [Self.count]
        let uniform = try generator.uniform(shape, in: -1..<3, dtype: dtype).array(of: Double.self)
        #expect(uniform.allSatisfy { $0 >= -1 && $0 < 3 })
        #expect(distance(uniform) { ($0 + 1) / 4 } < 2.2)
        let gauss = try generator.normal(shape, mean: 1, standardDeviation: 2, dtype: dtype).array(of: Double.self)
        #expect(distance(gauss) { normal(($0 - 1) / 2) } < 2.2)
        let cut = try generator.truncatedNormal(shape, dtype: dtype).array(of: Double.self)
        let (low, high) = (normal(-2), normal(2))
        #expect(cut.allSatisfy { $0.magnitude <= 2 })
        #expect(distance(cut) { (normal($0) - low) / (high - low) } < 2.2)
        let waiting = try generator.exponential(shape, scale: 3, dtype: dtype).array(of: Double.self)
        #expect(distance(waiting) { 1 - exp(-$0 / 3) } < 2.2)
        // Gamma of shape 2 and of shape 1/2 have closed forms: 1 - e^-x (1 + x) and erf(√x).
        let gamma = try generator.gamma(shape, k: 2, dtype: dtype).array(of: Double.self)
        #expect(distance(gamma) { 1 - exp(-$0) * (1 + $0) } < 2.2)
        let half = try generator.gamma(shape, k: 0.5, dtype: dtype).array(of: Double.self)
        #expect(distance(half) { erf($0.squareRoot()) } < 2.2)
    }

    @Test func integersAreUniform() throws {
        var generator = RandomGenerator(seed: 12)
        let draws = try generator.integers([60_000], in: -2..<4)
        let (values, counts) = draws.unique()
        #expect(values.array(of: Int.self) == [-2, -1, 0, 1, 2, 3])
        // Chi squared with 5 degrees of freedom exceeds 25.7 with probability 1e-4.
        let chi = counts.array(of: Double.self).map { ($0 - 10_000) * ($0 - 10_000) / 10_000 }.reduce(0, +)
        #expect(chi < 25.7)
        let wide = try generator.integers([100], in: Int.min..<Int.max).array(of: Int.self)
        #expect(wide.contains { $0 < 0 } && wide.contains { $0 > 0 })
        #expect(try generator.integers([5], in: 0..<256, dtype: .uint8).dtype == .uint8)
    }

    @Test func bernoulliHasItsProbability() throws {
        var generator = RandomGenerator(seed: 13)
        let rate = try generator.bernoulli([100_000], probability: 0.3).mean().scalar(as: Double.self)
        #expect(abs(rate - 0.3) < 4 * (0.21 / 100_000).squareRoot())
        #expect(try !generator.bernoulli([100], probability: 0).any().scalar(as: Bool.self))
        #expect(try generator.bernoulli([100], probability: 1).all().scalar(as: Bool.self))
    }

    @Test func errors() {
        var generator = RandomGenerator(seed: 1)
        #expect(throws: TensorError.self) { try generator.uniform([2], in: 1..<1) }
        #expect(throws: TensorError.self) { try generator.uniform([-1]) }
        #expect(throws: TensorError.self) { try generator.uniform([Int.max, 3]) }
        #expect(throws: TensorError.self) { try generator.normal([2], dtype: .int32) }
        #expect(throws: TensorError.self) { try generator.normal([2], standardDeviation: -1) }
        #expect(throws: TensorError.self) { try generator.truncatedNormal([2], standardDeviation: .nan) }
        #expect(throws: TensorError.self) { try generator.exponential([2], scale: -1) }
        #expect(throws: TensorError.self) { try generator.gamma([2], k: 0) }
        #expect(throws: TensorError.self) { try generator.integers([2], in: 3..<3) }
        #expect(throws: TensorError.self) { try generator.integers([2], in: 0..<257, dtype: .uint8) }
        #expect(throws: TensorError.self) { try generator.integers([2], in: 0..<2, dtype: .float32) }
        #expect(throws: TensorError.self) { try generator.bernoulli([2], probability: 1.5) }
    }
}
