import MartletGraph
import MartletNN
import MartletNumerics
import Testing

/// Frozen layers cost no backward work and no memory for it.
@Suite struct FrozenLayersTests {
    /// `depth` convolutions, frozen or not, below a head.
    private func model(depth: Int, frozen: Int) throws -> Model {
        var model = Model(
            Sequential {
                for index in 0..<depth {
                    Conv2D(8, kernelSize: 3, padding: .same, activation: .relu, name: "conv\(index)")
                    BatchNormalization(name: "norm\(index)")
                }
                MaxPooling2D()
                Flatten()
                Dense(3, name: "head")
            }, input: [8, 8, 8])
        for index in 0..<frozen { try model.freeze("conv\(index)", "norm\(index)") }
        try model.compile(loss: .meanSquaredError)
        return model
    }

    private func operations(_ model: Model) throws -> [any Operation] {
        try model.judge(rows: 4, weighted: false, training: true).graph.nodes.map(\.operation)
    }

    @Test func aFrozenBaseHasNoGradients() throws {
        let said = try operations(model(depth: 3, frozen: 3))
        #expect(!said.contains { $0 is ConvolutionInputGradient || $0 is ConvolutionFilterGradient })
        #expect(!said.contains { $0 is MaxPoolGradient || $0 is ReluGradient })
        // Batch normalisation works as in inference, and is part of the filters.
        #expect(!said.contains { $0 is Variance })
    }

    @Test func gradientsEndAtTheLowestTrainableLayer() throws {
        let said = try operations(model(depth: 3, frozen: 1))
        #expect(said.count { $0 is ConvolutionFilterGradient } == 2)
        #expect(said.count { $0 is ConvolutionInputGradient } == 1)  // from the third to the second
    }

    @Test func frozenLayersBetweenTrainableOnesPassDerivativesOn() throws {
        var model = try model(depth: 3, frozen: 0)
        try model.freeze("conv1", "norm1")
        try model.compile(loss: .meanSquaredError)
        let said = try operations(model)
        #expect(said.count { $0 is ConvolutionFilterGradient } == 2)
        #expect(said.count { $0 is ConvolutionInputGradient } == 2)
    }

    @Test func activationsOfAFrozenBaseAreNotKept() throws {
        func arena(_ depth: Int, _ frozen: Int) throws -> Int {
            let description = try model(depth: depth, frozen: frozen).plan(rows: 4, training: true)
            let line = try #require(description.split(separator: "\n").first { $0.hasPrefix("arena:") })
            return try #require(Int(line.split(separator: " ")[1]))
        }
        #expect(try arena(8, 8) == arena(3, 3))
        // One activation of 4 × 8 × 8 × 8 floats at least is kept for each trainable layer.
        #expect(try arena(8, 0) >= arena(3, 0) + 5 * 4 * 8 * 8 * 8 * 4)
    }

    @Test func frozenParametersStayAndOthersMove() throws {
        var model = try model(depth: 2, frozen: 1)
        let before = model
        var generator = RandomGenerator(seed: 3)
        let x = try generator.normal([6, 8, 8, 8])
        try model.fit(x, Tensor.zeros([6, 3]), epochs: 1, batchSize: 3)
        for parameter in model.parameters {
            let isFrozen = parameter.name.hasPrefix("conv0") || parameter.name.hasPrefix("norm0")
            #expect((model[parameter.name] == before[parameter.name]) == isFrozen, "\(parameter.name)")
        }
    }
}
