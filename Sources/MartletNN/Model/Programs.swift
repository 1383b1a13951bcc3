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
        /// Inference that updates the state of these names.
        case calibrate(Set<String>)

        /// Whether it is no part of training, so that the model's precision holds.
        var isInference: Bool {
            switch self {
            case .predict, .evaluate(_, fromFront: false): true
            case .front, .evaluate, .train, .calibrate: false
            }
        }

        /// Whether it gives the model's outputs, or values on the way to them, so that batch invariance holds.
        var isPrediction: Bool {
            switch self {
            case .predict, .front: true
            case .evaluate, .train, .calibrate: false
            }
        }
    }

    private struct Key: Hashable {
        var purpose: Purpose
        var inputs: [TensorType]
        var threads: Int
        /// Of the parameters, where a program for another version chose by their values.
        var version: Int?
    }

    private struct Made {
        var program: Program
        /// Of the parameters by whose values it chose; nil if by none.
        var version: Int?
    }

    /// Tells these programs from all others of the process.
    let identity = Programs.counter.wrappingAdd(1, ordering: .relaxed).newValue
    private static let counter = Atomic<Int>(0)

    private let made = RecentlyUsed<Key, Made>(capacity: 32)
    private let batchings = Mutex<[Purpose: Batching]>([:])
    /// The program used last to predict, so that the next like it is found without hashing.
    private let recent = Mutex<Made?>(nil)

    /// How many are kept.
    package var count: Int { made.count }

    /// The program used last to predict, if it takes just such an input, gives one output and holds for the version.
    func recent(for input: TensorType, _ version: Prepared) -> Program? {
        guard let made = recent.withLock({ $0 }) else { return nil }
        let plan = made.program.plan
        guard plan.inputs.count == 1, plan.outputs.count == 1, plan.inputs[0] == input, plan.threads == threadBudget,
            made.version == nil || made.version == version.version
        else { return nil }
        return made.program
    }

    /// The program for a purpose and the types of a model's inputs, made if there is none, or none that holds.
    ///
    /// - Parameter version: of the parameters that its runs leave as they are.
    func program(
        _ purpose: Purpose, _ inputs: [TensorType], _ version: Prepared, make: () throws -> Program
    ) throws -> Program {
        let version = version.version
        func find(_ key: Key) throws -> Made {
            try made.value(for: key) {
                let program = try make()
                return Made(program: program, version: program.plan.consulted.isEmpty ? nil : version)
            }
        }
        var key = Key(purpose: purpose, inputs: inputs, threads: threadBudget)
        var found = try find(key)
        if let chosen = found.version, chosen != version {
            key.version = version
            found = try find(key)
        }
        if purpose == .predict { recent.withLock { [found] in $0 = found } }
        return found.program
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
