#if Archives
    import MartletCodecs
    import MartletGraph
    import MartletNN

    extension MaxPooling2D: KerasLayer {
        init(_ options: KerasOptions) {
            options.requireChannelsLast()
            self.init(
                options.size("pool_size", 2), strides: options.optionalSize("strides"), padding: options.padding())
        }

        func kerasOptions() throws -> JSON.Object { try .pooling(poolSize, strides, padding) }
    }

    extension AveragePooling2D: KerasLayer {
        init(_ options: KerasOptions) {
            options.requireChannelsLast()
            self.init(
                options.size("pool_size", 2), strides: options.optionalSize("strides"), padding: options.padding())
        }

        func kerasOptions() throws -> JSON.Object { try .pooling(poolSize, strides, padding) }
    }

    extension MaxPooling1D: KerasLayer {
        init(_ options: KerasOptions) {
            options.requireChannelsLast()
            self.init(
                options.length("pool_size", 2), strides: options.optionalLength("strides"), padding: options.padding())
        }

        func kerasOptions() throws -> JSON.Object { try .pooling(poolSize, strides, padding) }
    }

    extension AveragePooling1D: KerasLayer {
        init(_ options: KerasOptions) {
            options.requireChannelsLast()
            self.init(
                options.length("pool_size", 2), strides: options.optionalLength("strides"), padding: options.padding())
        }

        func kerasOptions() throws -> JSON.Object { try .pooling(poolSize, strides, padding) }
    }

    extension GlobalAveragePooling1D: KerasLayer {
        init(_ options: KerasOptions) {
            options.requireChannelsLast()
            self.init(keepDims: options.bool("keepdims", false))
        }

        func kerasOptions() -> JSON.Object { ["data_format": "channels_last", "keepdims": .bool(keepDims)] }
    }

    extension GlobalAveragePooling2D: KerasLayer {
        init(_ options: KerasOptions) {
            options.requireChannelsLast()
            self.init(keepDims: options.bool("keepdims", false))
        }

        func kerasOptions() -> JSON.Object { ["data_format": "channels_last", "keepdims": .bool(keepDims)] }
    }

    extension GlobalMaxPooling1D: KerasLayer {
        init(_ options: KerasOptions) {
            options.requireChannelsLast()
            self.init(keepDims: options.bool("keepdims", false))
        }

        func kerasOptions() -> JSON.Object { ["data_format": "channels_last", "keepdims": .bool(keepDims)] }
    }

    extension GlobalMaxPooling2D: KerasLayer {
        init(_ options: KerasOptions) {
            options.requireChannelsLast()
            self.init(keepDims: options.bool("keepdims", false))
        }

        func kerasOptions() -> JSON.Object { ["data_format": "channels_last", "keepdims": .bool(keepDims)] }
    }

    extension JSON.Object {
        fileprivate static func pooling(_ size: Size2D, _ strides: Size2D?, _ padding: Padding) throws -> Self {
            [
                "pool_size": JSON(keras: size), "strides": JSON(keras: strides ?? size),
                "padding": try JSON(keras: padding), "data_format": "channels_last",
            ]
        }

        fileprivate static func pooling(_ size: Int, _ strides: Int?, _ padding: Padding) throws -> Self {
            [
                "pool_size": .integer(size), "strides": .integer(strides ?? size), "padding": try JSON(keras: padding),
                "data_format": "channels_last",
            ]
        }
    }

    extension JSON {
        /// - Throws: `KerasUnwritable`.
        init(keras padding: Padding) throws {
            switch padding {
            case .valid: self = "valid"
            case .same: self = "same"
            case .causal: self = "causal"
            case .explicit: throw KerasUnwritable("Keras has no padding \(padding); use ZeroPadding2D before it")
            }
        }
    }
#endif
