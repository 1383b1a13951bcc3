package import MartletCodecs
package import MartletGraph
package import MartletNN
package import MartletNumerics

/// A layer of Keras's: of one input, or merging several.
package enum KerasLayer {
    case one(any Layer)
    case several(any MergeLayer)

    package func callAsFunction(_ inputs: [Symbol]) -> Symbol {
        switch self {
        case .one(let layer): layer(inputs[0])
        case .several(let layer): layer(inputs)
        }
    }
}

extension JSON {
    /// The layer; what `Normalization` adapts to is given.
    package func kerasLayer(adaptingTo data: Tensor? = nil) throws -> KerasLayer {
        expectKeys(
            "units", "activation", "use_bias", "kernel_regularizer", "bias_regularizer", "activity_regularizer", "axis",
            "momentum", "epsilon", "center", "scale", "input_dim", "output_dim", "target_shape", "mean", "variance",
            "invert", "filters", "kernel_size", "strides", "padding", "dilation_rate", "groups", "depth_multiplier",
            "output_padding", "pool_size", "keepdims", "cropping", "size", "interpolation", "height", "width",
            "antialias", "crop_to_aspect_ratio", "pad_to_aspect_ratio", "factor", "height_factor", "width_factor",
            "fill_mode", "fill_value", "value_range")
        let name = self["name"]?.string.map { $0.contains("/") ? nil : $0 } ?? nil
        let regularizer = { (key: String) in self[key].map(\.kerasRegularizer) }
        switch kerasClass {
        case "Dense":
            var dense = Dense(whole("units")!, name: name)
            dense.activation = try activation ?? dense.activation
            dense.useBias = flag("use_bias") ?? dense.useBias
            dense.kernelRegularizer = regularizer("kernel_regularizer")
            dense.biasRegularizer = regularizer("bias_regularizer")
            dense.activityRegularizer = regularizer("activity_regularizer")
            return .one(dense)
        case "Activation": return .one(Sequential([try activation!], name: name))
        case "BatchNormalization":
            var batch = BatchNormalization(name: name)
            batch.axis = whole("axis") ?? batch.axis
            batch.momentum = number("momentum") ?? batch.momentum
            batch.epsilon = number("epsilon") ?? batch.epsilon
            batch.center = flag("center") ?? batch.center
            batch.scale = flag("scale") ?? batch.scale
            return .one(batch)
        case "LayerNormalization":
            var layer = LayerNormalization(name: name)
            layer.axes = self["axis"]?.array?.map { $0.integer! } ?? layer.axes
            layer.epsilon = number("epsilon") ?? layer.epsilon
            layer.center = flag("center") ?? layer.center
            layer.scale = flag("scale") ?? layer.scale
            return .one(layer)
        case "Embedding": return .one(Embedding(whole("input_dim")!, whole("output_dim")!, name: name))
        case "Flatten": return .one(Flatten(name: name))
        case "Reshape": return .one(Reshape(self["target_shape"]!.array!.map { $0.integer! }, name: name))
        case "Normalization":
            var layer = Normalization(name: name)
            if let axis = self["axis"] { layer.axes = axis.integer.map { [$0] } ?? [] }
            layer.mean = number("mean").map { [Float($0)] }
            layer.variance = number("variance").map { [Float($0)] }
            layer.invert = flag("invert") ?? layer.invert
            return .one(try data.map { try layer.adapt(to: $0) } ?? layer)
        case "Add": return .several(Add(name: name))
        case "Multiply": return .several(Multiply(name: name))
        case "Average": return .several(Average(name: name))
        case "Concatenate": return .several(Concatenate(axis: whole("axis") ?? -1, name: name))
        default: return try .one(kerasImageLayer(named: name))
        }
    }

    var activation: Activation? {
        get throws { try self["activation"]?.string.map { try Activation(named: $0) } }
    }
}
