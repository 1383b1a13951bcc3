import MartletGraph
import MartletNumerics
import MartletTestSupport
import Testing

@Suite struct FuseEpiloguesTests {
    private func traced(_ body: (Builder) -> [Symbol]) throws -> Graph {
        let builder = Builder()
        return try builder.finish(body(builder))
    }

    private func matmuls(_ graph: Graph) -> [MatMul] { graph.nodes.compactMap { $0.operation as? MatMul } }

    @Test func biasAndRectifierMoveIntoTheProduct() throws {
        let graph = try traced { builder in
            let x = builder.input(TensorType([8, 3]))
            let (w, b) = (builder.input(TensorType([3, 4])), builder.input(TensorType([4])))
            return [(x.matmul(w) + b).relu()]
        }
        let fused = graph.optimized
        #expect(fused.nodes.count == 4)
        #expect((fused.nodes[3].operation as? MatMul)?.epilogue == .biasRelu)
    }

    @Test func poolingMovesIntoTheConvolution() throws {
        let graph = try traced { builder in
            let x = builder.input(TensorType([2, 9, 8, 16]))
            let (w, b) = (builder.input(TensorType([3, 3, 16, 32])), builder.input(TensorType([32])))
            return [(x.convolved(with: w) + b).relu().maxPooled(2)]
        }
        let fused = graph.optimized
        #expect(fused.nodes.count == 4)
        #expect((fused.nodes[3].operation as? Convolution)?.epilogue == .biasReluMaxPool)
        #expect(fused.outputTypes == [TensorType([2, 3, 3, 32])])
    }

    @Test func otherPoolingStaysOutside() throws {
        let graph = try traced { builder in
            let x = builder.input(TensorType([2, 9, 8, 16]))
            let (w, b) = (builder.input(TensorType([3, 3, 16, 32])), builder.input(TensorType([32])))
            let y = (x.convolved(with: w) + b).relu()
            return [y.maxPooled(3, strides: 2), y.maxPooled(2, padding: .same)]
        }
        #expect(graph.optimized.nodes.count { $0.operation is MaxPool } == 2)
    }

    @Test func theRectifiersMaskMovesIntoTheGradientsProduct() throws {
        let graph = try traced { builder in
            let x = builder.input(TensorType([8, 3]))
            let (w, v) = (builder.input(TensorType([3, 4])), builder.input(TensorType([4, 2])))
            let y = x.matmul(w).relu().matmul(v)
            return builder.gradient(of: (y * y).sum(), to: [w])
        }
        #expect(graph.optimized.nodes.contains { ($0.operation as? MatMul)?.epilogue == .reluMask })
        #expect(!graph.optimized.nodes.contains { $0.operation is ReluGradient })
    }

    @Test func aBiasThatIsReadTwiceStaysOutside() throws {
        let graph = try traced { builder in
            let x = builder.input(TensorType([8, 3]))
            let product = x.matmul(builder.input(TensorType([3, 4])))
            return [product + builder.input(TensorType([4])), product.relu()]
        }
        #expect(graph.optimized.nodes.contains { ($0.operation as? MatMul)?.epilogue == Epilogue.none })
    }

    /// Every activation as one product with its bias, which computes what the plain loops do.
    @Test(arguments: [
        ("relu6", "bias relu6") as (String, String?), ("hardTanh", nil), ("leakyRelu", "bias leakyrelu"),
        ("silu", "bias sigmoid multiply"), ("gelu", nil), ("geluTanh", nil), ("hardSilu", nil), ("elu", "bias elu"),
        ("mish", nil), ("softplus", nil), ("softShrink", nil), ("tanh", "bias tanh"), ("hardSigmoid", nil),
    ])
    func activationsAreDoneInTheProduct(name: String, label: String?) throws {
        let activations: [String: (Symbol) -> Symbol] = [
            "relu6": { $0.relu6() }, "hardTanh": { $0.hardTanh() }, "leakyRelu": { $0.leakyRelu() },
            "silu": { $0.silu() }, "gelu": { $0.gelu() }, "geluTanh": { $0.gelu(approximate: true) },
            "hardSilu": { $0.hardSilu() }, "elu": { $0.elu() }, "mish": { $0.mish() }, "softplus": { $0.softplus() },
            "softShrink": { $0.softShrink() }, "tanh": { $0.tanh() }, "hardSigmoid": { $0.hardSigmoid() },
        ]
        let types = [TensorType([50, 30]), TensorType([30, 40]), TensorType([40])]
        let graph = try traced { builder in
            let inputs = types.map { builder.input($0) }
            return [activations[name]!(inputs[0].matmul(inputs[1]) + inputs[2])]
        }
        let fused = graph.optimized
        // The tanh form of GELU may have more steps than one program holds; the rest is two kernels behind.
        #expect(
            fused.nodes.count { $0.operation is any ElementwiseOperation || $0.operation is FusedElementwise }
                == (name == "geluTanh" ? 2 : 0))
        let product = try #require(matmuls(fused).first)
        #expect(product.epilogue.hasBias)
        if let label { #expect(product.epilogue.description == label) }
        try expectSameNumbers(graph, types)
    }

