import CMartletKernels
import MartletGraph
import MartletNumerics

/// A model's optimiser at work: the memory for gradients and the addresses that a step needs. Steps allocate nothing.
///
/// It works on the model's own memory, where that lay when `own` was called last; who lets others change the model
/// calls it again before the next step.
struct OptimizerSteps: ~Copyable {
    private var optimizer: any Optimizer
    private var schedule: LearningRate
    /// Of the optimiser.
    private var stamp: Stamp
    private var step: OptimizerStep
    private var resting: RestingWeights
    private var slots: UnsafeMutableBufferPointer<UnsafeMutablePointer<Float>>
    private let random: UnsafeMutablePointer<mk_random_state>

    /// - Parameter model: that is compiled.
    init(_ model: inout Model) {
        let compiled = model.compiled!
        optimizer = compiled.optimizer
        schedule = optimizer.learningRate
        stamp = compiled.optimizerStamp
        slots = .allocate(capacity: optimizer.slots.count)
        random = .allocate(capacity: 1)
        random.initialize(to: mk_random_state(seed: model.seed, step: 0))
        step = OptimizerStep(
            iteration: 0, rate: 0, parameters: Self.noFloats, gradients: Self.gradients(model.layout),
            slots: UnsafePointer(slots.baseAddress!), layout: model.layout, threads: threadBudget)
        resting = RestingWeights(model)
        own(&model)
    }

    deinit {
        step.gradients.deallocate()
        random.deallocate()
        slots.deallocate()
    }

    /// Stands for memory that is known later.
    private static var noFloats: UnsafeMutablePointer<Float> { UnsafeMutablePointer(bitPattern: 64)! }

    /// Zeros for a gradient; its gaps stay zero.
    private static func gradients(_ layout: ParameterLayout) -> UnsafeMutablePointer<Float> {
        let count = max(16, layout.trainableCount)
        return UnsafeMutableRawPointer.allocatePages(byteCount: count * MemoryLayout<Float>.stride)
            .initializeMemory(as: Float.self, repeating: 0, count: count)
    }

    /// Optimiser steps taken so far.
    var iteration: Int { step.iteration }

    /// Takes up a compiled model as it is now: its optimiser, seed and count of steps, and where its parameters and slots
    /// lie, made its own. Allocates nothing if nobody else holds them and the layout stays.
    mutating func own(_ model: inout Model) {
        if model.compiled!.optimizerStamp != stamp {
            takeOptimizer(model.compiled!)
            resting = RestingWeights(model)
        }
        if model.layout != step.layout {
            resting = RestingWeights(model)
            step.gradients.deallocate()
            step.gradients = Self.gradients(model.layout)
            step.layout = model.layout
        }
        let isPrepared =
            model.training.slots.count == slots.count
            && model.training.slots.allSatisfy { $0.count == step.layout.trainableCount }
        if !isPrepared { model.prepareSlots() }
        random.pointee.seed = model.seed
        step.iteration = model.training.iteration
        step.parameters = model.beginSteps().assumingMemoryBound(to: Float.self)
        for index in model.training.slots.indices {
            model.training.slots[index].makeUnique()
            slots[index] = UnsafeMutableRawPointer(mutating: model.training.slots[index].baseAddress)
                .assumingMemoryBound(to: Float.self)
        }
    }

    private mutating func takeOptimizer(_ compiled: Compiled) {
        optimizer = compiled.optimizer
        schedule = optimizer.learningRate
        stamp = compiled.optimizerStamp
        slots.deallocate()
        slots = .allocate(capacity: optimizer.slots.count)
        step.slots = UnsafePointer(slots.baseAddress!)
    }

    /// Tells a session where parameters, gradients and the state of random kernels lie.
    func bind(_ session: borrowing Session, _ program: Program, bank: Int = 0, _ version: Prepared) {
        session.bind(program.parameters[bank], UnsafeMutableRawPointer(step.parameters), version)
        session.bind(program.gradients[bank], UnsafeMutableRawPointer(step.gradients))
        session.bind(program.random, UnsafeMutableRawPointer(random))
    }

    /// Computes the gradient of what is bound and updates the parameters.
    mutating func run(_ session: borrowing Session) {
        random.pointee.step = UInt64(step.iteration)
        session.run()
        update()
    }

    /// The same, and the nanoseconds of each kernel and of the update.
    mutating func profile(_ session: borrowing Session) -> [UInt64] {
        random.pointee.step = UInt64(step.iteration)
        let kernels = session.profile(), start = nanoseconds()
        update()
        return kernels + [nanoseconds() - start]
    }

    private mutating func update() {
        step.rate = Float(schedule(step.iteration))
        resting.rest(step)
        optimizer.update(step)
        step.iteration += 1
    }
}

extension Model {
    /// Makes the optimiser's slots, and makes them this model's own.
    mutating func prepareSlots() {
        guard let optimizer = compiled?.optimizer else { return }
        if training.slots.count != optimizer.slots.count
            || training.slots.contains(where: { $0.count != layout.trainableCount })
        {
            training.slots = optimizer.slots.map {
                Tensor.full(optimizer.initialSlotValue($0), shape: [layout.trainableCount])
            }
        }
        for index in training.slots.indices { training.slots[index].makeUnique() }
    }
}
