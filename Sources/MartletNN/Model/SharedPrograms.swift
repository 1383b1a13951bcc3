import MartletCodecs
import MartletGraph
import Synchronization

/// The plans of models that compute the same of other numbers, such as those of a search's trials: each is made once.
package final class SharedPrograms: Sendable {
    /// Where models that are compiled look for those before them.
    @TaskLocal package static var current: SharedPrograms?

    /// What was compiled last, without numbers.
    private let models = Mutex<[Model]>([])
    private static let capacity = 16

    package init() {}

    /// Has a compiled model use the plans of one before it that computes the same; whether there is one.
    func share(with model: inout Model) -> Bool {
        guard let description = model.compiled?.description else { return false }
        let known = models.withLock { models in
            models.first { $0.computesSame(as: model) && $0.compiled?.description == description }
        }
        if let known { model.share(known) }
        return known != nil
    }

    /// Remembers a compiled model, whose judgements are right.
    func add(_ model: Model) {
        models.withLock { models in
            models.append(model.withoutNumbers)
            if models.count > Self.capacity { models.removeFirst() }
        }
    }
}

extension Compiled {
    /// What judgements depend on; nil where that can't be compared.
    fileprivate var description: JSON? {
        guard let losses = try? JSON(encoding: losses), let metrics = try? JSON(encoding: metrics) else { return nil }
        return [losses, metrics, .array(lossWeights.map { .double($0) })]
    }
}

extension Model {
    fileprivate func computesSame(as other: Model) -> Bool {
        frozen == other.frozen && savesMemory == other.savesMemory && precision == other.precision
            && isBatchInvariant == other.isBatchInvariant && convolution == other.convolution
            && skipsZeros == other.skipsZeros && integers == other.integers && graph.isSame(as: other.graph)
    }
}

extension Graph {
    /// Whether the other graph says the same of parameters of the same names.
    fileprivate func isSame(as other: Graph) -> Bool {
        inputs == other.inputs && parameters == other.parameters && outputs == other.outputs
            && updates == other.updates && losses == other.losses && probes == other.probes
            && nodes.count == other.nodes.count && zip(nodes, other.nodes).allSatisfy { $0.isSame(as: $1) }
    }
}

extension Graph.Node {
    fileprivate func isSame(as other: Graph.Node) -> Bool {
        inputs == other.inputs && types == other.types && path == other.path
            && AnyHashable(operation) == AnyHashable(other.operation)
    }
}
