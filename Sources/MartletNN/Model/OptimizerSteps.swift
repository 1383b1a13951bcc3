import CMartletKernels
import MartletGraph
import MartletNumerics

/// A model's optimiser at work: the memory for gradients and the addresses that a step needs. Steps allocate nothing.
struct OptimizerSteps: ~Copyable {
    private let optimizer: any Optimizer
    private let schedule: LearningRate
    private var step: OptimizerStep
    private let slotCount: Int
    private let slots: UnsafeMutablePointer<UnsafeMutablePointer<Float>>
    private let random: UnsafeMutablePointer<mk_random_state>

    /// - Parameter model: that is compiled.
    init(_ model: inout Model) {
        optimizer = model.compiled!.optimizer
        schedule = optimizer.learningRate
        slotCount = optimizer.slots.count
        slots = .allocate(capacity: max(1, slotCount))
        let count = max(16, model.layout.trainableCount)
        let gradients = UnsafeMutablePointer<Float>.allocate(capacity: count)
        gradients.initialize(repeating: 0, count: count)
        random = .allocate(capacity: 1)
        random.pointee = mk_random_state(seed: model.seed, step: 0)
        let parameters = model.beginSteps()
        step = OptimizerStep(
            iteration: model.training.iteration, rate: 0,
            parameters: parameters.assumingMemoryBound(to: Float.self), gradients: gradients,
            slots: slots, layout: model.layout, threads: threadBudget)
        model.prepareSlots()  // they may be another optimiser's
        own(&model)
    }

    deinit {
        step.gradients.deallocate()
        random.deallocate()
        slots.deallocate()
    }

    /// Optimiser steps taken so far.
    var iteration: Int { step.iteration }

    /// Takes up a model's parameters, slots and count of steps where they lie now, made its own.
    mutating func own(_ model: inout Model) {
        step.iteration = model.training.iteration
        if model.training.slots.count != slotCount { model.prepareSlots() }
        step.parameters = model.beginSteps().assumingMemoryBound(to: Float.self)
        for index in model.training.slots.indices {
            model.training.slots[index].makeUnique()
            slots[index] = UnsafeMutableRawPointer(mutating: model.training.slots[index].baseAddress)
                .assumingMemoryBound(to: Float.self)
        }
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
        step.rate = Float(schedule(step.iteration))
        optimizer.update(step)
        step.iteration += 1
    }
}
