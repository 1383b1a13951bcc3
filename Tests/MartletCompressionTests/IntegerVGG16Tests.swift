#if Archives
    import MartletApplications
    import MartletCompression
    import MartletInterop
    import MartletNN
    import MartletNumerics
    import MartletTestSupport
    import Testing

    /// VGG16 with its real weights, in integers.
    struct IntegerVGG16Tests {
        /// The cosines between rows.
        private func cosines(_ a: Tensor, _ b: Tensor) throws -> [Double] {
            let product = try (a * b).sum(axes: [1]),
                sizes = try (a.square().sum(axes: [1]) * b.square().sum(axes: [1])).sqrt()
            return try (product / sizes).array(of: Double.self)
        }

        @Test(RealData.models.needed("vgg16_notop.h5")) func featuresStayNear() throws {
            var model = Model(VGG16(includeTop: false, pooling: .avg), input: [64, 64, 3])
            try model.loadWeights(keras: #require(RealData.models.path("vgg16_notop.h5")))
            // Patches of colour with some noise, which excite the network as photographs do.
            var random = RandomGenerator(seed: 3)
            let patches = try random.uniform([40, 5, 5, 3], in: -120..<120)
            let x = try patches.resized(height: 64, width: 64) + random.normal([40, 64, 64, 3], standardDeviation: 10)
            let rounded = try model.postTrainingQuantized(calibration: Dataset(x))
            let expected = try model.predict(x)
            let ways = try [.exact, .winograd, IntegerConvolutions.fastest(within: 0.05, on: Dataset(x[0..<8]))]
            for way in ways {
                let cosines = try cosines(rounded.quantized(convolutions: way).predict(x), expected).sorted()
                #expect(cosines[20] >= 0.99, "the median of \(cosines)")
            }
        }
    }
#endif
