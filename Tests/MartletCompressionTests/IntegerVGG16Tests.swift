#if Archives && Images
    import MartletApplications
    import MartletCompression
    import MartletDatasets
    import MartletInterop
    import MartletNN
    import MartletNumerics
    import MartletTestSupport
    import Testing

    /// VGG16 with its real weights, in integers, of real images.
    @Suite(RealData.models.needed("vgg16_notop.h5"), RealData.data.needed(CIFARSubset.names))
    struct IntegerVGG16Tests {
        private let size = 64
        private let subset: CIFARSubset
        private let data: CIFAR10

        init() throws {
            subset = try #require(try CIFARSubset())
            data = CIFAR10(directory: subset.path)
        }

        private func images(_ all: LabeledImages, every step: Int) throws -> (x: Tensor, y: Tensor) {
            let some = try all.examples(Array(stride(from: 0, to: all.count, by: step)))
            return (try some.images.resized(height: size, width: size), some.labels)
        }

        private func model(@LayerBuilder _ head: () -> [any Layer]) throws -> Model {
            var model = Model(
                Sequential([PreprocessInput(VGG16.preprocessing), VGG16(includeTop: false)] + head()),
                input: [size, size, 3], seed: 1)
            try model.loadWeights(keras: #require(RealData.models.path("vgg16_notop.h5")), into: "vgg16")
            return model
        }

        /// The cosines between rows.
        private func cosines(_ a: Tensor, _ b: Tensor) throws -> [Double] {
            let product = try (a * b).sum(axes: [1]),
                sizes = try (a.square().sum(axes: [1]) * b.square().sum(axes: [1])).sqrt()
            return try (product / sizes).array(of: Double.self)
        }

        @Test func featuresStayNear() throws {
            let model = try model { Flatten() }
            let x = try images(data.train(), every: 100).x
            let rounded = try model.postTrainingQuantized(calibration: Dataset(x).batched(20))
            let others = try images(data.test(), every: 20).x
            let expected = try model.predict(others)
            let ways = try [.exact, .winograd, IntegerConvolutions.fastest(within: 0.05, on: Dataset(x[0..<8]))]
            for way in ways {
                let cosines = try cosines(rounded.quantized(convolutions: way).predict(others), expected).sorted()
                #expect(cosines[cosines.count / 2] >= 0.99, "the median of \(cosines)")
            }
        }

        /// A head learns from the features; in integers it loses half a point of accuracy at most.
        @Test func transferKeepsItsAccuracy() throws {
            var model = try model {
                Flatten()
                Dense(128, activation: .relu)
                Dense(10, activation: .softmax)
            }
            try model.freeze("vgg16")
            try model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy())
            let train = try images(data.train(), every: 5)
            try model.fit(train.x, train.y, epochs: 5)
            let calibration = try Dataset(train.x[..<100]).batched(20)
            let integers = try model.postTrainingQuantized(calibration: calibration).quantized()
            let test = try images(data.test(), every: 1)
            let labels = test.y.array(of: Int.self)
            let classes = try [model, integers].map { try $0.predict(test.x).argmax(axis: 1).array(of: Int.self) }
            let right = classes.map { zip($0, labels).count { $0 == $1 } }
            #expect(right[0] >= labels.count / 2)
            // Answers that change do so either way: by chance right ones are fewer by the root of how many change.
            let changed = zip(classes[0], classes[1]).count { $0 != $1 }
            let most = 0.005 * Double(labels.count) + 2 * Double(changed).squareRoot()
            #expect(Double(right[0] - right[1]) <= most, "\(right) of \(labels.count) are right, \(changed) changed")
        }
    }
#endif
