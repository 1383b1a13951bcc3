import MartletGraph
import MartletNumerics

/// Takes the steps of `fit`: runs a training program and updates the parameters in place. While it lives it is the only
/// one that touches the model's parameters and slots; `finish` hands the step count back.
struct Stepper: ~Copyable {
    private var steps: OptimizerSteps

    init(_ model: inout Model, _ program: Program, _ session: borrowing Session) {
        steps = OptimizerSteps(&model)
        steps.bind(session, program, model.version.frozen)
    }

    /// Computes loss and gradient of the bound batch and updates the parameters. Allocates nothing.
    mutating func step(_ session: borrowing Session) { steps.run(session) }

    func finish(_ model: inout Model) { model.training.iteration = steps.iteration }
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
