import MartletCodecs
import MartletGraph
import MartletNumerics
import MartletTestSupport
import Testing

/// Convolutions and products of bytes are, to the bit, what TensorFlow Lite's interpreter computes.
@Suite struct TFLiteTests {
    static let golden = KerasGolden("tflite")

    @Test(arguments: golden.names) func equals(_ name: String) throws {
        let inputs = ["input", "weights", "bias", "scales"].map { Self.golden["\(name)/\($0)"] }
        let output = Self.golden["\(name)/output"]
        let operation = try Self.operation(Self.golden.cases[name]!, channels: inputs[0].shape.last!)
        #expect(try operation.reference(inputs) == [output])

        let builder = Builder()
        let symbols = inputs.map { builder.input(TensorType($0.shape, $0.dtype)) }
        let graph = try builder.finish(builder.apply(operation, symbols))
        for set in instructionSets {
            for threads in [1, 2] {
                let plan = withInstructionSet(set) {
                    Plan(graph, wanted: [(graph.outputs[0], .output(0))], banks: [], threads: threads)
                }
                #expect(plan.run(inputs) == [output], "\(set.names) on \(threads) threads")
            }
        }
    }

    private static func operation(_ golden: JSON, channels: Int) throws -> any Operation {
        func integer(_ value: JSON?) throws -> Int { try #require(value?.integer) }
        let input = IntegerRange(zero: try integer(golden["zero"]))
        let bounds = try #require(golden["output"])
        let output = IntegerRange(
            zero: try integer(bounds["zero"]), low: try integer(bounds["low"]), high: try integer(bounds["high"]))
        if golden["kind"]?.string == "FULLY_CONNECTED" { return QuantizedMatMul(input: input, output: output) }
        let stride = try integer(golden["strides"])
        let sliding = Sliding(
            strides: Size2D(stride, stride), padding: golden["padding"]?.string == "same" ? .same : .valid)
        let groups = golden["kind"]?.string == "DEPTHWISE_CONV_2D" ? channels : 1
        return QuantizedConvolution(sliding, groups: groups, input: input, output: output)
    }
}
