public import MartletGraph
public import MartletNN
import MartletNumerics

/// A densely connected layer whose weights are noisy in training, by spreads that it learns: factorised Gaussian noise
/// (Fortunato et al.: "Noisy networks for exploration", 2018).
///
/// - Shape: `[batch, in] → [batch, units]`
public struct NoisyDense: Layer, Codable {
    /// The length of the output.
    public var units: Int
    /// What is applied to the weighted sums.
    public var activation: Activation
    /// The spread of the noise at first, before it is divided by the root of the number of inputs.
    public var sigma: Double
    public var name: String?

    /// A layer of so many units; 0.5 is the paper's `sigma`.
    public init(_ units: Int, activation: Activation = .linear, sigma: Double = 0.5, name: String? = nil) {
        self.units = units
        self.activation = activation
        self.sigma = sigma
        self.name = name
    }

    public func forward(_ x: Symbol, _ scope: Scope) -> Symbol {
        guard units > 0, x.rank == 2, x.shape[1] > 0, sigma >= 0, sigma.isFinite else {
            return scope.fail(
                "NoisyDense takes [batch, in], a positive number of units and a spread of at least 0, "
                    + "not \(x.type), \(units) and \(sigma)")
        }
        let inputs = x.shape[1]
        let bound = 1 / Double(inputs).squareRoot()
        let kernel = scope.parameter("kernel", [inputs, units], .randomUniform(-bound, bound))
        let bias = scope.parameter("bias", [units], .randomUniform(-bound, bound))
        let kernelSpread = scope.parameter("kernel_spread", [inputs, units], .constant(sigma * bound))
        let biasSpread = scope.parameter("bias_spread", [units], .constant(sigma / Double(units).squareRoot()))
        let before = noise([inputs, 1], scope, like: kernel)
        let after = noise([units], scope, like: bias)
        let mean = x.matmul(kernel) + bias
        let noisy = x.matmul(kernel + kernelSpread * (before * after)) + (bias + biasSpread * after)
        return activation(scope.phase(training: noisy, inference: mean))
    }

    /// `sign(ε)·√|ε|` of standard normal numbers.
    private func noise(_ shape: [Int], _ scope: Scope, like x: Symbol) -> Symbol {
        let shaped = x.builder.constant(.zeros(.init(shape)))
        let e = scope.random(.normal(), like: shaped)
        return e.sign() * e.abs().sqrt()
    }
}
