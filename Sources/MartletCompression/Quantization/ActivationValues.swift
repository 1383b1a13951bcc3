import MartletGraph
import MartletNN
import MartletNumerics

/// What models of the same inputs make of a dataset, some rows at a time, in inference.
struct ActivationValues {
    private let models: [Model]
    private let dataset: Dataset
    private let rows: Int

    /// The most bytes that the results of one piece take.
    private static let byteLimit = 1 << 28

    init(_ models: [Model], on dataset: Dataset) throws {
        self.models = models
        self.dataset = try dataset.batchSize == nil ? dataset.batched(32) : dataset
        let row = models.flatMap(\.graph.outputTypes).reduce(0) { $0 + $1.shape.dropFirst().reduce(4, *) }
        rows = max(1, Self.byteLimit / max(1, row))
    }

    /// Calls `body` with the results of each piece, those of the models one after another.
    ///
    /// - Throws: `ModelError` for data that are empty, don't fit or aren't finite; what the dataset throws.
    func forEach(_ body: ([Tensor]) throws -> Void) throws {
        let pull = try dataset.pull(epoch: 0)
        var count = 0
        while let batch = try pull() {
            if batch.count == 0 { continue }
            for input in batch.inputs { try Self.requireFinite(input, firstRow: count) }
            for start in stride(from: 0, to: batch.count, by: rows) {
                let piece = try batch.inputs.map { try $0[start..<min(start + rows, batch.count)] }
                try body(try models.flatMap { try $0.predict(inputs: piece) })
            }
            count += batch.count
        }
        if count == 0 { throw ModelError.empty(what: "the calibration data") }
    }

    private static func requireFinite(_ input: Tensor, firstRow: Int) throws {
        guard input.dtype.isFloating else { return }
        let numbers = input.cast(to: .float32)
        let columns = max(1, numbers.count / max(1, numbers.shape[0]))
        try numbers.withFloats { numbers in
            guard let place = numbers.firstIndex(where: { !$0.isFinite }) else { return }
            throw ModelError.invalid(
                argument: "the calibration data",
                reason: "hold \(numbers[place]) at row \(firstRow + place / columns), column \(place % columns); "
                    + "leave such rows out")
        }
    }
}

extension Tensor {
    /// The elements of a float32 tensor.
    func withFloats<R>(_ body: (UnsafeBufferPointer<Float>) throws -> R) rethrows -> R {
        try withUnsafeBytes { try body($0.assumingMemoryBound(to: Float.self)) }
    }
}
