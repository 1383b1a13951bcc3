import MartletGraph
import MartletNumerics
import Synchronization

/// The programs of a model that were used last, by what they do and for which inputs.
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
        var inputs: [TensorType]
        var threads: Int
    }

    /// Tells these programs from all others of the process.
    let identity = Programs.counter.wrappingAdd(1, ordering: .relaxed).newValue
    private static let counter = Atomic<Int>(0)

    private let made = RecentlyUsed<Key, Program>(capacity: 32)
    private let batchings = Mutex<[Purpose: Batching]>([:])
    /// The program used last to predict, so that the next like it is found without hashing.
    private let recent = Mutex<Program?>(nil)

    /// How many are kept.
    package var count: Int { made.count }

    /// The program used last to predict, if it takes just such an input and gives one output.
    func recent(for input: TensorType) -> Program? {
        guard let program = recent.withLock({ $0 }), program.plan.inputs.count == 1, program.plan.outputs.count == 1,
            program.plan.inputs[0] == input, program.plan.threads == threadBudget
        else { return nil }
        return program
    }

    /// The program for a purpose and the types of a model's inputs, made if there is none.
    func program(_ purpose: Purpose, _ inputs: [TensorType], make: () throws -> Program) throws -> Program {
        let key = Key(purpose: purpose, inputs: inputs, threads: threadBudget)
        let program = try made.value(for: key, make: make)
        if purpose == .predict { recent.withLock { $0 = program } }
        return program
    }

    /// How rows are computed for a purpose by a graph, which is always the same.
    func batching(_ purpose: Purpose, _ graph: Graph) -> Batching {
        batchings.withLock { batchings in
            if let known = batchings[purpose] { return known }
            let batching = Batching(graph)
            batchings[purpose] = batching
            return batching
        }
    }
}
