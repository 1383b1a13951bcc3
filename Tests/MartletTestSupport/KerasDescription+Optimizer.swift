package import MartletCodecs
package import MartletNN

extension JSON {
    private func rate(_ otherwise: LearningRate) -> LearningRate {
        guard let rate = self["learning_rate"] else { return otherwise }
        if let rate = rate.double { return .constant(rate) }
        rate.expectKeys(
            "initial_learning_rate", "decay_steps", "decay_rate", "staircase", "alpha", "warmup_target", "warmup_steps",
            "boundaries", "values", "end_learning_rate", "power")
        let (initial, steps) = (rate.number("initial_learning_rate") ?? 0, rate.whole("decay_steps") ?? 0)
        switch rate.kerasClass {
        case "ExponentialDecay":
            return .exponentialDecay(
                initial, decaySteps: steps, decayRate: rate.number("decay_rate")!,
                staircase: rate.flag("staircase") ?? false)
        case "CosineDecay":
            return .cosineDecay(
                initial, decaySteps: steps, alpha: rate.number("alpha") ?? 0,
                warmupTarget: rate.number("warmup_target"),
                warmupSteps: rate.whole("warmup_steps") ?? 0)
        case "PiecewiseConstantDecay":
            return .piecewiseConstantDecay(
                boundaries: rate["boundaries"]!.array!.map { $0.integer! },
                values: rate["values"]!.array!.map { $0.double! })
        case "PolynomialDecay":
            return .polynomialDecay(
                initial, decaySteps: steps, endLearningRate: rate.number("end_learning_rate")!,
                power: rate.number("power")!)
        case "InverseTimeDecay":
            return .inverseTimeDecay(initial, decaySteps: steps, decayRate: rate.number("decay_rate")!)
        default: preconditionFailure("no schedule \(rate.kerasClass)")
        }
    }

    private var clipping: GradientClipping? {
        number("clipnorm").map { .norm($0) } ?? number("global_clipnorm").map { .globalNorm($0) }
            ?? number("clipvalue").map { .value($0) }
    }

    package var kerasOptimizer: any Optimizer {
        get throws {
            expectKeys(
                "learning_rate", "momentum", "nesterov", "weight_decay", "clipnorm", "global_clipnorm", "clipvalue",
                "rho",
                "beta_1", "beta_2", "epsilon", "amsgrad", "centered", "initial_accumulator_value")
            let decay = number("weight_decay").map { WeightDecay($0) }
            switch try AnyOptimizer(named: kerasClass).base {
            case var sgd as SGD:
                sgd.learningRate = rate(sgd.learningRate)
                sgd.momentum = number("momentum") ?? sgd.momentum
                sgd.nesterov = flag("nesterov") ?? sgd.nesterov
                (sgd.weightDecay, sgd.clipping) = (decay, clipping)
                return sgd
            case var adam as Adam:
                adam.learningRate = rate(adam.learningRate)
                adam.beta1 = number("beta_1") ?? adam.beta1
                adam.beta2 = number("beta_2") ?? adam.beta2
                adam.epsilon = number("epsilon") ?? adam.epsilon
                adam.amsgrad = flag("amsgrad") ?? adam.amsgrad
                (adam.weightDecay, adam.clipping) = (decay, clipping)
                return adam
            case var adamW as AdamW:
                adamW.learningRate = rate(adamW.learningRate)
                adamW.adam.weightDecay = decay ?? adamW.adam.weightDecay
                return adamW
            case var rms as RMSprop:
                rms.learningRate = rate(rms.learningRate)
                rms.rho = number("rho") ?? rms.rho
                rms.momentum = number("momentum") ?? rms.momentum
                rms.centered = flag("centered") ?? rms.centered
                (rms.weightDecay, rms.clipping) = (decay, clipping)
                return rms
            case var adagrad as Adagrad:
                adagrad.learningRate = rate(adagrad.learningRate)
                adagrad.initialAccumulatorValue =
                    number("initial_accumulator_value") ?? adagrad.initialAccumulatorValue
                return adagrad
            case let other: preconditionFailure("arguments of \(other) are not read")
            }
        }
    }
}
