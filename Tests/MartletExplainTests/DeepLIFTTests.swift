import MartletCodecs
import MartletExplain
import MartletGraph
import MartletNN
import MartletNumerics
import MartletTestSupport
import Testing

@Suite struct DeepLIFTTests {
    private static let golden = Result {
        try Safetensors(path: #filePath.dropLast("DeepLIFTTests.swift".count) + "Golden/deep_lift.safetensors")
    }

    /// The networks that Golden/deep_lift.py explains.
    private static func network(_ name: String) throws -> Model {
        let dense = Model(
            Sequential {
                Dense(16, activation: .relu)
                Dense(8, activation: .tanh)
                Dense(4, activation: .sigmoid)
                Dense(3)
            }, input: [6])
        let images = Model(
            Sequential {
                Conv2D(4, kernelSize: 3, activation: .relu)
                MaxPooling2D()
                Flatten()
                Dense(5, activation: .relu)
                Dense(3)
            }, input: [8, 8, 2])
        var model = name == "dense" ? dense : images
        for parameter in model.graph.parameters {
            try model.set(parameter.name, to: tensor("\(name).\(parameter.name)"))
        }
        return model
    }

    private static func tensor(_ name: String) throws -> Tensor {
        try #require(golden.get().tensors.first { $0.name == name }?.tensor, "no tensor '\(name)'")
    }

    /// What differs is float32's rounding: of sums of up to 36 products of slopes, which are quotients of differences.
    @Test(arguments: ["dense", "images"]) func equalsShap(_ name: String) throws {
        let explainer = try DeepLIFT(Self.network(name), background: Self.tensor("\(name).background"))
        let explanation = try explainer.explain(Self.tensor("\(name).x"))
        #expect(try distance(explanation.values, Self.tensor("\(name).values").cast(to: .float64)) < 2e-5)
        try explanation.checkAdditivity(tolerance: 1e-5)
    }

    /// The first example of the paper: y = min(x₁ + x₂, 1) as 1 - relu(1 - x₁ - x₂), whose derivatives are 0 beyond.
    @Test func saturatedUnitsCount() throws {
        let model = Model(inputs: [[2]]) { x in 1 - (1 - x[0].sum(axis: 1, keepingDimensions: true)).relu() }
        let explanation = try DeepLIFT(model).explain(Tensor([[1, 1], [0.5, 0.25]] as [[Float]]))
        #expect(explanation.values.array(of: Double.self) == [0.5, 0.5, 0.5, 0.25])
        #expect(explanation.baseValues.array(of: Double.self) == [0])
    }

    /// Completeness, whatever a network is made of: differences flow on whole.
    @Test(arguments: ["softmax", "gated", "pooled", "normalized", "log"]) func addsUp(_ kind: String) throws {
        let model =
            switch kind {
            case "softmax":
                Model(
                    Sequential {
                        Conv2D(4, kernelSize: 3, activation: .elu)
                        GlobalAveragePooling2D()
                        Dense(3, activation: .softmax)
                    }, input: [6, 6, 2], seed: 1)
            case "gated":
                Model(inputs: [[6, 6, 2]]) { x in
                    let flat = Flatten()(x[0])
                    let (gate, value) = (Dense(8, activation: .sigmoid)(flat), Dense(8, activation: .tanh)(flat))
                    return Dense(3)(gate * value / (1 + gate.square()))
                }
            case "pooled":
                Model(
                    Sequential {
                        Conv2D(4, kernelSize: 3, activation: .gelu)
                        MaxPooling2D(poolSize: 3, strides: 1)
                        GlobalMaxPooling2D()
                        Dense(3)
                    }, input: [6, 6, 2], seed: 2)
            case "normalized":
                Model(
                    Sequential {
                        Conv2D(4, kernelSize: 3, activation: .silu)
                        BatchNormalization()
                        Dropout(0.5)
                        Flatten()
                        Dense(3)
                    }, input: [6, 6, 2], seed: 3)
            default:
                Model(inputs: [[6, 6, 2]]) { x in Dense(3)(Flatten()(x[0])).logSoftmax() }
            }
        var generator = RandomGenerator(seed: 1)
        let background = try generator.normal([3, 6, 6, 2])
        let explanation = try DeepLIFT(model, background: background, outputs: [0, 2])
            .explain(generator.normal([4, 6, 6, 2]))
        #expect(explanation.values.shape == [4, 72, 2])
        // Float32's rounding of sums of 72 values.
        try explanation.checkAdditivity(tolerance: 2e-5)
        #expect(try explanation.values.abs().max().scalar(as: Double.self) > 1e-3)
    }

    /// At the reference itself nothing adds anything.
    @Test func nothingComesOfNothing() throws {
        let x = try Self.tensor("images.x")
        let explanation = try DeepLIFT(Self.network("images"), background: x[0..<1]).explain(x[0..<1])
        #expect(explanation.values == .zeros([1, 128, 3], dtype: .float64))
    }
}

private let calls = BadCalls { call in
    let dense = Model(Sequential { Dense(2) }, input: [3])
    call("two inputs") { try DeepLIFT(Model(inputs: [[2], [2]]) { Dense(1)(Concatenate()($0)) }) }
    call("an operation without a rule") {
        try DeepLIFT(Model(inputs: [[3]]) { Dense(2)($0[0].minimum($0[0].square())) })
    }
    call("a background of another width") { try DeepLIFT(dense, background: .ones([2, 4])) }
    call("no background") { try DeepLIFT(dense, background: .ones([0, 3])) }
    call("rows of another width") { try DeepLIFT(dense).explain(.ones([2, 4])) }
    call("no rows") { try DeepLIFT(dense).explain(.ones([0, 3])) }
    call("NaN") { try DeepLIFT(dense).explain(.full(Float.nan, shape: [1, 3])) }
}

@Suite struct BadDeepLIFTTests {
    @Test(arguments: calls.all) func throwsClearly(_ call: BadCall) { #expect(call.problem == nil) }
}
