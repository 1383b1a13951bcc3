#if Archives
    import MartletCodecs
    import MartletGraph
    import MartletNN
    import MartletNumerics

    /// What a file of Keras's has for a layer that Keras has not: a layer that computes the same, with weights of its
    /// own, which aren't to be trained.
    struct KerasSubstitute {
        var layer: any KerasLayer
        /// In the order of Keras's.
        var weights: [Tensor]

        /// Keras's class.
        var kind: String { "\(type(of: layer))" }

        /// What stands for a layer; nil if nothing has to.
        init?(_ record: LayerRecord) {
            guard record.kind == "\(PreprocessInput.self)", let configuration = record.configuration,
                let layer = try? JSON(parsing: configuration).decode(PreprocessInput.self)
            else { return nil }
            self.init(layer.mode)
        }

        /// A convolution of single pixels: channels may change places, and each is scaled and shifted.
        private init(_ mode: PreprocessingMode) {
            let divisor = mode.divisor ?? 1
            var kernel = [Float](repeating: 0, count: 9)
            var bias: [Float] = []
            for to in 0..<3 {
                let deviation = mode.deviation?[to] ?? 1
                let from = mode.isReversed ? 2 - to : to
                kernel[3 * from + to] = 1 / (divisor * deviation)
                bias.append(-mode.mean[mode.mean.count == 1 ? 0 : to] / deviation)
            }
            layer = Conv2D(3, kernelSize: 1)
            weights = [try! Tensor(kernel, shape: [1, 1, 3, 3]), Tensor(bias)]
        }
    }
#endif
