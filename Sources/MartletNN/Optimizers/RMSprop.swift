import CMartletKernels
import MartletGraph

/// Steps scaled by a running average of the squared gradient (Hinton 2012); with `centered` by the gradient's variance.
public struct RMSprop: Optimizer {
    public var learningRate: LearningRate
    /// How much of the mean of squared gradients each step keeps.
    public var rho: Double
    /// How much of the last step is taken again; 0 for none of it.
    public var momentum: Double
    /// What is added to the mean square, so that its root can divide.
    public var epsilon: Double
    /// Whether the gradients' variance divides instead of their mean square.
    public var centered: Bool
    /// What parameters shrink by in each step, apart from the gradient; nil for nothing.
    public var weightDecay: WeightDecay?
    /// How gradients are limited before the step; nil: they aren't.
    public var clipping: GradientClipping?

    /// Keras's defaults.
    ///
    /// - Parameter learningRate: a number or a schedule over steps.
    public init(
        learningRate: LearningRate = 0.001, rho: Double = 0.9, momentum: Double = 0, epsilon: Double = 1e-7,
        centered: Bool = false, weightDecay: WeightDecay? = nil, clipping: GradientClipping? = nil
    ) {
        self.learningRate = learningRate
        self.rho = rho
        self.momentum = momentum
        self.epsilon = epsilon
        self.centered = centered
        self.weightDecay = weightDecay
        self.clipping = clipping
    }

    public var slots: [String] {
        ["velocity"] + (momentum > 0 ? ["momentum"] : []) + (centered ? ["average_gradient"] : [])
    }

    public func update(_ step: OptimizerStep) {
        clipping?.apply(step)
        step.decayed(weightDecay) { start, count, decay in
            let options = mk_rmsprop_options(
                learning_rate: step.rate, rho: rho, momentum: Float(momentum), epsilon: Float(epsilon),
                weight_decay: decay)
            mk_rmsprop(
                count, step.parameters + start, step.gradients + start, step.slots[0] + start,
                momentum > 0 ? step.slots[1] + start : nil,
                centered ? step.slots[momentum > 0 ? 2 : 1] + start : nil, options, Int32(step.threads))
        }
    }

    public func validate() throws {
        try learningRate.validate()
        try weightDecay?.validate("RMSprop")
        try clipping?.validate("RMSprop")
        guard (0..<1).contains(rho), (0...1).contains(momentum), epsilon >= 0 else {
            throw ArgumentError(
                "RMSprop", "needs rho in 0..<1, momentum in 0...1, epsilon ≥ 0, not \(rho), \(momentum), \(epsilon)")
        }
    }
}

extension Optimizer where Self == RMSprop {
    /// With its default arguments.
    public static var rmsprop: RMSprop { RMSprop() }
    /// Steps scaled by a running average of the squared gradient.
    public static func rmsprop(
        learningRate: LearningRate = 0.001, rho: Double = 0.9, momentum: Double = 0, epsilon: Double = 1e-7,
        centered: Bool = false, weightDecay: WeightDecay? = nil, clipping: GradientClipping? = nil
    ) -> RMSprop {
        RMSprop(
            learningRate: learningRate, rho: rho, momentum: momentum, epsilon: epsilon, centered: centered,
            weightDecay: weightDecay, clipping: clipping)
    }
}
