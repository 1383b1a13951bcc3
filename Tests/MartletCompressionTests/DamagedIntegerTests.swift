import MartletCodecs
import MartletCompression
import MartletGraph
import MartletNN
import MartletNumerics
import MartletTestSupport
import Testing

/// What reading a file of integers does when these can't be.
@Suite struct DamagedIntegerTests {
    private let folder = TemporaryFolder()

    private func expect(_ message: String, ends: String, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(message.hasSuffix(ends), sourceLocation: sourceLocation)
    }

    /// The message that reading gives after `damage` was done to the file of a model with a table.
    private func message(_ damage: (inout Safetensors) throws -> Void) throws -> String {
        let model = Model(
            Sequential {
                Rescaling(0.5)
                Conv2D(3, kernelSize: 3, activation: .relu)
                GlobalAveragePooling2D()
                Dense(2)
            }, input: [8, 8, 2])
        let integers = try model.postTrainingQuantized(calibration: Dataset(Shapes.images(8))).quantized()
        let path = folder["integers.safetensors"]
        try integers.save(to: path)
        var file = try Safetensors(path: path)
        try damage(&file)
        try file.write(to: path)
        do {
            _ = try Model(safetensors: path)
            return "nothing was thrown"
        } catch {
            return "\(error)".replacing(path, with: "FILE")
        }
    }

    private func message(replacing pattern: Regex<Substring>, with text: String) throws -> String {
        try message { file in
            let graph = try #require(file.metadata["martlet.graph"])
            #expect(graph.contains(pattern))
            file.metadata["martlet.graph"] = graph.replacing(pattern, with: text, maxReplacements: 1)
        }
    }

    @Test func scalesAndZeros() throws {
        let scale = /"scale":[0-9.e-]+/, zero = /"zero":-?[0-9]+/
        expect(try message { _ in }, ends: "nothing was thrown")
        expect(
            try message(replacing: scale, with: #""scale":0"#), ends: "its scale is a positive number, not 0.0")
        expect(
            try message(replacing: scale, with: #""scale":-0.5"#), ends: "its scale is a positive number, not -0.5")
        expect(
            try message(replacing: zero, with: #""zero":300"#),
            ends: "zero 300 and bounds -128…127 don't lie in -128...127")
        expect(try message(replacing: /"low":-?[0-9]+/, with: #""low":128"#), ends: "don't lie in -128...127")
        expect(
            try message(replacing: /"range":."dtype":"int8"/, with: #""range":{"dtype":"int64""#),
            ends: "int64 is neither int8 nor uint8")
        expect(try message(replacing: /,"zero":-?[0-9]+/, with: ""), ends: #"there is no "zero""#)
    }

    @Test func tablesAndLengths() throws {
        func without(_ name: String) throws -> String { try message { $0.tensors.removeAll { $0.name == name } } }
        func with(_ name: String, _ tensor: Tensor) throws -> String {
            try message { file in
                let place = try #require(file.tensors.firstIndex { $0.name == name })
                file.tensors[place].tensor = tensor
            }
        }
        expect(try without("martlet.constant/0"), ends: "Constant: is constant 0 of 0, with 0 inputs")
        expect(
            try with("martlet.constant/0", Tensor.zeros([255], dtype: .int8)),
            ends: "takes int8 or uint8, and a table of 256 of them, not int8[?, 8, 8, 2] and int8[255]")
        expect(try without("conv2d/kernel"), ends: "tensor 'conv2d/kernel': it is missing")
        expect(
            try with("conv2d/kernel", Tensor.zeros([3, 3, 2, 4], dtype: .int8)),
            ends: "tensor 'conv2d/kernel': it must be int8[3, 3, 2, 3] and is int8[3, 3, 2, 4]")
        expect(
            try with("dense/bias", Tensor.zeros([2])),
            ends: "tensor 'dense/bias': it must be int32[2] and is float32[2]")
        expect(
            try with("dense/kernel_scale", Tensor.zeros([3])),
            ends: "tensor 'dense/kernel_scale': it must be float32[2] and is float32[3]")
    }
}
