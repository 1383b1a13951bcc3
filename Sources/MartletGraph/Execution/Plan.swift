package import CMartletKernels
package import MartletNumerics

/// A graph decided for given input types: which kernels run, in which order, on which memory. Immutable.
package struct Plan: Sendable {
    /// Memory that a plan works on and doesn't own; each is bound to an address before a run.
    package enum Region: Hashable, Sendable {
        case arena, constants, random
        /// A block that was computed once for this version of the parameters.
        case prepared(Int)
        /// The flat parameter vector of a bank, and the flat vector of its gradients.
        case parameters(bank: Int), gradients(bank: Int)
        case input(Int), output(Int)

        var isPrepared: Bool { if case .prepared = self { true } else { false } }
    }

    /// Where a value of the graph is wanted.
    package enum Destination: Hashable, Sendable {
        case output(Int)
        case gradient(bank: Int, parameter: String)
        case parameter(bank: Int, name: String)
    }

    package struct Location: Hashable, Sendable, CustomStringConvertible {
        var region: Region
        var offset = 0

        package var description: String { "\(region)+\(offset)" }
    }

    /// One step, as dumps and profiles show it.
    package struct Step: Sendable {
        package var name: String
        package var path: String
        package var flops: Double
        package var operands: [Location]
    }

    /// One address to fill in: operand `operand` of call `call` is `offset` bytes into a region.
    struct Patch: Sendable {
        var call: Int
        var operand: Int
        var offset: Int
    }

    final class Owned: @unchecked Sendable {  // immutable after init
        let calls: [mk_call]
        /// What runs once for each version of the parameters.
        let preparation: Preparation
        /// What it makes where there are no parameters.
        let prepared = Prepared()
        let constants: Tensor
        let retained: [any AnyObject & Sendable]

        init(
            _ calls: [mk_call], _ preparation: Preparation, _ constants: Tensor, _ retained: [any AnyObject & Sendable]
        ) {
            self.calls = calls
            self.preparation = preparation
            self.constants = constants
            self.retained = retained
        }
    }

    package let inputs: [TensorType]
    package let outputs: [TensorType]
    package let steps: [Step]
    /// The steps that run once for each version of the parameters.
    package let preparation: [Step]
    /// Whether runs read what is prepared.
    let isPrepared: Bool
    package let arenaByteCount: Int
    package let preparedByteCount: Int
    let owned: Owned
    /// The regions in use; a region's position is its slot.
    package let regions: [Region]
    /// The addresses to fill in, by slot.
    let patches: [[Patch]]
    let bankCount: Int
    /// How many threads its kernels may use.
    package let threads: Int
    /// The parameters by whose values something was chosen: the plan is right while they keep these.
    package let consulted: Set<Variable>

    package var calls: [mk_call] { owned.calls }

    /// Plans a concrete graph.
    ///
    /// - Parameters:
    ///   - wanted: which values go where; values that go nowhere aren't computed.
    ///   - banks: the layout of each parameter vector that the graph reads or writes.
    ///   - fixed: whether a parameter keeps its value while the version stays that it is bound with; what depends on
    ///     such parameters alone is computed once for each version. No parameter that the plan writes is fixed.
    ///   - values: the current values of fixed parameters, for operations that choose by them (`consulted`).
    package init(
        _ graph: Graph, wanted: [(Graph.Value, Destination)], banks: [ParameterLayout], threads: Int = 1,
        options: PlanOptions = PlanOptions(), fixed: (Variable) -> Bool = { _ in false },
        values: @escaping (Variable) -> Tensor? = { _ in nil }
    ) {
        var planner = Planner(graph: graph, banks: banks, threads: threads, options: options, values: values)
        planner.plan(wanted, fixed: fixed)
        inputs = graph.inputs
        outputs = wanted.compactMap { value, destination in
            if case .output = destination { graph.type(of: value) } else { nil }
        }
        steps = planner.run.steps
        preparation = planner.preparation.steps
        arenaByteCount = planner.run.memory.byteCount
        preparedByteCount = planner.preparation.byteCount
        isPrepared = preparedByteCount > 0
        owned = Owned(planner.run.calls, planner.preparation, planner.constants, planner.retained)
        let known = planner.preparation.places.joined().compactMap { $0?.region }.filter { !$0.isPrepared }
        regions = Array(Set(planner.run.patches.keys).union(known))
        patches = regions.map { planner.run.patches[$0] ?? [] }
        bankCount = banks.count
        self.threads = threads
        consulted = planner.known.consulted
    }

    /// The number by which a session binds a region; nil if no kernel touches it.
    package func slot(_ region: Region) -> Int? { regions.firstIndex(of: region) }
}
