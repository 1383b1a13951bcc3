import CMartletKernels
import MartletGraph

/// Steps scaled by the sum of all squared gradients (Duchi et al. 2011).
public struct Adagrad: Optimizer {
    public var learningRate: LearningRate
    /// What the sums of squared gradients begin with.
    public var initialAccumulatorValue: Double
    /// What is added to the sum, so that its root can divide.
    public var epsilon: Double
    /// What parameters shrink by in each step, apart from the gradient; nil for nothing.
    public var weightDecay: WeightDecay?
    /// How gradients are limited before the step; nil: they aren't.
    public var clipping: GradientClipping?

    /// Keras's defaults.
    ///
    /// - Parameter learningRate: a number or a schedule over steps.
    public init(
        learningRate: LearningRate = 0.001, initialAccumulatorValue: Double = 0.1, epsilon: Double = 1e-7,
        weightDecay: WeightDecay? = nil, clipping: GradientClipping? = nil
    ) {
        self.learningRate = learningRate
        self.initialAccumulatorValue = initialAccumulatorValue
        self.epsilon = epsilon
        self.weightDecay = weightDecay
        self.clipping = clipping
    }

    public var slots: [String] { ["accumulator"] }

    public func initialSlotValue(_ name: String) -> Float { Float(initialAccumulatorValue) }

    public func update(_ step: OptimizerStep) {
        clipping?.apply(step)
        step.decayed(weightDecay) { start, count, decay in
            let options = mk_adagrad_options(learning_rate: step.rate, epsilon: Float(epsilon), weight_decay: decay)
            mk_adagrad(
                count, step.parameters + start, step.gradients + start, step.slots[0] + start, options,
                Int32(step.threads))
        }
    }

    public func validate() throws {
        try learningRate.validate()
        try weightDecay?.validate("Adagrad")
        try clipping?.validate("Adagrad")
        guard initialAccumulatorValue >= 0, epsilon >= 0 else {
            throw ArgumentError(
                "Adagrad",
                "needs values ≥ 0, not initialAccumulatorValue \(initialAccumulatorValue), epsilon \(epsilon)")
        }
    }
}

extension Optimizer where Self == Adagrad {
    /// With its default arguments.
    public static var adagrad: Adagrad { Adagrad() }
    /// Steps scaled by the sum of all squared gradients.
    public static func adagrad(
        learningRate: LearningRate = 0.001, initialAccumulatorValue: Double = 0.1, epsilon: Double = 1e-7,
        weightDecay: WeightDecay? = nil, clipping: GradientClipping? = nil
    ) -> Adagrad {
        Adagrad(
            learningRate: learningRate, initialAccumulatorValue: initialAccumulatorValue, epsilon: epsilon,
            weightDecay: weightDecay, clipping: clipping)
    }
}
