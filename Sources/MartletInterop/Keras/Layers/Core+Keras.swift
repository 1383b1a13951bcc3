#if Archives
    import MartletCodecs
    import MartletGraph
    import MartletNN

    extension Dense: KerasLayer {
        init(_ options: KerasOptions) {
            self.init(
                options.int("units"), activation: options.activation(), useBias: options.bool("use_bias", true),
                kernelInitializer: options.initializer("kernel_initializer", .glorotUniform),
                biasInitializer: options.initializer("bias_initializer", .zeros),
                kernelRegularizer: options.regularizer("kernel_regularizer"),
                biasRegularizer: options.regularizer("bias_regularizer"),
                activityRegularizer: options.regularizer("activity_regularizer"))
        }

        func kerasOptions() throws -> JSON.Object {
            [
                "units": .integer(units), "activation": try JSON(keras: activation), "use_bias": .bool(useBias),
                "kernel_initializer": try JSON(keras: kernelInitializer),
                "bias_initializer": try JSON(keras: biasInitializer),
                "kernel_regularizer": JSON(keras: kernelRegularizer), "bias_regularizer": JSON(keras: biasRegularizer),
                "activity_regularizer": JSON(keras: activityRegularizer),
            ]
        }
    }

    extension Embedding: KerasLayer {
        init(_ options: KerasOptions) {
            options.ignore("input_length")
            self.init(
                options.int("input_dim"), options.int("output_dim"),
                embeddingsInitializer: options.initializer("embeddings_initializer", .randomUniform()),
                embeddingsRegularizer: options.regularizer("embeddings_regularizer"))
        }

        func kerasOptions() throws -> JSON.Object {
            [
                "input_dim": .integer(inputDim), "output_dim": .integer(outputDim),
                "embeddings_initializer": try JSON(keras: embeddingsInitializer),
                "embeddings_regularizer": JSON(keras: embeddingsRegularizer),
            ]
        }
    }

    extension Activation: KerasLayer {
        init(_ options: KerasOptions) { self = options.activation() }
        func kerasOptions() throws -> JSON.Object { ["activation": try JSON(keras: self)] }
    }

    extension MartletNN.Softmax: KerasLayer {
        init(_ options: KerasOptions) {
            let axes = options.ints("axis", [-1])
            if axes.count != 1 { options.report("axis must be one number") }
            self.init(axis: axes.first ?? -1)
        }

        func kerasOptions() -> JSON.Object { ["axis": .integer(axis)] }
    }

    extension ReLU: KerasLayer {
        init(_ options: KerasOptions) {
            self.init(
                maxValue: options.value("max_value") == nil ? nil : options.double("max_value"),
                negativeSlope: options.double("negative_slope", 0), threshold: options.double("threshold", 0))
        }

        func kerasOptions() -> JSON.Object {
            [
                "max_value": maxValue.map { .double($0) } ?? .null, "negative_slope": .double(negativeSlope),
                "threshold": .double(threshold),
            ]
        }
    }

    extension LeakyReLU: KerasLayer {
        init(_ options: KerasOptions) {
            // Keras 2 calls it alpha.
            let key = options.value("alpha") == nil ? "negative_slope" : "alpha"
            self.init(negativeSlope: options.double(key, 0.3))
        }

        func kerasOptions() -> JSON.Object { ["negative_slope": .double(negativeSlope)] }
    }

    extension ELU: KerasLayer {
        init(_ options: KerasOptions) { self.init(alpha: options.double("alpha", 1)) }
        func kerasOptions() -> JSON.Object { ["alpha": .double(alpha)] }
    }

    extension Dropout: KerasLayer {
        init(_ options: KerasOptions) { self.init(options.double("rate")) }
        func kerasOptions() -> JSON.Object { ["rate": .double(rate), "seed": nil, "noise_shape": nil] }
    }

    extension GaussianNoise: KerasLayer {
        init(_ options: KerasOptions) { self.init(options.double("stddev")) }
        func kerasOptions() -> JSON.Object { ["stddev": .double(standardDeviation), "seed": nil] }
    }

    extension GaussianDropout: KerasLayer {
        init(_ options: KerasOptions) { self.init(options.double("rate")) }
        func kerasOptions() -> JSON.Object { ["rate": .double(rate), "seed": nil] }
    }

    extension Identity: KerasLayer {
        init(_ options: KerasOptions) { self.init() }
        func kerasOptions() -> JSON.Object { [:] }
    }

    extension Rescaling: KerasLayer {
        init(_ options: KerasOptions) { self.init(options.double("scale"), offset: options.double("offset", 0)) }
        func kerasOptions() -> JSON.Object { ["scale": .double(scale), "offset": .double(offset)] }
    }
#endif
