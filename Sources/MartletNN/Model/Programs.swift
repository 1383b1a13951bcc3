import MartletGraph
import MartletNumerics
import Synchronization

/// The programs made so far for a model, by what they do and for how many rows.
package final class Programs: Sendable {
    enum Purpose: Hashable {
        case predict
        /// The values at the end of the frozen front.
        case front
        /// From the inputs, or from the values at the end of the front.
        case evaluate(weighted: Bool, fromFront: Bool = false)
        case train(weighted: Bool, fromFront: Bool = false)

        /// Whether it is no part of training, so that the model's precision holds.
        var isInference: Bool {
            switch self {
            case .predict, .evaluate(_, fromFront: false): true
            case .front, .evaluate, .train: false
            }
        }
    }

    private struct Key: Hashable {
        var purpose: Purpose
        var rows: Int
    }

    /// Tells these programs from all others of the process.
    let identity = Programs.counter.wrappingAdd(1, ordering: .relaxed).newValue
    private static let counter = Atomic<Int>(0)

    private let made = Mutex<[Key: Program]>([:])
    /// The program used last to predict, so that the next like it is found without hashing.
    private let recent = Mutex<Program?>(nil)

    /// The program used last to predict, if it takes just such an input and gives one output.
    func recent(for input: TensorType) -> Program? {
        guard let program = recent.withLock({ $0 }), program.plan.inputs.count == 1, program.plan.outputs.count == 1,
            program.plan.inputs[0] == input
        else { return nil }
        return program
    }

    /// The program for a purpose, made if it is the first of its kind.
    func program(_ purpose: Purpose, rows: Int, make: () throws -> Program) rethrows -> Program {
        let key = Key(purpose: purpose, rows: rows)
        let program = try made.withLock({ $0[key] }) ?? make()
        made.withLock { $0[key] = program }
        if purpose == .predict { recent.withLock { $0 = program } }
        return program
    }
}
