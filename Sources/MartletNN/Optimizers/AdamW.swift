import MartletGraph

/// `Adam` with weight decay by default (Loshchilov & Hutter 2019).
public struct AdamW: Optimizer {
    /// What it is: Adam's arguments, the weight decay among them.
    public var adam: Adam

    /// Keras's defaults: a decay of 0.004.
    ///
    /// - Parameter weightDecay: times the learning rate, what each parameter shrinks by in a step.
    public init(
        learningRate: LearningRate = 0.001, weightDecay: WeightDecay = 0.004, beta1: Double = 0.9,
        beta2: Double = 0.999,
        epsilon: Double = 1e-7, amsgrad: Bool = false, clipping: GradientClipping? = nil
    ) {
        adam = Adam(
            learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon, amsgrad: amsgrad,
            weightDecay: weightDecay, clipping: clipping)
    }

    public var learningRate: LearningRate {
        get { adam.learningRate }
        set { adam.learningRate = newValue }
    }

    public var slots: [String] { adam.slots }
    public func update(_ step: OptimizerStep) { adam.update(step) }
    public func validate() throws { try adam.validate() }
}

extension Optimizer where Self == AdamW {
    /// With its default arguments.
    public static var adamW: AdamW { AdamW() }
    /// Adam with weight decay.
    public static func adamW(
        learningRate: LearningRate = 0.001, weightDecay: WeightDecay = 0.004, beta1: Double = 0.9,
        beta2: Double = 0.999,
        epsilon: Double = 1e-7, amsgrad: Bool = false, clipping: GradientClipping? = nil
    ) -> AdamW {
        AdamW(
            learningRate: learningRate, weightDecay: weightDecay, beta1: beta1, beta2: beta2, epsilon: epsilon,
            amsgrad: amsgrad, clipping: clipping)
    }
}
