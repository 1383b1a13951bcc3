#if Archives
    import MartletCodecs
    import MartletGraph
    import MartletNN

    extension Conv1D: KerasLayer {
        init(_ options: KerasOptions) {
            options.requireChannelsLast()
            self.init(
                options.int("filters"), kernelSize: options.length("kernel_size"),
                strides: options.length("strides", 1),
                padding: options.padding(allowsCausal: true), dilationRate: options.length("dilation_rate", 1),
                groups: options.int("groups", 1), activation: options.activation(),
                useBias: options.bool("use_bias", true),
                kernelInitializer: options.initializer("kernel_initializer", .glorotUniform),
                biasInitializer: options.initializer("bias_initializer", .zeros),
                kernelRegularizer: options.regularizer("kernel_regularizer"),
                biasRegularizer: options.regularizer("bias_regularizer"),
                activityRegularizer: options.regularizer("activity_regularizer"))
        }

        func kerasOptions() throws -> JSON.Object {
            try .convolution(
                [
                    "filters": .integer(filters), "kernel_size": [.integer(kernelSize)], "strides": [.integer(strides)],
                    "dilation_rate": [.integer(dilationRate)], "groups": .integer(groups),
                    "kernel_initializer": JSON(keras: kernelInitializer),
                    "kernel_regularizer": JSON(keras: kernelRegularizer),
                ], padding, activation, useBias, biasInitializer, biasRegularizer, activityRegularizer)
        }
    }

    extension Conv2D: KerasLayer {
        init(_ options: KerasOptions) {
            options.requireChannelsLast()
            self.init(
                options.int("filters"), kernelSize: options.size("kernel_size"), strides: options.size("strides", 1),
                padding: options.padding(), dilationRate: options.size("dilation_rate", 1),
                groups: options.int("groups", 1), activation: options.activation(),
                useBias: options.bool("use_bias", true),
                kernelInitializer: options.initializer("kernel_initializer", .glorotUniform),
                biasInitializer: options.initializer("bias_initializer", .zeros),
                kernelRegularizer: options.regularizer("kernel_regularizer"),
                biasRegularizer: options.regularizer("bias_regularizer"),
                activityRegularizer: options.regularizer("activity_regularizer"))
        }

        func kerasOptions() throws -> JSON.Object {
            try .convolution(
                [
                    "filters": .integer(filters), "kernel_size": JSON(keras: kernelSize),
                    "strides": JSON(keras: strides), "dilation_rate": JSON(keras: dilationRate),
                    "groups": .integer(groups), "kernel_initializer": JSON(keras: kernelInitializer),
                    "kernel_regularizer": JSON(keras: kernelRegularizer),
                ], padding, activation, useBias, biasInitializer, biasRegularizer, activityRegularizer)
        }
    }

    extension Conv1DTranspose: KerasLayer {
        init(_ options: KerasOptions) {
            options.requireChannelsLast()
            options.require("groups", 1)
            self.init(
                options.int("filters"), kernelSize: options.length("kernel_size"),
                strides: options.length("strides", 1),
                padding: options.padding(), outputPadding: options.transposedPadding.map { $0[0] },
                dilationRate: options.length("dilation_rate", 1), activation: options.activation(),
                useBias: options.bool("use_bias", true),
                kernelInitializer: options.initializer("kernel_initializer", .glorotUniform),
                biasInitializer: options.initializer("bias_initializer", .zeros),
                kernelRegularizer: options.regularizer("kernel_regularizer"),
                biasRegularizer: options.regularizer("bias_regularizer"),
                activityRegularizer: options.regularizer("activity_regularizer"))
        }

        func kerasOptions() throws -> JSON.Object {
            try .convolution(
                [
                    "filters": .integer(filters), "kernel_size": [.integer(kernelSize)], "strides": [.integer(strides)],
                    "dilation_rate": [.integer(dilationRate)],
                    "output_padding": outputPadding.map { [.integer($0)] } ?? .null,
                    "kernel_initializer": JSON(keras: kernelInitializer),
                    "kernel_regularizer": JSON(keras: kernelRegularizer),
                ], padding, activation, useBias, biasInitializer, biasRegularizer, activityRegularizer)
        }
    }

    extension Conv2DTranspose: KerasLayer {
        init(_ options: KerasOptions) {
            options.requireChannelsLast()
            options.require("groups", 1)
            self.init(
                options.int("filters"), kernelSize: options.size("kernel_size"), strides: options.size("strides", 1),
                padding: options.padding(),
                outputPadding: options.transposedPadding.map { Size2D($0[0], $0[$0.count - 1]) },
                dilationRate: options.size("dilation_rate", 1), activation: options.activation(),
                useBias: options.bool("use_bias", true),
                kernelInitializer: options.initializer("kernel_initializer", .glorotUniform),
                biasInitializer: options.initializer("bias_initializer", .zeros),
                kernelRegularizer: options.regularizer("kernel_regularizer"),
                biasRegularizer: options.regularizer("bias_regularizer"),
                activityRegularizer: options.regularizer("activity_regularizer"))
        }

        func kerasOptions() throws -> JSON.Object {
            try .convolution(
                [
                    "filters": .integer(filters), "kernel_size": JSON(keras: kernelSize),
                    "strides": JSON(keras: strides), "dilation_rate": JSON(keras: dilationRate),
                    "output_padding": outputPadding.map { JSON(keras: $0) } ?? .null,
                    "kernel_initializer": JSON(keras: kernelInitializer),
                    "kernel_regularizer": JSON(keras: kernelRegularizer),
                ], padding, activation, useBias, biasInitializer, biasRegularizer, activityRegularizer)
        }
    }

    extension DepthwiseConv2D: KerasLayer {
        init(_ options: KerasOptions) {
            options.requireChannelsLast()
            // Keras 2 wrote those of its parent class, which mean nothing.
            options.ignore("kernel_initializer", "kernel_regularizer", "kernel_constraint", "groups", "filters")
            self.init(
                options.size("kernel_size"), strides: options.size("strides", 1), padding: options.padding(),
                depthMultiplier: options.int("depth_multiplier", 1), dilationRate: options.size("dilation_rate", 1),
                activation: options.activation(), useBias: options.bool("use_bias", true),
                depthwiseInitializer: options.initializer("depthwise_initializer", .glorotUniform),
                biasInitializer: options.initializer("bias_initializer", .zeros),
                depthwiseRegularizer: options.regularizer("depthwise_regularizer"),
                biasRegularizer: options.regularizer("bias_regularizer"),
                activityRegularizer: options.regularizer("activity_regularizer"))
        }

        func kerasOptions() throws -> JSON.Object {
            try .convolution(
                [
                    "kernel_size": JSON(keras: kernelSize), "strides": JSON(keras: strides),
                    "dilation_rate": JSON(keras: dilationRate), "depth_multiplier": .integer(depthMultiplier),
                    "depthwise_initializer": JSON(keras: depthwiseInitializer),
                    "depthwise_regularizer": JSON(keras: depthwiseRegularizer),
                ], padding, activation, useBias, biasInitializer, biasRegularizer, activityRegularizer)
        }
    }

    extension SeparableConv2D: KerasLayer {
        init(_ options: KerasOptions) {
            options.requireChannelsLast()
            options.ignore("kernel_initializer", "kernel_regularizer", "kernel_constraint", "groups")
            self.init(
                options.int("filters"), kernelSize: options.size("kernel_size"), strides: options.size("strides", 1),
                padding: options.padding(), dilationRate: options.size("dilation_rate", 1),
                depthMultiplier: options.int("depth_multiplier", 1), activation: options.activation(),
                useBias: options.bool("use_bias", true),
                depthwiseInitializer: options.initializer("depthwise_initializer", .glorotUniform),
                pointwiseInitializer: options.initializer("pointwise_initializer", .glorotUniform),
                biasInitializer: options.initializer("bias_initializer", .zeros),
                depthwiseRegularizer: options.regularizer("depthwise_regularizer"),
                pointwiseRegularizer: options.regularizer("pointwise_regularizer"),
                biasRegularizer: options.regularizer("bias_regularizer"),
                activityRegularizer: options.regularizer("activity_regularizer"))
        }

        func kerasOptions() throws -> JSON.Object {
            try .convolution(
                [
                    "filters": .integer(filters), "kernel_size": JSON(keras: kernelSize),
                    "strides": JSON(keras: strides), "dilation_rate": JSON(keras: dilationRate),
                    "depth_multiplier": .integer(depthMultiplier),
                    "depthwise_initializer": JSON(keras: depthwiseInitializer),
                    "pointwise_initializer": JSON(keras: pointwiseInitializer),
                    "depthwise_regularizer": JSON(keras: depthwiseRegularizer),
                    "pointwise_regularizer": JSON(keras: pointwiseRegularizer),
                ], padding, activation, useBias, biasInitializer, biasRegularizer, activityRegularizer)
        }
    }

    extension KerasOptions {
        fileprivate var transposedPadding: [Int]? {
            guard value("output_padding") != nil else { return nil }
            let numbers = ints("output_padding", in: 0...1 << 12)
            return numbers.isEmpty ? [0] : numbers
        }
    }

    extension JSON.Object {
        /// Options of one convolution with those that all have.
        fileprivate static func convolution(
            _ own: JSON.Object, _ padding: Padding, _ activation: Activation, _ useBias: Bool,
            _ biasInitializer: Initializer, _ biasRegularizer: Regularizer?, _ activityRegularizer: Regularizer?
        ) throws -> JSON.Object {
            var options = own
            options["padding"] = try JSON(keras: padding)
            options["data_format"] = "channels_last"
            options["activation"] = try JSON(keras: activation)
            options["use_bias"] = .bool(useBias)
            options["bias_initializer"] = try JSON(keras: biasInitializer)
            options["bias_regularizer"] = JSON(keras: biasRegularizer)
            options["activity_regularizer"] = JSON(keras: activityRegularizer)
            return options
        }
    }
#endif
