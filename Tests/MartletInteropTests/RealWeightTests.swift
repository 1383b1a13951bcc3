#if Archives
    import MartletApplications
    import MartletGraph
    import MartletInterop
    import MartletNN
    import MartletNumerics
    import MartletTestSupport
    import Testing

    struct RealWeightTests {
        /// VGG16's features in bfloat16 lie as near those in float32 as its documentation says.
        @Test(RealData.models.needed("vgg16_notop.h5")) func featuresOfVGG16InBFloat16() throws {
            var model = Model(VGG16(includeTop: false), input: [224, 224, 3])
            try model.loadWeights(keras: #require(RealData.models.path("vgg16_notop.h5")))
            // Patches of colour with some noise, which excite the network as photographs do.
            var random = RandomGenerator(seed: 3)
            let patches = try random.uniform([2, 7, 7, 3], in: -120..<120)
            let noise = try random.normal([2, 224, 224, 3], standardDeviation: 10)
            let x = try patches.resized(height: 224, width: 224) + noise
            let exact = try model.predict(x).array(of: Double.self)
            model.precision = .bfloat16
            let rounded = try model.predict(x).array(of: Double.self)
            let error = zip(exact, rounded).map { abs($0 - $1) }.max()! / exact.max()!
            #expect(error > 1e-4 && error <= 3e-2)
        }
    }
#endif
