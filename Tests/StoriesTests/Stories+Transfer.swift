#if Archives
    import Martlet
    import Testing

    extension Stories {
        @Test func aTrainedNetworkIsTakenFurther() throws {
            let size = [32, 32, 3]
            try Model(MobileNetV2(alpha: 0.35, includeTop: false), input: size, seed: 5)
                .saveWeights(keras: temporary("base.weights.h5"))
            var random = RandomGenerator(seed: 1)
            let labels = Tensor((0..<16).map { Int32($0 % 2) })
            let brightness = try labels.cast(to: .float32).reshaped([16, 1, 1, 1]) * 150
            let images = try random.uniform([16, 32, 32, 3], in: 0..<100) + brightness
            // snippet: transfer
            let base = MobileNetV2(alpha: 0.35, includeTop: false, name: "base")
            var model = Model(
                Sequential {
                    PreprocessInput(.tf)  // pixels 0…255 as this network wants them
                    base
                    GlobalAveragePooling2D()
                    Dropout(0.2)
                    Dense(2, activation: .softmax)
                }, input: [32, 32, 3])
            // .imageNet instead of .file downloads the weights
            try model.loadWeights(.file(temporary("base.weights.h5")), of: base, into: "base")
            try model.freeze("base")
            try model.compile(optimizer: .adam(learningRate: 1e-3), loss: .sparseCategoricalCrossentropy)
            try model.fit(images, labels, epochs: 2)  // the head

            try model.unfreezeAll()
            try model.freeze("base", exceptLast: 4)
            try model.compile(optimizer: .adam(learningRate: 1e-5), loss: .sparseCategoricalCrossentropy)
            try model.fit(images, labels, epochs: 1)  // and the network's last four layers
            // end
            let start = Model(MobileNetV2(alpha: 0.35, includeTop: false), input: size, seed: 5)
            #expect(model["base/Conv1/kernel"] == start["Conv1/kernel"])
            #expect(model["base/Conv_1/kernel"] != start["Conv_1/kernel"])
        }
    }
#endif
