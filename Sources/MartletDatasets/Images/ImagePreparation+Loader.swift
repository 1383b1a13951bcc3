#if Images
    import MartletCodecs
    import MartletGraph
    public import MartletNN
    import MartletNumerics

    extension ImagePreparation {
        /// What reads images so; what is not known counts as `rgb` and `bilinear`, see `mistake`.
        public var loader: ImageLoader {
            ImageLoader(
                imageSize: imageSize.flatMap { $0.count == 2 ? ($0[0], $0[1]) : nil },
                colorMode: Image.ColorMode(rawValue: colorMode) ?? .rgb,
                interpolation: ResizeMethod(named: interpolation) ?? .bilinear, cropToAspectRatio: cropToAspectRatio,
                appliesOrientation: appliesOrientation)
        }

        /// What a model takes that has no notes: the size and channels of its input; nil if it takes no images.
        public init?(takenBy model: Model) {
            let inputs = model.graph.inputs
            guard inputs.count == 1, inputs[0].shape.count == 4,
                let mode = Image.ColorMode.allCases.first(where: { $0.channels == inputs[0].shape[3] }),
                inputs[0].shape[1] > 0, inputs[0].shape[2] > 0
            else { return nil }
            self.init(imageSize: [inputs[0].shape[1], inputs[0].shape[2]], colorMode: mode.rawValue)
        }
    }
#endif
