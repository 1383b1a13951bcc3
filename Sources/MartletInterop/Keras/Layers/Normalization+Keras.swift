#if Archives
    import MartletCodecs
    import MartletGraph
    import MartletNN

    extension BatchNormalization: KerasLayer {
        init(_ options: KerasOptions) {
            options.ignore("renorm_clipping", "renorm_momentum", "fused")
            let axes = options.ints("axis", [-1])
            if axes.count != 1 { options.report("axis must be one number") }
            self.init(
                axis: axes.first ?? -1, momentum: options.double("momentum", 0.99),
                epsilon: options.double("epsilon", 1e-3), center: options.bool("center", true),
                scale: options.bool("scale", true), betaInitializer: options.initializer("beta_initializer", .zeros),
                gammaInitializer: options.initializer("gamma_initializer", .ones),
                movingMeanInitializer: options.initializer("moving_mean_initializer", .zeros),
                movingVarianceInitializer: options.initializer("moving_variance_initializer", .ones),
                betaRegularizer: options.regularizer("beta_regularizer"),
                gammaRegularizer: options.regularizer("gamma_regularizer"))
        }

        func kerasOptions() throws -> JSON.Object {
            [
                "axis": .integer(axis), "momentum": .double(momentum), "epsilon": .double(epsilon),
                "center": .bool(center), "scale": .bool(scale), "beta_initializer": try JSON(keras: betaInitializer),
                "gamma_initializer": try JSON(keras: gammaInitializer),
                "moving_mean_initializer": try JSON(keras: movingMeanInitializer),
                "moving_variance_initializer": try JSON(keras: movingVarianceInitializer),
                "beta_regularizer": JSON(keras: betaRegularizer), "gamma_regularizer": JSON(keras: gammaRegularizer),
            ]
        }
    }

    extension LayerNormalization: KerasLayer {
        init(_ options: KerasOptions) {
            self.init(
                axes: options.ints("axis", [-1]), epsilon: options.double("epsilon", 1e-3),
                center: options.bool("center", true), scale: options.bool("scale", true),
                betaInitializer: options.initializer("beta_initializer", .zeros),
                gammaInitializer: options.initializer("gamma_initializer", .ones),
                betaRegularizer: options.regularizer("beta_regularizer"),
                gammaRegularizer: options.regularizer("gamma_regularizer"))
        }

        func kerasOptions() throws -> JSON.Object {
            [
                "axis": .array(axes.map { .integer($0) }), "epsilon": .double(epsilon), "center": .bool(center),
                "scale": .bool(scale), "beta_initializer": try JSON(keras: betaInitializer),
                "gamma_initializer": try JSON(keras: gammaInitializer),
                "beta_regularizer": JSON(keras: betaRegularizer), "gamma_regularizer": JSON(keras: gammaRegularizer),
            ]
        }
    }

    extension Normalization: KerasLayer {
        init(_ options: KerasOptions) {
            let axes = options.value("axis") == nil ? [] : options.ints("axis")
            self.init(
                axes: axes, mean: options.floats("mean"), variance: options.floats("variance"),
                invert: options.bool("invert", false))
        }

        /// Mean and variance are added by who has the model's numbers, or go among its weights.
        func kerasOptions() -> JSON.Object {
            [
                "axis": axes.isEmpty ? .null : .array(axes.map { .integer($0) }), "invert": .bool(invert), "mean": nil,
                "variance": nil,
            ]
        }
    }

    extension UnitNormalization: KerasLayer {
        init(_ options: KerasOptions) { self.init(axes: options.ints("axis", [-1])) }
        func kerasOptions() -> JSON.Object { ["axis": .array(axes.map { .integer($0) })] }
    }

    extension KerasOptions {
        /// Numbers in lists however deep; nil where there are none.
        fileprivate func floats(_ key: String) -> [Float]? {
            guard let json = value(key) else { return nil }
            func flat(_ json: JSON) -> [Double?] { json.array.map { $0.flatMap(flat) } ?? [json.double] }
            let numbers = flat(json)
            if numbers.contains(nil) { report("\(key) must hold numbers") }
            return numbers.map { Float($0 ?? 0) }
        }
    }
#endif
