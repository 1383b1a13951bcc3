#if Images
    import Martlet

    extension ImageExamples {
        /// A network for these images, compiled: blocks of a convolution and pooling, or the network to begin with; then
        /// dense layers.
        ///
        /// Pixels from 0 to 255 go in, so that whoever predicts need not scale them.
        ///
        /// - Throws: `UnknownName`, mistakes in the layers.
        func model(_ setup: TrainingSetup) throws -> Model {
            let activation = try Activation(named: setup.activation)
            let size = images.imageSize ?? []
            func head() -> [any Layer] {
                var layers: [any Layer] = [Flatten()]
                for units in setup.hidden {
                    if setup.dropout > 0 { layers.append(Dropout(setup.dropout)) }
                    layers.append(Dense(units, activation: activation))
                }
                if setup.dropout > 0 { layers.append(Dropout(setup.dropout)) }
                return layers + [Dense(classNames.count, activation: .softmax)]
            }
            let channels = images.loader.colorMode.channels
            if let transfer = setup.transfer {
                #if Archives
                    let model = try transfer.model(size: size, channels: channels, seed: setup.seed, head: head())
                    return try setup.compiled(model, isClassification: true)
                #else
                    throw BadData(
                        "martlet was built without the trait Archives, which reads \(transfer.base)'s weights")
                #endif
            }
            let network = Sequential {
                if setup.normalize { Rescaling(1 / 127.5, offset: -1) }
                for filters in setup.filters ?? Self.filters(for: size.min() ?? 1) {
                    Conv2D(filters, kernelSize: 3, padding: .same, activation: activation)
                    MaxPooling2D(padding: .same)
                }
                head()
            }
            let model = Model(network, input: size + [channels], seed: setup.seed)
            return try setup.compiled(model, isClassification: true)
        }

        /// As many blocks, each of which halves the sides, as leave about 8 × 8 places.
        private static func filters(for side: Int) -> [Int] {
            var filters = [32]
            while side >> filters.count > 8 { filters.append(min(filters.last! * 2, 128)) }
            return filters
        }
    }
#endif
