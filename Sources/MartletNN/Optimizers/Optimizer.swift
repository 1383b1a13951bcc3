public import MartletGraph

/// A rule by which gradients change parameters. Formulas, arguments and defaults are Keras's.
///
/// An optimiser is a description; what it remembers between steps lies in its slots, flat vectors laid out like the
/// parameters, which the model keeps and saves.
public protocol Optimizer: Sendable, Codable {
    /// A number, or a schedule of them over the steps.
    var learningRate: LearningRate { get set }

    /// The names of the vectors that it keeps, such as `momentum`, one float for each of the parameters' floats.
    var slots: [String] { get }

    /// What a slot is filled with before the first step.
    func initialSlotValue(_ name: String) -> Float

    /// Takes one step in place; may change the gradients. Allocates nothing.
    func update(_ step: OptimizerStep)

    /// - Throws: `ArgumentError` for a value outside its range.
    func validate() throws
}

extension Optimizer {
    public func initialSlotValue(_ name: String) -> Float { 0 }
    public func validate() throws { try learningRate.validate() }
}

/// What an optimiser works on in one step: flat vectors of `count` floats, the gaps between parameters zero.
public struct OptimizerStep {
    /// Steps taken before this one.
    public var iteration: Int
    /// The learning rate of this step.
    public var rate: Float
    /// What the step changes.
    public var parameters: UnsafeMutablePointer<Float>
    /// The derivatives of the loss by the parameters, in the same places.
    public var gradients: UnsafeMutablePointer<Float>
    /// One vector for each of the optimiser's `slots`, in their order.
    public var slots: UnsafePointer<UnsafeMutablePointer<Float>>
    /// Where each parameter lies.
    public var layout: ParameterLayout
    /// How many threads the step may use.
    public var threads: Int

    /// The length of each vector.
    public var count: Int { layout.trainableCount }

    /// A step over vectors that the caller owns, all of the layout's `trainableCount` floats.
    public init(
        iteration: Int, rate: Float, parameters: UnsafeMutablePointer<Float>, gradients: UnsafeMutablePointer<Float>,
        slots: UnsafePointer<UnsafeMutablePointer<Float>>, layout: ParameterLayout, threads: Int = 1
    ) {
        self.iteration = iteration
        self.rate = rate
        self.parameters = parameters
        self.gradients = gradients
        self.slots = slots
        self.layout = layout
        self.threads = threads
    }
}
