/// What a model's file that is written is to hold, by its name.
enum ModelFormat {
    case martlet, keras, kerasWeights

    /// Nil for names that don't say it.
    init?(_ path: String) {
        if path.hasSuffix(".weights.h5") {
            self = .kerasWeights
        } else if path.hasSuffix(".keras") || path.hasSuffix(".h5") || path.hasSuffix(".hdf5") {
            self = .keras
        } else if path.hasSuffix(".safetensors") {
            self = .martlet
        } else {
            return nil
        }
    }

    var isKeras: Bool { self != .martlet }
}
