import MartletGraph
import MartletNumerics

/// The batches of a dataset, each checked and converted when it comes.
struct DatasetBatches: BatchSource {
    private let pull: Dataset.Pull
    private let check: (Model, Batch) throws -> Samples
    /// The model that checks, without its numbers.
    private var model: Model
    private var current: Samples?
    private var tensors: [Tensor] = []

    /// - Parameter check: makes a batch what the model's programs read.
    init(
        _ dataset: Dataset, epoch: Int, for model: Model, check: @escaping (Model, Batch) throws -> Samples
    ) throws {
        pull = try dataset.pull(epoch: epoch)
        self.model = model.withoutNumbers
        self.check = check
    }

    var front: [Graph.Value] { [] }

    mutating func follow(_ model: Model) {
        if model.compiled?.stamp != self.model.compiled?.stamp { self.model = model.withoutNumbers }
    }

    mutating func next() throws -> BatchKind? {
        while let batch = try pull() {
            if batch.count == 0 { continue }
            let samples = try check(model, batch)
            (current, tensors) = (samples, samples.tensors)
            return BatchKind(rows: samples.rows, isWeighted: samples.weights != nil)
        }
        return nil
    }

    func bind(_ session: borrowing Session, _ program: Program) {
        for (index, tensor) in tensors.enumerated() {
            session.bind(program.inputs[index], UnsafeMutableRawPointer(mutating: tensor.baseAddress))
        }
    }
}
