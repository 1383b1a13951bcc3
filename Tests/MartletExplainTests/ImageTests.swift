import MartletExplain
import MartletGraph
import MartletNN
import MartletNumerics
import MartletPlot
import MartletTestSupport
import Testing

/// Explanations of what networks see in images.
@Suite struct ImageTests {
    /// Images of 12 × 12 with a square of 4 × 4 somewhere: filled is class 0, an empty one class 1.
    private static func squares(_ count: Int, seed: UInt64) throws -> (x: Tensor, y: Tensor, corners: [(Int, Int)]) {
        var generator = RandomGenerator(seed: seed)
        var x = try generator.uniform([count, 12, 12, 1], in: 0..<0.1)
        var (labels, corners): ([Int32], [(Int, Int)]) = ([], [])
        for row in 0..<count {
            let place = try generator.integers([3], in: 0..<9).array(of: Int.self)
            let (top, left) = (place[0], place[1])
            try x.assign(Tensor(Float(1)), at: row, top..<top + 4, left..<left + 4)
            if place[2] % 2 == 1 { try x.assign(Tensor(Float(0)), at: row, top + 1..<top + 3, left + 1..<left + 3) }
            labels.append(Int32(place[2] % 2))
            corners.append((top, left))
        }
        return (x, Tensor(labels), corners)
    }

    private static func network() -> Model {
        Model(
            Sequential {
                Conv2D(8, kernelSize: 3, padding: .same, activation: .relu)
                Conv2D(8, kernelSize: 3, padding: .same, activation: .relu)
                GlobalAveragePooling2D()
                Dense(2)
            }, input: [12, 12, 1], seed: 2)
    }

