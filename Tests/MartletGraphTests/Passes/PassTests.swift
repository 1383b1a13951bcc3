import MartletGraph
import MartletNumerics
import MartletTestSupport
import Testing

@Suite struct PassTests {
    /// The operations' names in order, sources apart.
    private func operations(_ graph: Graph) -> [String] {
        graph.nodes.map(\.operation.label).filter { !$0.hasPrefix("Placeholder") && !$0.hasPrefix("Constant") }
    }

    private func traced(_ body: (Builder) -> [Symbol]) throws -> Graph {
        let builder = Builder()
        return try builder.finish(body(builder))
    }

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

    @Test func chainsBecomeOneKernelAndConstantsFold() throws {
        let graph = try traced { builder in
            let x = builder.input(TensorType([8, 3]))
            let scale = builder.constant(Tensor(Float(2))) * builder.constant(Tensor(Float(3)))
            return [((x * scale).tanh() + x).exp() * 0.5]
        }
        #expect(operations(graph.optimized) == ["multiply tanh add exp multiply"])
    }

    @Test func whatAnOutputNeedsStaysWhole() throws {
        let graph = try traced { builder in
            let x = builder.input(TensorType([8, 3]))
            let t = x.tanh()
            return [t, t.exp() + 1]
        }
        #expect(operations(graph.optimized) == ["Tanh", "exp add"])
    }

    @Test func softmaxAndItsCrossEntropyAreOneKernel() throws {
        let graph = try traced { builder in
            let (z, labels) = (builder.input(TensorType([8, 3])), builder.input(TensorType([8], .int32)))
            let p = z.softmax()
            return [builder.apply(SparseSoftmaxCrossEntropy(), [z, labels])[0].mean(), p.argMax(axis: 1)]
        }
        #expect(operations(graph.optimized).count { $0.contains("Softmax") } == 1)
    }

    @Test func logOfSoftmaxBecomesLogSoftmax() throws {
        let graph = try traced { [$0.input(TensorType([8, 3])).softmax().log()] }
        #expect(operations(graph.improved(by: [.stabilize, .removeDead])) == ["LogSoftmax(axis: 1)"])
    }

    @Test func aSpelledOutCrossEntropyIsFused() throws {
        let graph = try traced { builder in
            let (z, labels) = (builder.input(TensorType([8, 3])), builder.input(TensorType([8], .int32)))
            return [(labels.oneHot(depth: 3) * z.softmax().log()).sum(axes: [1]) * -1]
        }
        let fused = graph.improved(by: [.stabilize, .removeDead])
        #expect(operations(fused).first == "SparseSoftmaxCrossEntropy")
        #expect(!operations(fused).contains { $0.contains("OneHot") || $0.hasPrefix("Log") })
    }

    @Test func equalOperationsAreSharedAndDeadOnesDropped() throws {
        let graph = try traced { builder in
            let x = builder.input(TensorType([8, 3]))
            _ = x.cos()
            return [x.exp().sum(), x.exp().mean()]
        }
        let names = graph.improved(by: [.shareCommon, .removeDead]).nodes.map(\.operation.name)
        #expect(names == ["Placeholder", "Exp", "Sum", "Mean"])
    }

    /// Whatever passes do, the numbers stay.
    @Test(arguments: [1, 2, 3]) func passesKeepTheNumbers(_ seed: UInt64) throws {
        let graph = try traced { builder in
            let x = builder.input(TensorType([6, 5]))
            let (w, b) = (builder.input(TensorType([5, 5])), builder.input(TensorType([5])))
            let h = (x.matmul(w) + b).relu()
            let g = (h.sigmoid() * x + h.tanh()).softmax().log()
            return builder.gradient(of: (g * x).mean(), to: [w, b]) + [g]
        }
        var generator = Generator("passes \(seed)")
        let inputs = graph.inputs.map { generator.tensor($0, in: -2...2) }
        let plain = try graph.evaluate(inputs: inputs, variables: [:])
        let improved = try graph.improved(by: [.stabilize]).optimized.evaluate(inputs: inputs, variables: [:])
        for (a, b) in zip(plain, improved) {
            for (x, y) in zip(a.array(of: Double.self), b.array(of: Double.self)) {
                #expect(abs(x - y) <= 1e-6 + 1e-5 * abs(x))
            }
        }
    }
}
