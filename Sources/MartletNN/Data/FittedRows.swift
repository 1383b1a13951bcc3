import MartletGraph

/// Rows to learn from as the model reads them now: checked, and as they are at the end of its frozen front. They are made
/// anew when the model was compiled anew or its frozen layers have changed.
final class FittedRows {
    /// Makes the rows for a model, as they are at the end of a front that may be empty; nil if they can't be kept.
    private let make: (Model, [Graph.Value]) throws -> Samples?
    private let findFront: (Model) -> [Graph.Value]
    private var compilation: Stamp?
    /// What tells the frozen parameters from others.
    private var frozen: Prepared?
    /// What the rows' inputs stand for, if not for the model's.
    private(set) var front: [Graph.Value] = []
    /// The rows; nil if they can't be kept.
    private(set) var samples: Samples?

    /// - Parameters:
    ///   - findFront: the values at the end of a model's frozen front, as far as they are worth keeping.
    ///   - make: makes the rows for a model and its front; nil if they can't be kept.
    init(
        front findFront: @escaping (Model) -> [Graph.Value],
        _ make: @escaping (Model, [Graph.Value]) throws -> Samples?
    ) {
        self.findFront = findFront
        self.make = make
    }

    /// Rows of arrays, which fit the model as it is.
    ///
    /// - Parameter frontByteLimit: the most bytes that are kept of what the front makes of them.
    convenience init(_ rows: Samples, of model: Model, frontByteLimit: Int) {
        self.init(front: { $0.front(rows: rows.rows, limit: frontByteLimit) }) { model, front in
            let fitted = try model.samples(
                rows.inputs, rows.targets, sampleWeight: rows.weights, classWeight: [:], allowNonFinite: true)
            return try model.front(front, of: fitted)
        }
        (compilation, samples) = (model.compiled?.stamp, rows)
    }

    /// Takes up what has changed in the model; says whether the rows are others now.
    ///
    /// - Throws: `ModelError` if they don't fit the model any more.
    func follow(_ model: Model) throws -> Bool {
        let isCompiledAnew = compilation != model.compiled?.stamp
        guard isCompiledAnew || frozen !== model.version.frozen else { return false }
        let front = findFront(model)
        (compilation, frozen) = (model.compiled?.stamp, model.version.frozen)
        if !isCompiledAnew, front.isEmpty, self.front.isEmpty { return false }
        let made = try make(model, front)
        if let made, let samples, made.rows != samples.rows {
            throw ModelError.lengthsDiffer(what: "the data read again", expected: samples.rows, got: made.rows)
        }
        (self.front, samples) = (front, made)
        return true
    }

    /// The rows for the model as it is; nil if they can't be kept.
    ///
    /// - Throws: `ModelError` if they don't fit the model any more.
    func followed(by model: Model) throws -> Samples? {
        _ = try follow(model)
        return samples
    }
}
