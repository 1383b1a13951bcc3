#if Archives
    import MartletCodecs
    import MartletNN

    /// Optimisers and schedules, as Keras writes them.
    enum KerasOptimizers {
        /// The optimiser of Keras's class `name`; nil if Martlet has none.
        static func read(_ name: String, _ options: KerasOptions) -> (any Optimizer)? {
            options.ignore(
                "ema_momentum", "ema_overwrite_frequency", "is_legacy_optimizer", "decay_steps", "jit_compile")
            if options.value("decay")?.double ?? 0 != 0 { options.report("decay isn't supported; use a schedule") }
            let rate = options.learningRate()
            let clipping = options.clipping()
            let decay = options.value("weight_decay").map { _ in WeightDecay(options.double("weight_decay")) }
            switch name {
            case "SGD":
                return SGD(
                    learningRate: rate, momentum: options.double("momentum", 0),
                    nesterov: options.bool("nesterov", false),
                    weightDecay: decay, clipping: clipping)
            case "Adam":
                return Adam(
                    learningRate: rate, beta1: options.double("beta_1", 0.9), beta2: options.double("beta_2", 0.999),
                    epsilon: options.double("epsilon", 1e-7), amsgrad: options.bool("amsgrad", false),
                    weightDecay: decay,
                    clipping: clipping)
            case "AdamW":
                return AdamW(
                    learningRate: rate, weightDecay: decay ?? 0.0, beta1: options.double("beta_1", 0.9),
                    beta2: options.double("beta_2", 0.999), epsilon: options.double("epsilon", 1e-7),
                    amsgrad: options.bool("amsgrad", false), clipping: clipping)
            case "RMSprop":
                return RMSprop(
                    learningRate: rate, rho: options.double("rho", 0.9), momentum: options.double("momentum", 0),
                    epsilon: options.double("epsilon", 1e-7), centered: options.bool("centered", false),
                    weightDecay: decay, clipping: clipping)
            case "Adagrad":
                return Adagrad(
                    learningRate: rate,
                    initialAccumulatorValue: options.double("initial_accumulator_value", 0.1),
                    epsilon: options.double("epsilon", 1e-7), weightDecay: decay, clipping: clipping)
            default: return nil
            }
        }

        /// - Throws: `KerasUnwritable` for an optimiser of another class, or one that holds code.
        static func json(_ optimizer: any Optimizer) throws -> JSON {
            switch optimizer {
            case let it as SGD:
                try make(
                    "SGD", it.learningRate, it.weightDecay, it.clipping,
                    ["momentum": .double(it.momentum), "nesterov": .bool(it.nesterov)])
            case let it as Adam: try adam("Adam", it)
            case let it as AdamW: try adam("AdamW", it.adam)
            case let it as RMSprop:
                try make(
                    "RMSprop", it.learningRate, it.weightDecay, it.clipping,
                    [
                        "rho": .double(it.rho), "momentum": .double(it.momentum), "epsilon": .double(it.epsilon),
                        "centered": .bool(it.centered),
                    ])
            case let it as Adagrad:
                try make(
                    "Adagrad", it.learningRate, it.weightDecay, it.clipping,
                    ["initial_accumulator_value": .double(it.initialAccumulatorValue), "epsilon": .double(it.epsilon)])
            default: throw KerasUnwritable("Keras has no optimizer \(type(of: optimizer))")
            }
        }

        private static func adam(_ name: String, _ it: Adam) throws -> JSON {
            try make(
                name, it.learningRate, it.weightDecay, it.clipping,
                [
                    "beta_1": .double(it.beta1), "beta_2": .double(it.beta2), "epsilon": .double(it.epsilon),
                    "amsgrad": .bool(it.amsgrad),
                ])
        }

        private static func make(
            _ name: String, _ rate: LearningRate, _ decay: WeightDecay?, _ clipping: GradientClipping?,
            _ own: JSON.Object
        ) throws -> JSON {
            var options: JSON.Object = ["learning_rate": try rate.keras]
            if let decay {
                guard decay.excluded.isEmpty else { throw KerasUnwritable("its weight decay leaves parameters out") }
                options["weight_decay"] = .double(decay.rate)
            }
            switch clipping {
            case .norm(let limit): options["clipnorm"] = .double(limit)
            case .globalNorm(let limit): options["global_clipnorm"] = .double(limit)
            case .value(let limit): options["clipvalue"] = .double(limit)
            case nil: break
            }
            for (key, value) in own { options[key] = value }
            return .keras("keras.optimizers", name, .object(options))
        }
    }

    extension KerasOptions {
        fileprivate func clipping() -> GradientClipping? {
            if value("clipnorm") != nil { return .norm(double("clipnorm")) }
            if value("global_clipnorm") != nil { return .globalNorm(double("global_clipnorm")) }
            if value("clipvalue") != nil { return .value(double("clipvalue")) }
            return nil
        }

        fileprivate func learningRate() -> LearningRate {
            guard let json = value("learning_rate") ?? value("lr"), json.double == nil else {
                return .constant(double(value("learning_rate") == nil ? "lr" : "learning_rate", 0.001))
            }
            return object("learning_rate", 0.001) { name, options in
                let initial = options.double("initial_learning_rate", 0.001)
                func steps() -> Int { options.int("decay_steps", in: 1...1 << 53) }
                switch name {
                case "ExponentialDecay":
                    return .exponentialDecay(
                        initial, decaySteps: steps(), decayRate: options.double("decay_rate"),
                        staircase: options.bool("staircase", false))
                case "InverseTimeDecay":
                    return .inverseTimeDecay(
                        initial, decaySteps: steps(), decayRate: options.double("decay_rate"),
                        staircase: options.bool("staircase", false))
                case "PolynomialDecay":
                    return .polynomialDecay(
                        initial, decaySteps: steps(), endLearningRate: options.double("end_learning_rate", 1e-4),
                        power: options.double("power", 1), cycle: options.bool("cycle", false))
                case "CosineDecay":
                    return .cosineDecay(
                        initial, decaySteps: steps(), alpha: options.double("alpha", 0),
                        warmupTarget: options.value("warmup_target")?.double,
                        warmupSteps: options.int("warmup_steps", 0, in: 0...1 << 53))
                case "PiecewiseConstantDecay":
                    let boundaries = (options.value("boundaries")?.array ?? []).map { $0.integer ?? 0 }
                    let values = (options.value("values")?.array ?? []).map { $0.double ?? 0 }
                    return .piecewiseConstantDecay(boundaries: boundaries, values: values)
                default: return nil
                }
            }
        }
    }

    extension LearningRate {
        fileprivate var keras: JSON {
            get throws {
                let (name, options): (String, JSON) =
                    switch self {
                    case .constant(let rate): ("", .double(rate))
                    case .exponentialDecay(let initial, let steps, let rate, let staircase):
                        (
                            "ExponentialDecay",
                            [
                                "initial_learning_rate": .double(initial), "decay_steps": .integer(steps),
                                "decay_rate": .double(rate), "staircase": .bool(staircase),
                            ]
                        )
                    case .inverseTimeDecay(let initial, let steps, let rate, let staircase):
                        (
                            "InverseTimeDecay",
                            [
                                "initial_learning_rate": .double(initial), "decay_steps": .integer(steps),
                                "decay_rate": .double(rate), "staircase": .bool(staircase),
                            ]
                        )
                    case .polynomialDecay(let initial, let steps, let end, let power, let cycle):
                        (
                            "PolynomialDecay",
                            [
                                "initial_learning_rate": .double(initial), "decay_steps": .integer(steps),
                                "end_learning_rate": .double(end), "power": .double(power), "cycle": .bool(cycle),
                            ]
                        )
                    case .cosineDecay(let initial, let steps, let alpha, let target, let warmup):
                        (
                            "CosineDecay",
                            [
                                "initial_learning_rate": .double(initial), "decay_steps": .integer(steps),
                                "alpha": .double(alpha), "warmup_target": target.map { .double($0) } ?? .null,
                                "warmup_steps": .integer(warmup),
                            ]
                        )
                    case .piecewiseConstantDecay(let boundaries, let values):
                        (
                            "PiecewiseConstantDecay",
                            [
                                "boundaries": .array(boundaries.map { .integer($0) }),
                                "values": .array(values.map { .double($0) }),
                            ]
                        )
                    case .function: throw KerasUnwritable("its learning rate is code")
                    }
                return name.isEmpty ? options : .keras("keras.optimizers.schedules", name, options)
            }
        }
    }
#endif
