#if Archives
    import MartletCodecs

    /// Layers as Keras 1 wrote them, in the words of Keras 2; after Keras's own `legacy/interfaces.py`.
    enum Keras1 {
        /// A layer's class and its options.
        typealias Layer = (kind: String, options: JSON.Object)

        /// What Keras 1 called classes.
        private static let kinds = [
            "AtrousConvolution1D": "Conv1D", "AtrousConvolution2D": "Conv2D", "Convolution1D": "Conv1D",
            "Convolution2D": "Conv2D", "Deconvolution2D": "Conv2DTranspose",
            "SeparableConvolution2D": "SeparableConv2D",
        ]

        /// What Keras 1 called the options of any layer.
        private static let options = [
            "W_constraint": "kernel_constraint", "W_regularizer": "kernel_regularizer", "atrous_rate": "dilation_rate",
            "b_constraint": "bias_constraint", "b_regularizer": "bias_regularizer", "beta_init": "beta_initializer",
            "bias": "use_bias", "border_mode": "padding", "dim_ordering": "data_format", "filter_length": "kernel_size",
            "gamma_init": "gamma_initializer", "init": "kernel_initializer", "nb_filter": "filters",
            "pool_length": "pool_size", "sigma": "stddev", "stride": "strides", "subsample": "strides",
            "subsample_length": "strides",
        ]

        /// Those that other layers have under other names, by the class.
        private static let ownOptions: [String: [String: String]] = [
            "Dense": ["output_dim": "units"], "Dropout": ["p": "rate"], "GaussianDropout": ["p": "rate"],
            "UpSampling1D": ["length": "size"], "SeparableConv2D": ["init": "depthwise_initializer"],
            "Embedding": [
                "init": "embeddings_initializer", "W_regularizer": "embeddings_regularizer",
                "W_constraint": "embeddings_constraint",
            ],
        ]

        private static let merges = [
            "sum": "Add", "mul": "Multiply", "ave": "Average", "max": "Maximum", "concat": "Concatenate",
        ]

        /// Options that said once more what others say.
        private static let repeated: Set = ["input_dim", "input_length", "input_dtype"]

        /// The layer in the words of Keras 2, which is itself unless Keras 1 wrote it.
        static func renewed(_ kind: String, _ old: JSON.Object) -> Layer {
            if kind == "Merge" { return merge(old) }
            var old = old
            // The mode of today's.
            if kind == "BatchNormalization", old["mode"] == 0 { old["mode"] = nil }
            let kind = kinds[kind] ?? kind
            let own = ownOptions[kind] ?? [:]
            // What Keras 1 has in common with Keras 2 needn't be told apart.
            guard kinds[kind] != nil || old.keys.contains(where: { options[$0] != nil || own[$0] != nil }) else {
                return (kind, old)
            }
            var new = JSON.Object()
            for (key, value) in old where kind == "Embedding" ? key != "input_dtype" : !repeated.contains(key) {
                let name = own[key] ?? options[key] ?? key
                if name == "data_format" {
                    new[name] = value == "th" ? "channels_first" : "channels_last"
                } else if name.hasSuffix("_initializer") {
                    new[name] = initializer(value)
                } else if name.hasSuffix("_regularizer") {
                    new[name] = regularizer(value)
                } else {
                    new[name] = value
                }
            }
            if let rows = old["nb_row"], let columns = old["nb_col"] {
                (new["nb_row"], new["nb_col"], new["kernel_size"]) = (nil, nil, [rows, columns])
            }
            // The others say it.
            if kind == "Conv2DTranspose" { new["output_shape"] = nil }
            if kind == "Embedding", old["dropout"]?.double == 0 { new["dropout"] = nil }
            return (kind, new)
        }

        private static func merge(_ old: JSON.Object) -> Layer {
            guard let mode = old["mode"]?.string, let kind = merges[mode] else { return ("Merge", old) }
            var new = JSON.Object()
            for key in ["name", "trainable"] { new[key] = old[key] }
            if kind == "Concatenate" { new["axis"] = old["concat_axis"] }
            return (kind, new)
        }

        private static func initializer(_ json: JSON) -> JSON {
            switch json.string {
            case "zero"?: "zeros"
            case "one"?: "ones"
            case "uniform"?: "random_uniform"
            case "normal"?: "random_normal"
            default: json
            }
        }

        /// `{"name": "WeightRegularizer", "l1": 0, "l2": 0.01}`.
        private static func regularizer(_ json: JSON) -> JSON {
            guard let name = json["name"]?.string, ["WeightRegularizer", "L1L2Regularizer"].contains(name) else {
                return json
            }
            return ["class_name": "L1L2", "config": ["l1": json["l1"] ?? 0, "l2": json["l2"] ?? 0]]
        }
    }
#endif
