import MartletCompression
import MartletGraph
import MartletNN
import MartletNumerics
import Testing

/// What quantizing does with bad arguments.
@Suite struct BadQuantizationTests {
    private func refused(_ message: String, _ body: () throws -> Model) {
        do {
            _ = try body()
            Issue.record("nothing was thrown where '\(message)' was expected")
        } catch {
            #expect("\(error)" == message)
        }
    }

    @Test func schemesThatAreNotPossible() {
        let model = Shapes.convolutional()
        refused("scheme is not possible: its quantizer of weights has 1 bits; 2 to 16 are possible") {
            try model.quantizationAware(QuantizationScheme(weights: .weights(bits: 1)))
        }
        refused("scheme is not possible: its quantizer of activations has 64 bits; 2 to 16 are possible") {
            try model.quantizationAware(
                .int8.with(QuantizationScheme(activations: .activations(bits: 64)), for: ["dense"]))
        }
        refused(
            "scheme is not possible: its quantizer of inputs takes each row's own range, which only activations have"
        ) {
            try model.quantizationAware(QuantizationScheme(inputs: Quantizer(observer: .dynamic)))
        }
        refused(
            "scheme is not possible: its quantizer of activations has a range for each channel, which only weights can have"
        ) { try model.quantizationAware(QuantizationScheme(activations: .weights())) }
        let forever = QuantizationScheme(inputs: Quantizer(observer: .movingAverage(decay: 1)))
        refused(
            "scheme is not possible: its quantizer of inputs keeps 1.0 of the old range; from 0 up to less than 1 is possible"
        ) { try model.quantizationAware(forever) }
    }

    @Test func layersThatThereAreNot() {
        let known = "conv2d, max_pooling2d, dropout, flatten, dense, dense_1"
        refused("there is no layer 'output'; the model has \(known)") {
            try Shapes.convolutional().quantizationAware(layers: ["dense", "output"])
        }
        refused("there is no layer 'output'; the model has \(known)") {
            try Shapes.convolutional().quantizationAware(.int8.with(.tfmot, for: ["output"]))
        }
        refused("layers has no layer in which something can be quantized") {
            try Shapes.convolutional().quantizationAware(layers: ["flatten"])
        }
    }

    @Test func modelsThatAreQuantizedOrAreNot() throws {
        let aware = try Shapes.convolutional().quantizationAware()
        refused("the model is quantized already; begin with what stripQuantization gives") {
            try aware.quantizationAware()
        }
        refused("the model has no quantizers; make them with quantizationAware") {
            try Shapes.convolutional().stripQuantization()
        }
        #expect(throws: GraphError.self) { try Model(Sequential { Dense(-1) }, input: [2]).quantizationAware() }
    }

    @Test func calibrationDataThatDoNotFit() throws {
        var aware = try Shapes.convolutional().quantizationAware()
        let before = aware
        #expect(throws: ModelError.self) { try aware.calibrate(Dataset(Tensor.zeros([4, 8, 8, 3]))) }
        #expect(throws: ModelError.self) { try aware.calibrate(Dataset(Tensor.zeros([0, 8, 8, 2]))) }
        #expect(throws: ModelError.self) {
            try aware.calibrate(Dataset(Tensor.full(Float.nan, shape: [4, 8, 8, 2])))
        }
        for parameter in before.parameters { #expect(aware[parameter.name] == before[parameter.name]) }
    }

    @Test func postTrainingRefusesDataAndArguments() throws {
        let model = Shapes.convolutional()
        let x = try Shapes.data().x
        func quantized(_ x: Tensor, _ method: CalibrationMethod = .minMax) throws -> Model {
            try model.postTrainingQuantized(calibration: Dataset(x), method: method)
        }
        refused("calibration is missing: ranges of activations are chosen from data") {
            try model.postTrainingQuantized()
        }
        refused("method is not possible: it keeps 20.0 percent of the elements; more than 50 up to 100 are possible") {
            try quantized(x, .percentile(20))
        }
        refused("there is no layer 'output'; the model has conv2d, max_pooling2d, dropout, flatten, dense, dense_1") {
            try model.postTrainingQuantized(calibration: Dataset(x), keepFloat: ["output"])
        }
        refused("the calibration data holds no rows") { try quantized(try x[0..<0]) }
        refused(
            "the calibration data give 1.0 and nothing else at quantize_layer/quantize_layer; give rows that differ"
        ) {
            try quantized(Tensor.full(Float(1), shape: [4, 8, 8, 2]))
        }
        var broken = x.array(of: Float.self)
        broken[40 * 128 + 7] = .nan
        refused(
            "the calibration data hold nan at row 40, column 7; leave such rows out"
        ) { try quantized(try Tensor(broken, shape: x.shape)) }
        #expect(throws: ModelError.self) { try quantized(Tensor.zeros([4, 8, 8, 3])) }
    }

    @Test func reportsNeedObservedRanges() throws {
        let data = try Dataset(Shapes.data().x)
        func report(_ model: Model) throws -> Model {
            _ = try model.quantizationReport(on: data)
            return model
        }
        refused("the model has no quantizers; make them with quantizationAware") {
            try report(Shapes.convolutional())
        }
        refused(
            "the model has no range at input yet; train or calibrate it, or take postTrainingQuantized"
        ) { try report(Shapes.convolutional().quantizationAware()) }
        refused("the calibration data holds no rows") {
            let (model, x, _) = try PostTrainingTests.trained()
            _ = try model.postTrainingQuantized(calibration: Dataset(x)).quantizationReport(on: Dataset(try x[0..<0]))
            return model
        }
    }
}
