#if Archives
    import MartletCodecs
    import MartletGraph
    import MartletNN

    extension KerasOptions {
        func activation(_ key: String = "activation") -> Activation {
            guard let json = value(key) else { return .linear }
            if let name = json["config"]?.string ?? json.string { return function(key, name) }
            return object(key, .linear) { name, options in
                switch name {
                case "LeakyReLU": .leakyRelu(negativeSlope: LeakyReLU(options).negativeSlope)
                case "ELU": .elu(alpha: options.double("alpha", 1))
                case "ReLU": ReLU(options).activation
                case "Softmax" where MartletNN.Softmax(options).axis == -1: .softmax
                default: nil
                }
            }
        }

        /// The activation that is a function of Keras's.
        private func function(_ key: String, _ name: String) -> Activation {
            guard let activation = try? Activation(named: name) else {
                report("its \(key), \(name), isn't supported")
                return .linear
            }
            if isKeras2, activation == .hardSigmoid { report("hard_sigmoid was another function in Keras 2") }
            return activation
        }

        func initializer(_ key: String, _ fallback: Initializer) -> Initializer {
            object(key, fallback) { name, options in
                switch name.kerasKey {
                case "zeros": .zeros
                case "ones": .ones
                case "constant": .constant(options.double("value", 0))
                case "randomnormal":
                    .randomNormal(mean: options.double("mean", 0), standardDeviation: options.double("stddev", 0.05))
                case "truncatednormal":
                    .truncatedNormal(mean: options.double("mean", 0), standardDeviation: options.double("stddev", 0.05))
                case "randomuniform": .randomUniform(options.double("minval", -0.05), options.double("maxval", 0.05))
                case "variancescaling": options.varianceScaling
                case "orthogonal", "orthogonalinitializer": .orthogonal(gain: options.double("gain", 1))
                case "identity", "identityinitializer": .identity(gain: options.double("gain", 1))
                case let name:
                    Self.scaled.first { $0.name == name }.map { scaled in
                        // Which axes count as inputs and outputs; there is one choice here.
                        options.ignore("input_axes", "output_axes")
                        return scaled.initializer
                    }
                }
            }
        }

        private static let scaled: [(name: String, initializer: Initializer)] = [
            ("glorotuniform", .glorotUniform), ("glorotnormal", .glorotNormal), ("heuniform", .heUniform),
            ("henormal", .heNormal), ("lecununiform", .lecunUniform), ("lecunnormal", .lecunNormal),
        ]

        private var varianceScaling: Initializer? {
            ignore("input_axes", "output_axes")
            let (mode, distribution) = (string("mode", "fan_in"), string("distribution", "truncated_normal"))
            guard let mode = KerasNames.fanModes.first(where: { $0.name == mode })?.mode,
                let distribution = KerasNames.distributions.first(where: { $0.name == distribution })?.distribution
            else { return nil }
            return .varianceScaling(scale: double("scale", 1), mode: mode, distribution: distribution)
        }

        func regularizer(_ key: String) -> Regularizer? {
            object(key, nil) { name, options in
                switch name.kerasKey {
                case "l1": .some(.some(.l1(options.double("l1", 0.01))))
                case "l2": .some(.some(.l2(options.double("l2", 0.01))))
                case "l1l2": .some(.some(.l1l2(l1: options.double("l1", 0), l2: options.double("l2", 0))))
                default: nil
                }
            }
        }

        /// One number for both axes, or `[height, width]`.
        func size(_ key: String, _ fallback: Size2D? = nil) -> Size2D {
            optionalSize(key) ?? fallback
                ?? {
                    report("it lacks \(key), one or two positive numbers")
                    return 1
                }()
        }

        func optionalSize(_ key: String) -> Size2D? {
            guard value(key) != nil else { return nil }
            let numbers = ints(key, in: 1...1 << 12)
            guard (1...2).contains(numbers.count) else {
                report("\(key) must be one or two positive numbers")
                return 1
            }
            return Size2D(numbers[0], numbers[numbers.count - 1])
        }

        /// One number, which Keras may have written as a list.
        func length(_ key: String, _ fallback: Int? = nil) -> Int {
            optionalLength(key) ?? fallback
                ?? {
                    report("it lacks \(key), a positive number")
                    return 1
                }()
        }

        func optionalLength(_ key: String) -> Int? {
            guard value(key) != nil else { return nil }
            let numbers = ints(key, in: 1...1 << 12)
            if numbers.count != 1 { report("\(key) must be one positive number") }
            return numbers.first ?? 1
        }

        func padding(allowsCausal: Bool = false) -> Padding {
            switch string("padding", "valid") {
            case "valid": return .valid
            case "same": return .same
            case "causal" where allowsCausal: return .causal
            case let other:
                report("its padding, \(other), isn't supported")
                return .valid
            }
        }

        func requireChannelsLast() { require("data_format", "channels_last") }
    }

    extension ReLU {
        /// The activation that does the same; nil if it needs a layer.
        fileprivate var activation: Activation? {
            switch (maxValue, negativeSlope, threshold) {
            case (nil, 0, 0): .relu
            case (6, 0, 0): .relu6
            case (nil, let slope, 0): .leakyRelu(negativeSlope: slope)
            default: nil
            }
        }
    }

    /// Names of Keras's for values of Martlet's, to read and to write.
    enum KerasNames {
        static let fanModes: [(name: String, mode: Initializer.FanMode)] = [
            ("fan_in", .fanIn), ("fan_out", .fanOut), ("fan_avg", .fanAverage),
        ]
        static let distributions: [(name: String, distribution: Initializer.ScalingDistribution)] = [
            ("truncated_normal", .truncatedNormal), ("untruncated_normal", .untruncatedNormal), ("uniform", .uniform),
            ("normal", .truncatedNormal),
        ]
    }
#endif
