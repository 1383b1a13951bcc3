import Martlet

/// What a model's file holds, by its name.
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

    /// What `read` makes of the file at `path`; a file of Keras's is told what to do with.
    ///
    /// - Throws: `BadData` for such a file; what `read` throws.
    static func readMartlet<R>(_ path: String, _ read: (String) throws -> R) throws -> R {
        do {
            return try read(path)
        } catch is SafetensorsError where ModelFormat(path)?.isKeras == true {
            throw BadData(
                "'\(path)' is named as Keras's files are; make one of Martlet's of it: "
                    + "martlet convert \(path) model.safetensors")
        }
    }
}
