import MartletGraph
import MartletNumerics
import MartletTestSupport
import Testing

/// Chains of elementwise operations on several dtypes: one kernel where that is exact, and right wherever.
@Suite struct FuseElementwiseTests {
    /// How many kernels a computation takes, after checking that they give the bytes expected, which are the reference's
    /// but for integers that its double precision can't hold.
    private func kernels(_ inputs: [Tensor], expected: Tensor? = nil, _ body: ([Symbol]) -> Symbol) throws -> Int {
        let builder = Builder()
        let graph = try builder.finish([body(inputs.map { builder.input(TensorType($0.shape, $0.dtype)) })])
        let (planned, expected) = (try graph.run(inputs)[0], try expected ?? graph.evaluate(inputs: inputs)[0])
        #expect(Constant(planned) == Constant(expected), "\(planned) where it must be \(expected)")
        return graph.optimized.nodes.count { !$0.inputs.isEmpty }
    }

    private func each<T: TensorScalar>(_ value: (Int) -> T) -> Tensor { Tensor((0..<Self.count).map(value)) }

    private static let count = 1100  // some strips of registers
    private static func cycle<T: TensorScalar>(_ values: [T]) -> Tensor {
        Tensor((0..<count).map { values[$0 % values.count] })
    }

    private let bytes = Self.cycle([Int8.min, -77, -1, 0, 1, 56, .max])
    private let unsigned = Self.cycle([UInt8(0), 1, 127, 128, 200, 255])
    private let accumulators = Self.cycle([Int32.min, -16_777_217, -40_000, -1, 0, 3, 16_777_217, 2_147_483_583, .max])
    private let longs = Self.cycle([Int.min, -(1 << 53) - 1, -1, 0, 1 << 53, (1 << 53) + 1, .max])
    private let floats = Self.cycle([Float(0), -0.0, 1.5, -2.5, 300, -300, 3e10, -3e10, .leastNonzeroMagnitude])
    private let odd = Self.cycle([Float.nan, .infinity, -.infinity, 0.5, -1.25])
    private let mask = Self.cycle([true, false, false, true, true])

    @Test func dequantizingIsOneKernel() throws {
        #expect(try kernels([bytes, floats]) { $0[0].cast(to: .float32) * 0.125 + $0[1] } == 1)
        #expect(try kernels([unsigned]) { ($0[0].cast(to: .float32) - 128) * 0.0078125 } == 1)
        let rows = try bytes.reshaped([100, 11])
        let scale = Tensor((1...11).map { Float($0) / 8 })
        #expect(try kernels([rows, scale]) { ($0[0].cast(to: .float32) * $0[1]).relu() } == 1)
    }

    @Test func quantizingIsOneKernel() throws {
        #expect(
            try kernels([floats]) { ($0[0] * 0.5 + 10).round().clipped(to: -128...127).cast(to: .int8) } == 1)
        #expect(try kernels([odd]) { ($0[0] * 1000).cast(to: .uint8) } == 1)
        #expect(try kernels([odd]) { ($0[0] * 3).cast(to: .int64) } == 1)
    }

    @Test func requantizingIsOneKernel() throws {
        #expect(
            try kernels([accumulators]) {
                ($0[0].cast(to: .float32) * 0x1p-20 + 3).round().clipped(to: -128...127).cast(to: .int8)
            } == 1)
    }

    @Test func masksAreTakenInStride() throws {
        #expect(try kernels([mask, floats]) { $0[0].cast(to: .float32) * $0[1] } == 1)
        #expect(try kernels([mask, floats, odd]) { select($0[0], $0[1], $0[2]) * 2 - 1 } == 1)
        #expect(try kernels([unsigned, floats]) { select($0[0].isGreater(than: 127), $0[1] * 2, $0[1]) } == 1)
        #expect(try kernels([bytes, floats]) { $0[0].isEqual(to: -1).cast(to: .float32) * $0[1] + 1 } == 1)
    }

    /// Float registers can't tell large integers apart, so that comparing them takes a kernel of its own.
    @Test func whatFloatsCannotHoldIsNotJoined() throws {
        #expect(try kernels([accumulators, floats]) { $0[0].isEqual(to: 16_777_217).cast(to: .float32) * $0[1] } == 2)
        let (f, l) = (floats.array(of: Float.self), longs.array(of: Int.self))
        let (b, m) = (bytes.array(of: Int8.self), mask.array(of: Bool.self))
        #expect(
            try kernels([floats, longs], expected: each { f[$0] > 0 && l[$0] == 1 << 53 }) {
                $0[0].isGreater(than: 0) .& $0[1].isEqual(to: 0x1p53)
            } == 2)
        #expect(
            try kernels([longs, mask], expected: each { l[$0] &* 3 > 5 && m[$0] }) {
                ($0[0] * 3).isGreater(than: 5) .& $0[1]
            } == 1)
        #expect(
            try kernels([bytes], expected: each { Float(b[$0] &* 3) * 0.5 }) {
                ($0[0] * 3).cast(to: .float32) * 0.5
            } == 2)
        #expect(try kernels([accumulators]) { $0[0].cast(to: .int8).cast(to: .float32) * 0.5 } == 2)
    }

    @Test func largeIntegerConstantsStayExact() throws {
        let (large, l) = ((1 << 53) + 1, longs.array(of: Int.self))
        #expect(
            try kernels([longs], expected: each { l[$0] &+ large > 1 << 54 }) {
                ($0[0] + $0[0].builder.constant(Tensor(large))).isGreater(than: 0x1p54)
            } == 1)
    }

    @Test func constantsDifferByTheirBits() throws {
        #expect(
            try kernels([floats], expected: each { _ in Float(-2) }) { inputs in
                let zero = inputs[0].builder.constant(Tensor(Float(0)))
                let minusZero = inputs[0].builder.constant(Tensor(-Float(0)))
                let one = inputs[0].isEqual(to: inputs[0]).cast(to: .float32)
                return (one / zero).minimum(1) + (one / minusZero).maximum(-3)
            } == 1)
        #expect(Constant(Tensor(Float.nan)) == Constant(Tensor(Float.nan)))
        #expect(Constant(Tensor(Float(0))) != Constant(Tensor(-Float(0))))
        #expect(Constant(Tensor(Float(0))) != Constant(Tensor(Int32(0))))
    }

    @Test(arguments: [DType.int8, .uint8, .int32, .int64, .bool, .float32]) func everyDtypeIsCastToFloatsWithin(
        dtype: DType
    ) throws {
        let x = accumulators.cast(to: dtype)
        #expect(try kernels([x]) { ($0[0].cast(to: .float32) * 0.5).abs() } == 1)
    }
}
