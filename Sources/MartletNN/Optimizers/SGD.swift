import CMartletKernels
import MartletGraph

/// Gradient descent, with momentum (`v ← momentum · v − rate · g; w ← w + v`) or Nesterov's.
public struct SGD: Optimizer {
    public var learningRate: LearningRate
    /// How much of the last step is taken again, 0 to 1.
    public var momentum: Double
    /// Whether momentum is Nesterov's, which looks one step ahead.
    public var nesterov: Bool
    /// What parameters shrink by in each step, apart from the gradient; nil for nothing.
    public var weightDecay: WeightDecay?
    /// How gradients are limited before the step; nil: they aren't.
    public var clipping: GradientClipping?

    /// Keras's defaults: plain gradient descent with a rate of 0.01.
    ///
    /// - Parameter learningRate: a number or a schedule over steps.
    public init(
        learningRate: LearningRate = 0.01, momentum: Double = 0, nesterov: Bool = false,
        weightDecay: WeightDecay? = nil, clipping: GradientClipping? = nil
    ) {
        self.learningRate = learningRate
        self.momentum = momentum
        self.nesterov = nesterov
        self.weightDecay = weightDecay
        self.clipping = clipping
    }

    public var slots: [String] { momentum == 0 ? [] : ["momentum"] }

    public func update(_ step: OptimizerStep) {
        clipping?.apply(step)
        step.decayed(weightDecay) { start, count, decay in
            let options = mk_sgd_options(
                learning_rate: step.rate, momentum: Float(momentum), nesterov: nesterov, weight_decay: decay)
            mk_sgd(
                count, step.parameters + start, step.gradients + start, momentum == 0 ? nil : step.slots[0] + start,
                options, Int32(step.threads))
        }
    }

    public func validate() throws {
        try learningRate.validate()
        try weightDecay?.validate("SGD")
        try clipping?.validate("SGD")
        guard (0...1).contains(momentum) else {
            throw ArgumentError("SGD", "momentum must be in 0...1, and is \(momentum)")
        }
    }
}

extension Optimizer where Self == SGD {
    /// With its default arguments.
    public static var sgd: SGD { SGD() }
    /// Gradient descent.
    public static func sgd(
        learningRate: LearningRate = 0.01, momentum: Double = 0, nesterov: Bool = false,
        weightDecay: WeightDecay? = nil, clipping: GradientClipping? = nil
    ) -> SGD {
        SGD(
            learningRate: learningRate, momentum: momentum, nesterov: nesterov, weightDecay: weightDecay,
            clipping: clipping)
    }
}
