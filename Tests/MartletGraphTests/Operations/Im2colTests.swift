import CMartletKernels
import MartletGraph
import MartletNumerics
import MartletTestSupport
import Testing

extension MartletGraph.Operation {
    /// Whether BLAS makes all of it in float64: a product with nothing behind it, and no sums.
    fileprivate var isDoneInDoublePrecision: Bool {
        let epilogue = (self as? any EpilogueOperation)?.epilogue ?? .none
        return epilogue == .none && (self as? ConvolutionFilterGradient)?.hasBias != true
    }
}

/// Convolutions as products by BLAS.
@Suite struct Im2colTests {
    private func plan(_ sample: Sample, threads: Int) throws -> Plan {
        let builder = Builder()
        let graph = try builder.finish(builder.apply(sample.operation, sample.inputs.map { builder.input($0) }))
        return Plan(
            graph, wanted: graph.outputs.enumerated().map { ($1, .output($0)) }, banks: [], threads: threads,
            options: PlanOptions(convolution: .im2col))
    }

    private func check(_ sample: Sample) throws {
        var generator = Generator(sample.label)
        let inputs = generator.inputs(sample)
        let expected = try sample.operation.reference(inputs)[0]
        let plans = try [1, 2].map { try plan(sample, threads: $0) }
        let names = plans[0].steps.map(\.name)
        let isDepthwise = names.contains { $0.contains("depthwise") }
        #expect(isDepthwise || names.contains { $0.contains("im2col") }, "\(sample.label) is made by \(names)")
        let results = plans.map { $0.run(inputs)[0] }
        // A sum of n terms of at most 4 is rounded n times, by half an ulp of at most 4 · n.
        let terms = Double(inputs[1].count + inputs[0].count)
        let ulp = sample.inputs[0].dtype == .float64 ? Double.ulpOfOne : Double(Float.ulpOfOne)
        #expect(try results[0].isClose(to: expected, relative: 0, absolute: terms * 4 * ulp), "\(sample.label)")
        #expect(results[0] == results[1], "\(sample.label): two threads differ")
    }

    @Test(arguments: [DType.float32, .float64])
    func everySample(dtype: DType) throws {
        let samples = Convolution.samples + ConvolutionInputGradient.samples + ConvolutionFilterGradient.samples
        for sample in samples {
            if dtype == .float32 {
                try check(sample)
            } else if sample.operation.isDoneInDoublePrecision {
                try check(sample.inDoublePrecision)
            }
        }
    }

    /// Many blocks of pixels, few of them with many columns, several groups, terms in parts.
    @Test(arguments: [
        Sample(Convolution(.init(padding: .same)), [2, 40, 41, 9], [3, 3, 9, 20]),
        Sample(Convolution(.init(padding: .same)), [1, 6, 7, 40], [3, 3, 40, 300]),
        Sample(Convolution(.init(strides: 2), groups: 2), [3, 31, 30, 16], [3, 2, 8, 270]),
        Sample(Convolution(), [1, 40, 40, 30], [1, 1, 30, 20]),
        Sample(
            ConvolutionInputGradient(.init(strides: 2, padding: .same), groups: 2, remainder: 0), [2, 17, 16, 12],
            [3, 3, 5, 12]),
        Sample(ConvolutionInputGradient(.init(padding: .same), remainder: 0), [1, 30, 31, 20], [5, 5, 30, 20]),
        Sample(ConvolutionFilterGradient(.init(padding: .same), size: 3), [3, 30, 31, 70], [3, 30, 31, 33]),
        Sample(ConvolutionFilterGradient(.init(), groups: 3, size: 1), [2, 30, 31, 60], [2, 30, 31, 33]),
    ])
    func blocksAndParts(sample: Sample) throws {
        try check(sample)
        try check(sample.inDoublePrecision)
    }
}