    /// After global average pooling the weights of the maps are those of the last layer over the number of pixels.
    @Test func weighsMapsByTheirDerivatives() throws {
        let model = Self.network()
        let x = try Self.squares(5, seed: 1).x
        var front = Model(
            Sequential {
                Conv2D(8, kernelSize: 3, padding: .same, activation: .relu)
                Conv2D(8, kernelSize: 3, padding: .same, activation: .relu)
            }, input: [12, 12, 1])
        for name in ["conv2d/kernel", "conv2d/bias", "conv2d_1/kernel", "conv2d_1/bias"] {
            try front.set(name, to: #require(model[name]))
        }
        let outputs = [0, 1, 1, 0, 1]
        let weights = try #require(model["dense/kernel"]).transposed().take(outputs).reshaped([5, 1, 1, 8])
        let sums = try (front.predict(x) * weights).sum(axis: 3)
        // The mean over 144 pixels has a 144th of the weight in each.
        let expected = try (sums + sums.abs()) / Float(2 * 144)
        let maps = try GradCAM(model).explain(x, outputs: outputs)
        #expect(try distance(maps, expected) < 1e-5 * expected.max().scalar(as: Double.self))
    }

    /// The last feature maps before pooling are taken, with what normalises and bends them; or those that are named.
    @Test func takesTheLastConvolution() throws {
        let model = Model(
            Sequential {
                Conv2D(4, kernelSize: 3, padding: .same, activation: .relu)
                MaxPooling2D()
                Conv2D(4, kernelSize: 3, padding: .same)
                BatchNormalization()
                ReLU()
                MaxPooling2D()
                Dropout(0.5)
                Flatten()
                Dense(2)
            }, input: [12, 12, 1])
        #expect(try GradCAM(model).layer == "re_lu")
        #expect(try GradCAM(model, layer: "conv2d").layer == "conv2d")
        #expect(try GradCAM(model, layer: "max_pooling2d_1").layer == "max_pooling2d_1")
        let none = Model(
            Sequential {
                MaxPooling2D()
                Flatten()
                Dense(2)
            }, input: [12, 12, 1])
        let error = #expect(throws: ExplanationError.self) { try GradCAM(none) }
        #expect(error?.description == "layer must be named where no layer is a convolution: give one of max_pooling2d")
    }

    @Test func looksAtTheSquare() throws {
        var model = Self.network()
        try model.compile(
            optimizer: .adam(learningRate: 0.01), loss: .sparseCategoricalCrossentropy(fromLogits: true),
            metrics: [.accuracy])
        let train = try Self.squares(600, seed: 1)
        try model.fit(train.x, train.y, epochs: 15)
        let test = try Self.squares(40, seed: 2)
        #expect(try model.evaluate(test.x, test.y)["accuracy"]! > 0.95)
        let explainer = try GradCAM(model)
        #expect(explainer.layer == "conv2d_1")
        let maps = try explainer.explain(test.x)
        #expect(maps.shape == [40, 12, 12])
        let falls = try occlusion(of: test.x, window: 4, stride: 2) { try model.predict($0) }
        #expect(falls.shape == [40, 12, 12, 2])
        var near = (0, 0)
        for (row, (top, left)) in test.corners.enumerated() {
            func isNear(_ map: Tensor) throws -> Bool {
                let place = try map.argMax().scalar(as: Int.self)
                return (top - 2...top + 5).contains(place / 12) && (left - 2...left + 5).contains(place % 12)
            }
            let label = try test.y[row].scalar(as: Int.self)
            near.0 += try isNear(maps[row]) ? 1 : 0
            // What is covered there changes the output most, up or down.
            near.1 += try isNear(falls[row, .all, .all, label].abs()) ? 1 : 0
        }
        // A third of the pixels are near by chance.
        #expect(near.0 >= 36 && near.1 >= 36, "\(near)")
    }

    /// A linear function falls by what is covered.
    @Test func occlusionCountsWhatIsCovered() throws {
        let x = try Tensor.arange(16).cast(to: .float32).reshaped([1, 4, 4, 1])
        let falls = try occlusion(of: x, window: 2, stride: 2) { try $0.sum(axes: [1, 2, 3]) }
        let sums = [10.0, 18, 42, 50]
        for row in 0..<4 {
            for column in 0..<4 {
                #expect(try falls[0, row, column, 0].scalar() == sums[row / 2 * 2 + column / 2])
            }
        }
        // Windows that don't divide the image end at its edge, and every pixel has the mean of those that cover it.
        let others = try occlusion(of: .ones([1, 5, 5, 1]), window: 3, stride: 3) { try $0.sum(axes: [1, 2, 3]) }
        #expect(others == .full(9.0, shape: [1, 5, 5, 1]))
    }
}

private let calls = BadCalls { call in
    let images = Model(
        Sequential {
            Conv2D(2, kernelSize: 3)
            Flatten()
            Dense(2)
        }, input: [6, 6, 1])
    let x = Tensor.ones([2, 6, 6, 1])
    call("a model of rows") { try GradCAM(Model(Sequential { Dense(2) }, input: [3])) }
    call("a model without feature maps") {
        try GradCAM(
            Model(
                Sequential {
                    Flatten()
                    Dense(2)
                }, input: [6, 6, 1]))
    }
    for layer in ["dense", "conv", ""] { call("layer '\(layer)'") { try GradCAM(images, layer: layer) } }
    call("images of another size") { try GradCAM(images).explain(.ones([2, 5, 6, 1])) }
    call("no images") { try GradCAM(images).explain(.ones([0, 6, 6, 1])) }
    for outputs in [[], [0], [0, 2], [0, -1], [0, 1, 0]] {
        call("outputs \(outputs)") { try GradCAM(images).explain(x, outputs: outputs) }
    }
    for window in [Int.min, 0, 7, Int.max] {
        call("a window of \(window)") { try occlusion(of: x, window: window) { try images.predict($0) } }
    }
    for stride in [Int.min, 0, 7, Int.max] {
        call("a stride of \(stride)") { try occlusion(of: x, window: 2, stride: stride) { try images.predict($0) } }
    }
    call("a picture of rows") { try ImageChart(image: .ones([4, 3]), heat: .ones([4, 3])) }
    call("a picture of two channels") { try ImageChart(image: .ones([4, 3, 2]), heat: .ones([4, 3])) }
    call("a picture without pixels") { try ImageChart(image: .ones([0, 3, 3]), heat: .ones([0, 3])) }
    call("heat of another size") { try ImageChart(image: .ones([4, 3, 3]), heat: .ones([3, 4])) }
    call("occlusion of rows") { try occlusion(of: .ones([2, 3]), window: 1) { $0 } }
    call("occlusion with NaN") { try occlusion(of: x, window: 2) { try $0.sum(axes: [1, 2, 3]) * Float.nan } }
}

@Suite struct BadImageExplanationTests {
    @Test(arguments: calls.all) func throwsClearly(_ call: BadCall) { #expect(call.problem == nil) }
}
