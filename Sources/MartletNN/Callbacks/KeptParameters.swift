import MartletNumerics

/// All parameters of a model at some time, for it to go back to, also when other layers were frozen in between.
struct KeptParameters {
    var vector: Tensor
    /// The frozen layers, by which the vector is laid out.
    var frozen: Set<String>

    init(vector: Tensor, frozen: Set<String>) {
        self.vector = vector
        self.frozen = frozen
    }

    init(_ model: Model) { self.init(vector: model.vector, frozen: model.frozen) }

    /// Gives a model these parameters.
    ///
    /// - Throws: `ArgumentError` if they aren't of such a model.
    func restore(_ model: inout Model, _ owner: String) throws {
        var kept = model
        try kept.setFrozen(frozen)
        guard vector.shape == kept.vector.shape, vector.dtype == kept.vector.dtype else {
            throw ArgumentError(
                owner, "the best weights have shape \(vector.shape) where the model has \(kept.vector.shape)")
        }
        kept.vector = vector
        try kept.setFrozen(model.frozen)
        model.vector = kept.vector
    }
}
