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
