#if Images && Archives
    import MartletApplications
    import MartletCodecs
    import MartletExplain
    import MartletInterop
    import MartletNN
    import MartletNumerics
    import MartletTestSupport
    import Testing

    /// VGG16 with real weights looks at a real photograph: Golden/flower.jpg, by vultilion (CC BY 2.0,
    /// https://www.flickr.com/photos/vultilion/6056698931), as scikit-learn has it, made smaller.
    @Suite struct PhotographTests {
        /// The disc that the flower fills, in pixels.
        private static let (row, column, radius) = (115.0, 163.0, 73.0)

        private static func distance(_ row: Int, _ column: Int) -> Double {
            let (y, x) = (Double(row) - Self.row, Double(column) - Self.column)
            return (x * x + y * y).squareRoot()
        }

        /// VGG16's pooled features of images of a size, and what follows them.
        private static func network(_ height: Int, _ width: Int, head: Model?) throws -> Model {
            let base = VGG16(includeTop: false, name: "base")
            var model = Model(
                Sequential {
                    PreprocessInput(VGG16.preprocessing)
                    base
                    GlobalAveragePooling2D()
                    if let head { head }
                }, input: [height, width, 3])
            try model.loadWeights(keras: #require(RealData.models.path("vgg16_notop.h5")), into: "base")
            return model
        }

        /// The head has learned from parts of the photograph which of them show the flower. Of the whole, the map lies
        /// on it: the disc with a quarter more is two fifths of the picture, and would hold as much of a map of chance.
        @Test(RealData.models.needed("vgg16_notop.h5")) func looksAtTheFlower() throws {
            let path = #filePath.dropLast("PhotographTests.swift".count) + "Golden/flower.jpg"
            let photo = try Image.read(String(path)).cast(to: .float32)
            var (parts, labels): ([Tensor], [Int32]) = ([], [])
            for top in stride(from: 0, through: 160, by: 32) {
                for left in stride(from: 0, through: 272, by: 34) {
                    let distance = Self.distance(top + 32, left + 32)
                    // Parts with the edge of the flower are left out, and the one at the bottom.
                    let isFlower = distance < 0.6 * Self.radius
                    guard isFlower || distance > Self.radius + 46, isFlower || top < 128 else { continue }
                    parts.append(try photo[top..<top + 64, left..<left + 64])
                    labels.append(isFlower ? 1 : 0)
                }
            }
            #expect(labels.contains(1) && labels.contains(0))
            let features = try Self.network(64, 64, head: nil).predict(Tensor.stack(parts))
            var head = Model(Sequential { Dense(2, name: "head") }, input: [512], seed: 1)
            try head.compile(
                optimizer: .adam(learningRate: 0.01), loss: .sparseCategoricalCrossentropy(fromLogits: true))
            try head.fit(features, Tensor(labels), epochs: 50)

            let explainer = try GradCAM(
                Self.network(224, 336, head: head), layer: "base/block5_conv3")
            let map = try explainer.explain(photo.expandingDimensions(at: 0), outputs: [1])[0]
            let heat = map.array(of: Double.self)
            let near = heat.indices.filter { Self.distance($0 / 336, $0 % 336) <= 1.25 * Self.radius }
            let share = near.reduce(0) { $0 + heat[$1] } / heat.reduce(0, +)
            #expect(Double(near.count) / Double(heat.count) < 0.4)
            #expect(share > 0.7, "\(share)")
            let hottest = try map.argMax().scalar(as: Int.self)
            // On the flower, or on the other one at the lower edge.
            let (row, column) = (hottest / 336, hottest % 336)
            #expect(Self.distance(row, column) <= Self.radius || row >= 190 && 145...255 ~= column)
        }
    }
#endif
