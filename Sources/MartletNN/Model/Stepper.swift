import CMartletKernels
import MartletGraph
import MartletNumerics

/// Takes optimiser steps: runs a training program and updates the parameters in place. While it lives it is the only
/// one that touches the model's parameters and slots; `finish` hands the step count back.
struct Stepper: ~Copyable {
    private let optimizer: any Optimizer
    private let schedule: LearningRate
    private var step: OptimizerStep
    private let gradients: UnsafeMutablePointer<Float>
    private let slots: UnsafeMutablePointer<UnsafeMutablePointer<Float>>
    private let random: UnsafeMutablePointer<mk_random_state>

    init(_ model: inout Model, _ program: Program, _ session: borrowing Session) {
        let layout = model.layout
        optimizer = model.compiled!.optimizer
        schedule = optimizer.learningRate
        model.prepareSlots()
        slots = .allocate(capacity: max(1, model.training.slots.count))
        for (index, slot) in model.training.slots.enumerated() {
            slots[index] = UnsafeMutableRawPointer(mutating: slot.baseAddress).assumingMemoryBound(to: Float.self)
        }
        gradients = .allocate(capacity: max(16, layout.trainableCount))
        gradients.initialize(repeating: 0, count: max(16, layout.trainableCount))
        random = .allocate(capacity: 1)
        random.pointee = mk_random_state(seed: model.seed, step: UInt64(model.training.iteration))
        let parameters = model.beginSteps()
        session.bind(program.parameters[0], parameters, version: model.version.frozen)
        session.bind(program.gradients[0], UnsafeMutableRawPointer(gradients))
        session.bind(program.random, UnsafeMutableRawPointer(random))
        step = OptimizerStep(
            iteration: model.training.iteration, rate: 0,
            parameters: parameters.assumingMemoryBound(to: Float.self), gradients: gradients,
            slots: slots, layout: layout, threads: threadBudget)
    }

    deinit {
        gradients.deallocate()
        random.deallocate()
        slots.deallocate()
    }

    /// Computes loss and gradient of the bound batch and updates the parameters. Allocates nothing.
    mutating func step(_ session: borrowing Session) {
        random.pointee.step = UInt64(step.iteration)
        session.run()
        step.rate = Float(schedule(step.iteration))
        optimizer.update(step)
        step.iteration += 1
    }

    func finish(_ model: inout Model) { model.training.iteration = step.iteration }
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
