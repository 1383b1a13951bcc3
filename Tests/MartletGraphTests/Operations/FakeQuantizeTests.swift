import MartletGraph
import MartletNumerics
import MartletTestSupport
import Testing

@Suite struct FakeQuantizeTests {
    static let x: [Float] = [-1.2, -0.3, 0, 0.31, 0.9, 2]

    /// What TensorFlow 2.21's `fake_quant_with_min_max_vars` gives for `x`, and its derivative by `x`.
    struct Case: Sendable {
        var (minimum, maximum): (Float, Float)
        var bits = 8
        var narrowRange = false
        var values: [Float]
        var derivative: [Float]
    }

    static let cases: [Case] = [
        Case(
            minimum: -1, maximum: 1.5, values: [-1, -0.30392158, 0, 0.3137255, 0.90196079, 1.5],
            derivative: [0, 1, 1, 1, 1, 0]),
        Case(
            minimum: -1, maximum: 1, narrowRange: true, values: [-1, -0.2992126, 0, 0.30708662, 0.89763778, 1],
            derivative: [0, 1, 1, 1, 1, 0]),
        Case(
            minimum: -1, maximum: 1, bits: 4, narrowRange: true,
            values: [-1, -0.2857143, 0, 0.2857143, 0.85714293, 1], derivative: [0, 1, 1, 1, 1, 0]),
        Case(
            minimum: 0, maximum: 6, values: [0, 0, 0, 0.30588236, 0.89411765, 2], derivative: [0, 0, 1, 1, 1, 1]),
    ]

    @Test(arguments: cases) func agreesWithTensorFlow(_ known: Case) throws {
        let (values, slopes) = try Self.run(Tensor(Self.x), Tensor(known.minimum), Tensor(known.maximum), known)
        for (value, expected) in zip(values, known.values) { #expect(abs(value - expected) <= 2e-7) }
        #expect(slopes == known.derivative)
    }

    /// A range for each column, as far below 0 as above, from the column's own numbers.
    @Test func eachChannelHasARangeOfItsOwn() throws {
        let x = try Tensor([0.5, -2, 0.1, 0.25, 1, -0.3, -0.125, 0.7, 0] as [Float], shape: [3, 3])
        let bound = Tensor([0.5, 2, 0.3] as [Float])
        let narrow = Case(minimum: 0, maximum: 0, narrowRange: true, values: [], derivative: [])
        let (values, slopes) = try Self.run(x, bound * -1, bound, narrow)
        let known: [Float] = [0.5, -2, 0.0992126, 0.2519685, 1.007874, -0.3, -0.12598425, 0.69291341, 0]
        for (value, expected) in zip(values, known) { #expect(abs(value - expected) <= 4e-7) }
        #expect(slopes == [Float](repeating: 1, count: 9))
    }

    @Test func anEmptyRangeGivesAsGoodAsZero() throws {
        let none = Case(minimum: 0, maximum: 0, values: [], derivative: [])
        let (values, _) = try Self.run(Tensor(Self.x), Tensor(Float(0)), Tensor(Float(0)), none)
        for value in values { #expect(abs(value) <= 1e-27) }
    }

    @Test func notANumberStays() throws {
        let (values, _) = try Self.run(Tensor([Float.nan, 1]), Tensor(Float(-1)), Tensor(Float(1)), Self.cases[0])
        #expect(values[0].isNaN && abs(values[1] - 0.99607843) <= 2e-7)
    }

    /// It goes into one kernel with the bias and the rectifier before it, so that it costs no pass over memory.
    @Test func isFusedWithWhatIsAroundIt() throws {
        let builder = Builder()
        let (x, bias) = (builder.input(TensorType([-1, 64])), builder.input(TensorType([64])))
        let (low, high) = (builder.input(TensorType([])), builder.input(TensorType([])))
        let y = (x + bias).relu().fakeQuantized(minimum: low, maximum: high)
        let graph = try builder.finish([y]).optimized
        let kernels = graph.nodes.filter { !($0.operation is Placeholder) }.map(\.operation.name)
        #expect(kernels.sorted() == ["FusedElementwise", "QuantizationGrid"])
    }

    @Test(arguments: [0, 1, 17]) func refusesBitsThatThereAreNot(_ bits: Int) throws {
        let builder = Builder()
        let x = builder.input(TensorType([-1, 4]))
        let y = x.fakeQuantized(minimum: x.min(), maximum: x.max(), bits: bits)
        #expect(throws: GraphError(operation: "FakeQuantize", message: "takes 2 to 16 bits, not \(bits)")) {
            try builder.finish([y])
        }
    }

    private static func run(
        _ x: Tensor, _ minimum: Tensor, _ maximum: Tensor, _ known: Case
    ) throws -> (values: [Float], slopes: [Float]) {
        let builder = Builder()
        let symbols = [x, minimum, maximum].map { builder.input(TensorType($0.shape)) }
        let y = symbols[0].fakeQuantized(
            minimum: symbols[1], maximum: symbols[2], bits: known.bits, narrowRange: known.narrowRange)
        let slope = builder.gradient(of: y.sum(), to: [symbols[0]])
        let results = try builder.finish([y] + slope).optimized.run([x, minimum, maximum])
        return (results[0].array(of: Float.self), results[1].array(of: Float.self))
    }
}
