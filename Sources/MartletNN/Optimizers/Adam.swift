import CMartletKernels
import MartletGraph

/// Steps scaled by running averages of the gradient and of its square (Kingma & Ba 2015); with `amsgrad` by the largest
/// average of squares so far (Reddi et al. 2018).
public struct Adam: Optimizer {
    public var learningRate: LearningRate
    /// How much of the mean of gradients each step keeps.
    public var beta1: Double
    /// How much of the mean of squared gradients each step keeps.
    public var beta2: Double
    /// What is added to the root of the mean square, so that it can divide.
    public var epsilon: Double
    /// Whether the largest mean square so far divides (Reddi et al. 2018).
    public var amsgrad: Bool
    /// What parameters shrink by in each step, apart from the gradient; nil for nothing.
    public var weightDecay: WeightDecay?
    /// How gradients are limited before the step; nil: they aren't.
    public var clipping: GradientClipping?

    /// Keras's defaults.
    ///
    /// - Parameter learningRate: a number or a schedule over steps.
    public init(
        learningRate: LearningRate = 0.001, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-7,
        amsgrad: Bool = false, weightDecay: WeightDecay? = nil, clipping: GradientClipping? = nil
    ) {
        self.learningRate = learningRate
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
        self.amsgrad = amsgrad
        self.weightDecay = weightDecay
        self.clipping = clipping
    }

    public var slots: [String] { ["momentum", "velocity"] + (amsgrad ? ["velocity_hat"] : []) }

    public func update(_ step: OptimizerStep) {
        clipping?.apply(step)
        step.decayed(weightDecay) { start, count, decay in
            let options = mk_adam_options(
                learning_rate: step.rate, beta_1: beta1, beta_2: beta2, epsilon: Float(epsilon),
                weight_decay: decay, step: Int64(step.iteration + 1))
            mk_adam(
                count, step.parameters + start, step.gradients + start, step.slots[0] + start, step.slots[1] + start,
                amsgrad ? step.slots[2] + start : nil, options, Int32(step.threads))
        }
    }

    public func validate() throws {
        try learningRate.validate()
        try weightDecay?.validate("Adam")
        try clipping?.validate("Adam")
        guard (0..<1).contains(beta1), (0..<1).contains(beta2), epsilon >= 0 else {
            throw ArgumentError(
                "Adam", "needs beta1 and beta2 in 0..<1 and epsilon ≥ 0, not \(beta1), \(beta2), \(epsilon)")
        }
    }
}

extension Optimizer where Self == Adam {
    /// With its default arguments.
    public static var adam: Adam { Adam() }
    /// Steps scaled by running averages of the gradient and of its square.
    public static func adam(
        learningRate: LearningRate = 0.001, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-7,
        amsgrad: Bool = false, weightDecay: WeightDecay? = nil, clipping: GradientClipping? = nil
    ) -> Adam {
        Adam(
            learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon, amsgrad: amsgrad,
            weightDecay: weightDecay, clipping: clipping)
    }
}
