#if Archives
    import MartletCodecs
    import MartletGraph
    import MartletNN

    extension JSON {
        /// An object of Keras's as Keras 3 writes it.
        static func keras(_ module: String, _ name: String, _ configuration: JSON = [:]) -> JSON {
            [
                "module": .string(module), "class_name": .string(name), "config": configuration,
                "registered_name": nil,
            ]
        }

        init(keras size: Size2D) { self = [.integer(size.height), .integer(size.width)] }

        init(keras regularizer: Regularizer?) {
            switch regularizer {
            case .l1l2(let l1, let l2)?:
                self = .keras("keras.regularizers", "L1L2", ["l1": .double(l1), "l2": .double(l2)])
            case nil: self = .null
            }
        }

        /// - Throws: what `KerasUnwritable` says.
        init(keras activation: Activation) throws {
            let layer: any KerasLayer
            switch activation {
            case .leakyRelu(0.2), .elu(1), .celu(1), .gelu(false), .softShrink(0.5), .hardShrink(0.5), .squareplus(4):
                self = .string(Activation.named.first { $0.activation == activation }!.name)
                return
            case .leakyRelu(let slope): layer = LeakyReLU(negativeSlope: slope)
            case .elu(let alpha): layer = ELU(alpha: alpha)
            default:
                guard let known = Activation.named.first(where: { $0.activation == activation }) else {
                    throw KerasUnwritable("its activation \(activation) has no name in Keras")
                }
                self = .string(known.name)
                return
            }
            self = .keras("keras.layers", "\(type(of: layer))", .object(try layer.kerasOptions()))
        }

        /// - Throws: what `KerasUnwritable` says.
        init(keras initializer: Initializer) throws {
            let (name, options): (String, JSON) =
                switch initializer {
                case .zeros, .values: ("Zeros", [:])
                case .ones: ("Ones", [:])
                case .constant(let value): ("Constant", ["value": .double(value)])
                case .randomNormal(let mean, let deviation):
                    ("RandomNormal", ["mean": .double(mean), "stddev": .double(deviation), "seed": nil])
                case .truncatedNormal(let mean, let deviation):
                    ("TruncatedNormal", ["mean": .double(mean), "stddev": .double(deviation), "seed": nil])
                case .randomUniform(let low, let high):
                    ("RandomUniform", ["minval": .double(low), "maxval": .double(high), "seed": nil])
                case .glorotUniform: ("GlorotUniform", ["seed": nil])
                case .varianceScaling(let scale, let mode, let distribution):
                    (
                        "VarianceScaling",
                        [
                            "scale": .double(scale), "seed": nil,
                            "mode": .string(KerasNames.fanModes.first { $0.mode == mode }!.name),
                            "distribution": .string(
                                KerasNames.distributions.first { $0.distribution == distribution }!.name),
                        ]
                    )
                case .orthogonal(let gain): ("Orthogonal", ["gain": .double(gain), "seed": nil])
                case .identity(let gain): ("Identity", ["gain": .double(gain)])
                }
            self = .keras("keras.initializers", name, options)
        }
    }

    /// Something that Keras has no word for: a layer, a loss, a metric or an optimiser.
    struct KerasUnwritable: Error {
        var message: String
        init(_ message: String) { self.message = message }
    }
#endif
