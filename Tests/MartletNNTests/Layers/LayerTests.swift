import MartletGraph
import MartletNN
import MartletNumerics
import MartletTestSupport
import Testing

@Suite struct LayerTests {
    @Test func sequentialsTakeConditionsAndLoops() throws {
        func network(deep: Bool) -> Sequential {
            Sequential {
                for units in [8, 6] { Dense(units, activation: .relu) }
                if deep { Dense(5) } else { Activation.softmax }
                if !deep { Dropout(0.5) }
                Dense(3, name: "output")
            }
        }
        let deep = Model(network(deep: true), input: [4])
        #expect(
            deep.parameters.map(\.name) == [
                "dense/kernel", "dense/bias", "dense_1/kernel", "dense_1/bias", "dense_2/kernel", "dense_2/bias",
                "output/kernel", "output/bias",
            ])
        let shallow = Model(network(deep: false), input: [4])
        #expect(shallow.graph.layers.map(\.kind) == ["Dense", "Dense", "Activation", "Dropout", "Dense"])
        #expect(shallow.graph.layers.map(\.path) == ["dense", "dense_1", "activation", "dropout", "output"])
    }

    @Test func mergesElementByElement() throws {
        let a = try Tensor([[1, 5], [3, 4]] as [[Float]]), b = try Tensor([[2, 2], [2, 2]] as [[Float]])
        let cases: [(any MergeLayer, [Float])] = [
            (Add(), [3, 7, 5, 6]), (Subtract(), [-1, 3, 1, 2]), (Multiply(), [2, 10, 6, 8]),
            (Average(), [1.5, 3.5, 2.5, 3]), (Maximum(), [2, 5, 3, 4]), (Minimum(), [1, 2, 2, 2]),
            (Concatenate(), [1, 5, 2, 2, 3, 4, 2, 2]),
        ]
        for (layer, expected) in cases {
            let model = Model(inputs: [[2], [2]]) { layer($0) }
            #expect(try model.predict(inputs: [a, b])[0].array(of: Float.self) == expected, "\(layer)")
        }
    }

    /// Half of the elements go, the others double; in inference nothing happens.
    @Test func dropoutDropsInTrainingOnly() throws {
        let model = Model(Dropout(0.5), input: [1000])
        let x = Tensor.ones([20, 1000])
        #expect(try model.predict(x) == x)
        let trained = try training(model, x)
        let (zeros, twos) = (trained.filter { $0 == 0 }.count, trained.filter { $0 == 2 }.count)
        #expect(zeros + twos == 20_000)
        // Five standard deviations of a binomial distribution.
        #expect(abs(zeros - 10_000) < 354)
        #expect(try training(model, x) == trained)
        #expect(try training(model, x, step: 1) != trained)
    }

    @Test func layersDrawDifferentNumbers() throws {
        let model = Model(inputs: [[400]]) { x in Concatenate()(Dropout(0.5)(x[0]), Dropout(0.5)(x[0])) }
        let values = try training(model, .ones([1, 400]))
        #expect(values[..<400] != values[400...])
    }

    /// Mean and spread within five standard errors.
    @Test func noiseHasItsMeanAndSpread() throws {
        for (layer, mean, deviation) in [
            (GaussianNoise(0.5) as any Layer, 3.0, 0.5), (GaussianDropout(0.2), 3, 3 * 0.5),
        ] {
            let model = Model(inputs: [[1000]]) { layer($0[0]) }
            let x = Tensor.full(3 as Float, shape: [20, 1000])
            #expect(try model.predict(x) == x)
            let values = try training(model, x).map(Double.init)
            let average = values.reduce(0, +) / 20_000
            let spread = (values.map { ($0 - average) * ($0 - average) }.reduce(0, +) / 20_000).squareRoot()
            #expect(abs(average - mean) < 5 * deviation / 20_000.0.squareRoot())
            #expect(abs(spread - deviation) < 5 * deviation / 40_000.0.squareRoot())
        }
    }

    private func training(_ model: Model, _ x: Tensor, step: Int = 0) throws -> [Float] {
        let objective = Objective(results: { networks, x in
            let y = networks[0](x[0], training: true)
            return [y.sum(), y]
        })
        return try objective.results(of: [model], at: [x], for: [], step: step).results[1].array(of: Float.self)
    }

    @Test func frozenBatchNormalizationStaysAsItIs() throws {
        var model = Model(
            Sequential {
                BatchNormalization(name: "normalization"); Dense(1)
            }, input: [3])
        try model.freeze("normalization")
        try model.compile(optimizer: .sgd(), loss: .meanSquaredError)
        let before = model["normalization/moving_mean"]
        var generator = RandomGenerator(seed: 1)
        try model.fit(generator.normal([40, 3], mean: 5), .zeros([40, 1]))
        #expect(model["normalization/moving_mean"] == before)
        try model.unfreezeAll()
        try model.fit(generator.normal([40, 3], mean: 5), .zeros([40, 1]))
        #expect(model["normalization/moving_mean"] != before)
    }

    @Test func mistakesNameLayerAndRemedy() throws {
        let cases: [(any Layer, [Int], String)] = [
            (Dense(0), [3], "positive number of units"), (Dropout(1.5), [3], "0...1, not 1.5"),
            (Permute([1, 3]), [2, 2], "each of the axes 1 ..< 3 once"),
            (LayerNormalization(axes: [0]), [3], "axes [0]"),
            (Dense(3, biasInitializer: .orthogonal()), [4], "only a matrix or more can be orthogonal"),
            (Normalization(mean: [1, 2]), [3], "one for each of [3]"), (Reshape([4]), [3], "4 elements"),
        ]
        for (layer, shape, message) in cases {
            let model = Model(inputs: [shape]) { layer($0[0]) }
            #expect { try model.predict(.zeros(Shape([1] + shape))) } throws: {
                "\($0)".contains(message) && ($0 as? GraphError)?.path.isEmpty == false
            }
        }
    }

    @Test func normalizationRefusesToAdaptToNothing() {
        #expect(throws: ArgumentError.self) { try Normalization().adapt(to: .zeros([0, 3])) }
        #expect(throws: ArgumentError.self) { try Normalization(axis: 2).adapt(to: .zeros([4, 3])) }
    }
}
