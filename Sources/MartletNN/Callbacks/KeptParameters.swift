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
        var other = model
        try other.setFrozen(frozen)
        guard var kept = other.restored(vector) else {
            throw ArgumentError(
                owner,
                "the best weights take \(vector.byteCount) bytes of \(vector.dtype.rawValue), which are no parameters of "
                    + "this model, \(other.vector.byteCount) bytes")
        }
        try kept.setFrozen(model.frozen)
        model.vector = kept.vector
    }
}
