import MartletCompression
import MartletGraph
import MartletNN
import MartletNumerics
import MartletTestSupport
import Testing

/// Weights that share values.
@Suite struct ClusteringTests {
    /// A model whose weights are these numbers.
    private func model(_ numbers: [Float], seed: UInt64 = 0) throws -> Model {
        var model = Model(Dense(numbers.count), input: [1], seed: seed)
        try model.set("kernel", to: Tensor(numbers, shape: [1, numbers.count]))
        return model
    }

    private func clustered(
        _ numbers: [Float], _ count: Int, _ initialization: CentroidInitialization = .linear,
        preservesZeros: Bool = true, seed: UInt64 = 0
    ) throws -> [Float] {
        let clustered = try model(numbers, seed: seed).clustered(
            count, initialization: initialization, preservesZeros: preservesZeros)
        return try #require(clustered["kernel"]).array(of: Float.self)
    }

    @Test func smallCasesByHand() throws {
        #expect(try clustered([12, 1, 11, 2, 10, 3], 2) == [11, 2, 11, 2, 11, 2])
        // From 1, 6.5, 12 by 1.5, 9, 11, where 10 lies in the middle and goes with 9.
        #expect(try clustered([1, 2, 9, 10, 11, 12], 3) == [1.5, 1.5, 9.5, 9.5, 11.5, 11.5])
        // From 3 and 102.
        #expect(
            try clustered([1, 2, 3, 4, 100, 101, 102, 103], 2, .densityBased)
                == [2.5, 2.5, 2.5, 2.5, 101.5, 101.5, 101.5, 101.5])
        // Nothing is near the middle of 1, 5.5, 10.
        #expect(try clustered([1, 1.5, 9, 9.5, 10], 3) == [1.25, 1.25, 9.5, 9.5, 9.5])
    }

    @Test func zerosStay() throws {
        let numbers: [Float] = [0, -1, -1.25, 0, 2, 2.5, 0]
        #expect(try clustered(numbers, 3) == [0, -1.125, -1.125, 0, 2.25, 2.25, 0])
        #expect(try clustered(numbers, 2) == [0, 0.5625, 0.5625, 0, 0.5625, 0.5625, 0])
        #expect(
            try clustered(numbers, 2, preservesZeros: false) == [-0.45, -0.45, -0.45, -0.45, 2.25, 2.25, -0.45])
        #expect(try clustered([0, 0, 0], 2) == [0, 0, 0])
        #expect(try clustered([1, -1, 0], 2) == [0, 0, 0])  // the mean of the others
    }

    @Test(arguments: CentroidInitialization.allCases)
    func fewValuesStayAsTheyAre(_ initialization: CentroidInitialization) throws {
        for numbers in [[3, 5, 3], [0.1, 0, -0.7, 0.1], [4]] as [[Float]] {
            #expect(try clustered(numbers, 4, initialization) == numbers)
        }
    }

    /// Each number shares the value that is nearest, and each value is the mean of its numbers, rounded once.
    @Test(arguments: CentroidInitialization.allCases)
    func valuesAreNearestMeans(_ initialization: CentroidInitialization) throws {
        var random = RandomGenerator(seed: 5)
        let numbers = try random.normal([1000]).array(of: Float.self)
        let shared = try clustered(numbers, 16, initialization)
        let values = Set(shared)
        #expect((8...16).contains(values.count))
        for value in values {
            let own = zip(numbers, shared).filter { $1 == value }.map { Double($0.0) }
            #expect(abs(own.reduce(0, +) / Double(own.count) - Double(value)) <= Double(value.ulp))
        }
        for (number, value) in zip(numbers, shared) {
            let nearest = values.map { abs($0 - number) }.min()!
            #expect(abs(value - number) <= nearest + 2 * value.ulp)
        }
        // It ends where it begins.
        #expect(try clustered(shared, 16, initialization) == shared)
    }

    @Test func whatIsDrawnDependsOnTheSeedAlone() throws {
        var random = RandomGenerator(seed: 5)
        let numbers = try random.normal([500]).array(of: Float.self)
        for initialization in [CentroidInitialization.random, .kMeansPlusPlus] {
            let one = try withThreads(1) { try clustered(numbers, 16, initialization) }
            #expect(try withThreads(2) { try clustered(numbers, 16, initialization) } == one)
            #expect(try clustered(numbers, 16, initialization, seed: 1) != one)
        }
    }

    /// Kernels of convolutions that mix channels and of dense layers; the rest stays.
    @Test func layersAreChosen() throws {
        let model = Model(
            Sequential {
                SeparableConv2D(8, kernelSize: 3)
                Conv2D(8, kernelSize: 3)
                BatchNormalization()
                Flatten()
                Dense(8)
            }, input: [8, 8, 4], seed: 2)
        func values(_ model: Model) -> [String: Int] {
            Dictionary(
                uniqueKeysWithValues: model.parameters.filter { $0.shape.count > 1 }.map {
                    ($0.name, Set(model[$0.name]!.array(of: Float.self)).count)
                })
        }
        let before = values(model)
        var expected = before
        for name in ["separable_conv2d/pointwise_kernel", "conv2d/kernel", "dense/kernel"] { expected[name] = 4 }
        #expect(try values(model.clustered(4, initialization: .densityBased)) == expected)
        let dense = try model.clustered(4, layers: ["dense"], initialization: .densityBased)
        #expect(values(dense)["conv2d/kernel"] == before["conv2d/kernel"] && values(dense)["dense/kernel"] == 4)
    }

    /// What is thrown says what is wrong.
    @Test func badInputIsRefused() throws {
        let model = try PruningSamples.dense()
        func message(_ body: () throws -> Model) -> String {
            do { _ = try body() } catch { return "\(error)" }
            return ""
        }
        for count in [1, 0, -3] {
            #expect(message { try model.clustered(count) }.contains("2 values or more, not \(count)"))
        }
        #expect(message { try model.clustered(4, layers: ["lstm"]) }.contains("lstm"))
        #expect(
            message { try model.clustered(4, layers: ["batch_normalization"]) }.contains("no layer with weights"))
        #expect(message { try model.pruned().clustered(4) }.contains("stripPruning"))
        #expect(message { try model.quantizationAware().clustered(4) }.contains("stripQuantization"))
        let x = try PruningSamples.data(32).x
        let integers = try model.postTrainingQuantized(calibration: Dataset(x)).quantized()
        #expect(message { try integers.clustered(4) }.contains("no layer with weights"))
        var damaged = model
        try damaged.set("dense/kernel", to: Tensor([Float](repeating: .nan, count: 128), shape: [8, 16]))
        #expect(message { try damaged.clustered(4) }.contains("'dense/kernel' that aren't finite"))
    }
}
