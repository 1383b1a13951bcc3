import MartletExplain
import MartletGraph
import MartletNN
import MartletNumerics
import MartletTestSupport
import Testing

/// Methods that take a network's derivatives.
@Suite struct GradientTests {
    private static func network(_ activation: Activation, outputs: Int = 3) -> Model {
        Model(
            Sequential {
                Dense(16, activation: activation)
                Dense(outputs, activation: .softmax)
            }, input: [5], seed: 3)
    }

    private static func rows(_ count: Int, seed: UInt64) throws -> Tensor {
        var generator = RandomGenerator(seed: seed)
        return try generator.normal([count, 5])
    }

    /// Completeness: values and base values add up to the outputs. What is missing is float32's rounding, of some 1e-7
    /// for each of 5 products.
    @Test func smoothNetworksAreComplete() throws {
        let x = try Self.rows(6, seed: 1)
        let explanation = try IntegratedGradients(
            Self.network(.tanh), baseline: Self.rows(1, seed: 2), nSteps: 30, outputNames: ["a", "b", "c"]
        ).explain(x)
        #expect(explanation.values.shape == [6, 5, 3] && explanation.outputNames == ["a", "b", "c"])
        try explanation.checkAdditivity(tolerance: 3e-6)
    }

    /// Where a rectifier bends, the rule is wrong by about the bend over the number of steps squared.
    @Test func rectifiedNetworksAreNearlyComplete() throws {
        let x = try Self.rows(6, seed: 1)
        let network = Self.network(.relu)
        try IntegratedGradients(network, nSteps: 300).explain(x).checkAdditivity(tolerance: 1e-3)
    }

    /// The values of a linear network are its weights times the way.
    @Test func linearNetworksAreTakenApart() throws {
        var model = Model(Sequential { Dense(2) }, input: [4], seed: 1)
        let weights = try Tensor([1, -2, 0.5, 3, 0, 1, -1, 2] as [Float], shape: [4, 2])
        try model.set("dense/kernel", to: weights)
        let x = try Tensor([[1, 2, 3, 4]] as [[Float]])
        let values = try IntegratedGradients(model, nSteps: 1).explain(x).values
        #expect(values.array(of: Double.self) == [1, -2, 1, 6, 0, 3, -4, 8])
        let second = try IntegratedGradients(model, baseline: Tensor([1, 1, 1, 1] as [Float]), outputs: [1]).explain(x)
        #expect(try distance(second.values, Tensor([0.0, 3, 2 * 1, 3 * 2], shape: [1, 4, 1])) < 1e-5)
    }

    /// Images are flat in the explanation; layers that differ in training are as in inference.
    @Test func imagesAreTaken() throws {
        let model = Model(
            Sequential {
                Conv2D(4, kernelSize: 3, activation: .tanh)
                BatchNormalization()
                Dropout(0.5)
                GlobalAveragePooling2D()
                Dense(2, activation: .softmax)
            }, input: [6, 6, 1], seed: 1)
        var generator = RandomGenerator(seed: 1)
        let x = try generator.uniform([2, 6, 6, 1])
        let explanation = try IntegratedGradients(model, nSteps: 20).explain(x)
        #expect(explanation.values.shape == [2, 36, 2] && explanation.data.shape == [2, 36])
        try explanation.checkAdditivity(tolerance: 1e-5)
    }

    /// Expected gradients add up on average: sums are as far off as their standard errors say, and the values are those
    /// of integrated gradients where the background is one row.
    @Test func gradientSHAPIsRightOnAverage() throws {
        let (x, background) = (try Self.rows(4, seed: 1), try Self.rows(30, seed: 2))
        let model = Self.network(.tanh)
        let explanation = try GradientSHAP(model, background: background).explain(x, nsamples: 2000, seed: 5)
        let errors = try explanation.standardErrors.square().sum(axis: 1).squareRoot()
        // Twelve sums, of features that vary together: six of the errors of features that don't.
        let ratio = try (explanation.additivityErrors.abs() / errors).max().scalar(as: Double.self)
        #expect(ratio < 6 && ratio > 0)
        #expect(try GradientSHAP(model, background: background).explain(x, nsamples: 2000, seed: 5) == explanation)

        let one = try GradientSHAP(model, background: background[0..<1]).explain(x, nsamples: 2000)
        let exact = try IntegratedGradients(model, baseline: background[0]).explain(x)
        let distances = try ((one.values - exact.values).abs() / (one.standardErrors + 1e-7)).max()
        #expect(try distances.scalar(as: Double.self) < 5)
    }
}

private let calls = BadCalls { call in
    let dense = Model(Sequential { Dense(2) }, input: [3])
    let x = Tensor.ones([2, 3])
    call("two inputs") {
        try IntegratedGradients(Model(inputs: [[2], [2]]) { Dense(1)(Concatenate()($0)) })
    }
    call("outputs that are images") { try IntegratedGradients(Model(Sequential { Dense(2) }, input: [4, 3])) }
    for outputs in [[], [2], [-1], [0, Int.max]] {
        call("outputs \(outputs)") { try IntegratedGradients(dense, outputs: outputs) }
    }
    for steps in [Int.min, 0, 1001, Int.max] {
        call("\(steps) steps") { try IntegratedGradients(dense, nSteps: steps) }
    }
    call("names of other features") { try IntegratedGradients(dense, featureNames: ["a"]) }
    call("names of other outputs") { try IntegratedGradients(dense, outputNames: ["a"]) }
    call("a baseline of another width") { try IntegratedGradients(dense, baseline: .zeros([4])) }
    call("two baselines") { try IntegratedGradients(dense, baseline: .zeros([2, 3])) }
    call("rows of another width") { try IntegratedGradients(dense).explain(.ones([2, 4])) }
    call("no rows") { try IntegratedGradients(dense).explain(.ones([0, 3])) }
    call("NaN") { try IntegratedGradients(dense).explain(.full(Float.nan, shape: [1, 3])) }
    call("a background of another width") { try GradientSHAP(dense, background: .ones([2, 4])) }
    call("no background") { try GradientSHAP(dense, background: .ones([0, 3])) }
    for samples in [Int.min, 0, 1] {
        call("\(samples) samples") { try GradientSHAP(dense, background: x).explain(x, nsamples: samples) }
    }
}

@Suite struct BadGradientTests {
    @Test(arguments: calls.all) func throwsClearly(_ call: BadCall) { #expect(call.problem == nil) }
}
