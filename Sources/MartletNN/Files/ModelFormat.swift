/// What a model's file that is written is to hold, by its name.
package enum ModelFormat: Sendable {
    case martlet, keras, kerasHDF5, kerasWeights

    /// Nil for names that don't say it.
    package init?(_ path: String) {
        if path.hasSuffix(".weights.h5") {
            self = .kerasWeights
        } else if path.hasSuffix(".h5") || path.hasSuffix(".hdf5") {
            self = .kerasHDF5
        } else if path.hasSuffix(".keras") {
            self = .keras
        } else if path.hasSuffix(".safetensors") {
            self = .martlet
        } else {
            return nil
        }
    }

    package var isKeras: Bool { self != .martlet }

    /// How a file of this format comes about.
    package var advice: String {
        switch self {
        case .martlet: "save(to:) writes .safetensors"
        case .keras: "save(keras:) writes .keras"
        case .kerasHDF5: "save(keras:) writes models as .keras, saveWeights(keras:) weights as .weights.h5"
        case .kerasWeights: "saveWeights(keras:) writes .weights.h5"
        }
    }

    /// What is wrong with a name for a file of this format; nil for one that says it, or nothing.
    package func objection(to path: String) -> String? {
        guard let named = ModelFormat(path), named != self else { return nil }
        return "its name says another format than it would have: \(advice); \(named.advice)"
    }
}