    /// What planning makes of a graph computes what its plain loops do. Products of 30 terms below 4 are rounded by at
    /// most 31 half units in the last place of 120, which activations don't amplify by more than 1.2.
    private func expectSameNumbers(_ graph: Graph, _ types: [TensorType]) throws {
        var generator = Generator("epilogues")
        let inputs = types.map { generator.tensor($0, in: -2...2) }
        let (planned, plain) = (try graph.run(inputs), try graph.evaluate(inputs: inputs))
        let bound = 1.2 * 31 * 120 * Double(Float.ulpOfOne) / 2
        for (actual, expected) in zip(planned, plain) {
            #expect(try actual.isClose(to: expected, relative: 0, absolute: bound))
        }
    }

    @Test func aResidualIsAddedBeforeTheActivation() throws {
        let types = [TensorType([2, 5, 6, 5]), TensorType([1, 1, 5, 5]), TensorType([5]), TensorType([2, 5, 6, 5])]
        let graph = try traced { builder in
            let inputs = types.map { builder.input($0) }
            return [(inputs[0].convolved(with: inputs[1]) + inputs[2] + inputs[3]).relu()]
        }
        let fused = graph.optimized
        #expect(fused.nodes.count == 5)
        #expect(
            (fused.nodes.last?.operation as? Convolution)?.epilogue
                == Epilogue(hasBias: true, other: .added, activation: Epilogue.relu))
        try expectSameNumbers(graph, types)
    }

    /// Of two products that are added, the later one adds the other.
    @Test func theLaterOfTwoProductsTakesTheSum() throws {
        let types = [
            TensorType([20, 30]), TensorType([30, 40]), TensorType([40]), TensorType([30, 40]), TensorType([40]),
        ]
        let graph = try traced { builder in
            let inputs = types.map { builder.input($0) }
            let (a, b) = (inputs[0].matmul(inputs[1]) + inputs[2], inputs[0].matmul(inputs[3]) + inputs[4])
            return [(a + b).relu6()]
        }
        #expect(matmuls(graph.optimized).map(\.epilogue.description) == ["bias", "bias residual relu6"])
        try expectSameNumbers(graph, types)
    }

    /// A gate and what is added after the activation are read by its chain.
    @Test func anotherTensorMayComeLater() throws {
        let types = [TensorType([20, 30]), TensorType([30, 40]), TensorType([20, 40])]
        let graph = try traced { builder in
            let inputs = types.map { builder.input($0) }
            return [inputs[0].matmul(inputs[1]).sigmoid() * inputs[2] + inputs[2]]
        }
        let product = try #require(matmuls(graph.optimized).first)
        #expect(product.epilogue.other == .read && product.epilogue.description == "sigmoid multiply add")
        try expectSameNumbers(graph, types)
    }

    /// Where something inside a tail is read elsewhere too, the tail ends there.
    @Test func tailsEndWhereOthersRead() throws {
        let graph = try traced { builder in
            let x = builder.input(TensorType([8, 3])).matmul(builder.input(TensorType([3, 4])))
            let y = x.relu()
            return [y.tanh() * 2, y.sum()]
        }
        #expect(matmuls(graph.optimized).map(\.epilogue.description) == ["relu"])
    }

    /// Two tensors besides are one too many.
    @Test func aSecondTensorStaysOutside() throws {
        let graph = try traced { builder in
            let x = builder.input(TensorType([8, 3])).matmul(builder.input(TensorType([3, 4])))
            let others = [builder.input(TensorType([8, 4])), builder.input(TensorType([8, 4]))]
            return [(x + others[0]).relu() * others[1]]
        }
        let fused = graph.optimized
        #expect(matmuls(fused).map(\.epilogue.description) == ["residual relu"])
        #expect(fused.nodes.last?.operation is Multiply)
    }
}
