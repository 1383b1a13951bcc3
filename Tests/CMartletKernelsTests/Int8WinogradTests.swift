import CMartletKernels
import Testing

extension KernelTests {
    /// Convolutions of eight-bit integers by Winograd's algorithms: every instruction set, on one thread and on two, gives
    /// the same bits: with tiles of 2 exact sums, with tiles of 4 as near them as the rounding of filters lets them be.
    @Suite struct Int8WinogradTests {
        private static let algorithms = [MK_CONVOLUTION_WINOGRAD_2, MK_CONVOLUTION_WINOGRAD_4]

        /// Edges that cut tiles, channels and filters that fill no vector, channels that are added up in parts; with
        /// `element` and `weight` the same number everywhere.
        private func check(
            _ shape: mk_convolution_parameters, _ zero: Int16, element: UInt8? = nil, weight: Int8? = nil
        ) {
            let exact = Int8Convolution(shape, input: MK_UINT8, output: MK_FLOAT32, zero: zero, outputZero: 0)
            var numbers = Numbers(seed: UInt64(shape.channels))
            let input = numbers.integers(shape.inputCount, in: 0..<256).map { element ?? UInt8($0) }
            let filter = numbers.integers(shape.filterCount, in: -128..<128).map { weight ?? Int8($0) }
            let sums = exact.sums(input, filter)
            let (bias, scales) = (
                [Float](repeating: 0, count: Int(shape.filters)), [Float](repeating: 1, count: Int(shape.filters))
            )
            for algorithm in Self.algorithms {
                var convolution = exact
                convolution.parameters.shape.algorithmKind = algorithm
                #expect(mk_int8_convolution_can(convolution.parameters))
                // Sums become float32.
                let bounds =
                    algorithm == MK_CONVOLUTION_WINOGRAD_2
                    ? sums.map { abs(Double($0)) * 0x1p-24 }
                    : IntegerWinograd().bounds(
                        shape, input.map { Double($0) - Double(exact.parameters.input_zero) }, filter,
                        zero: Double(exact.parameters.input_zero))
                var first: [UInt8]?
                forEachInstructionSet {
                    for threads in [Int32(1), 2] {
                        convolution.parameters.shape.threads = threads
                        let bytes = convolution.run(
                            input, filter, bias: bias.map { Int32($0) }, floatBias: bias, scales: scales)
                        #expect(first ?? bytes == bytes, "\(instructionSet) on \(threads) threads")
                        first = bytes
                    }
                }
                let results = first!.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
                let wrong = results.indices.first { abs(Double(results[$0]) - Double(sums[$0])) > bounds[$0] }
                #expect(wrong == nil, "\(algorithm): result \(wrong ?? 0) of \(shape)")
            }
        }

        @Test(arguments: [-128, 127, 5] as [Int16])
        func sumsLieWithinTheBound(zero: Int16) {
            check(.init(1, 7, 9, 130, 17, kernel: (3, 3), pads: (1, 1, 1, 1)), zero)
            check(.init(1, 6, 5, 33, 35, kernel: (3, 3), pads: (0, 0, 0, 0)), zero)
        }

        /// The largest sums of the largest elements leave neither 16 nor 32 bits.
        @Test(arguments: [(255, -128), (255, 127), (0, -128)] as [(UInt8, Int8)])
        func nothingSaturates(element: UInt8, weight: Int8) {
            for zero in [Int16(-128), 127] {
                check(
                    .init(1, 6, 6, 160, 16, kernel: (3, 3), pads: (1, 1, 1, 1)), zero, element: element, weight: weight)
            }
        }

        /// So many channels that exact sums no longer fit are refused.
        @Test func exactSumsHaveRoom() {
            for (channels, fits) in [(Int32(1800), true), (1801, false)] {
                var shape = mk_convolution_parameters(1, 8, 8, channels, 16, kernel: (3, 3), pads: (1, 1, 1, 1))
                shape.algorithmKind = MK_CONVOLUTION_WINOGRAD_2
                let convolution = Int8Convolution(shape, input: MK_UINT8, output: MK_INT8, zero: 0, outputZero: 0)
                #expect(mk_int8_convolution_can(convolution.parameters) == fits)
            }
        }

        /// The largest sums of the most channels.
        @Test func theLargestExactSums() {
            for weight in [Int8(-128), 127] {
                let shape = mk_convolution_parameters(1, 4, 4, 1800, 16, kernel: (3, 3), pads: (0, 0, 0, 0))
                var exact = Int8Convolution(shape, input: MK_UINT8, output: MK_INT8, zero: -128, outputZero: 0)
                let input = [UInt8](repeating: 255, count: shape.inputCount)
                let filter = [Int8](repeating: weight, count: shape.filterCount)
                let zeros = [Float](repeating: 0, count: 16), scales = [Float](repeating: 1e-7, count: 16)
                func bytes() -> [UInt8] {
                    exact.run(input, filter, bias: [Int32](repeating: 0, count: 16), floatBias: zeros, scales: scales)
                }
                let expected = bytes()
                exact.parameters.shape.algorithmKind = MK_CONVOLUTION_WINOGRAD_2
                #expect(Int8(bitPattern: expected[0]) == (weight > 0 ? 52 : -53))
                forEachInstructionSet { #expect(bytes() == expected, "\(instructionSet)") }
            }
        }

        /// Bytes are those of the exact kernel but for a step here and there.
        @Test func bytesAreAStepApart() {
            let shape = mk_convolution_parameters(2, 12, 13, 32, 24, kernel: (3, 3), pads: (1, 1, 1, 1))
            let exact = Int8Convolution(shape, input: MK_INT8, output: MK_INT8, zero: -20, outputZero: 3)
            var numbers = Numbers(seed: 1)
            let input = numbers.integers(shape.inputCount, in: 0..<256).map { UInt8($0) }
            let filter = numbers.integers(shape.filterCount, in: -127..<128).map { Int8($0) }
            let bias = numbers.integers(24, in: -20000..<20000).map { Int32($0) }
            let zeros = [Float](repeating: 0, count: 24), scales = [Float](repeating: 5e-4, count: 24)
            let expected = exact.run(input, filter, bias: bias, floatBias: zeros, scales: scales)
            for algorithm in Self.algorithms {
                var convolution = exact
                convolution.parameters.shape.algorithmKind = algorithm
                let bytes = convolution.run(input, filter, bias: bias, floatBias: zeros, scales: scales)
                let steps = zip(bytes, expected).map { abs(Int(Int8(bitPattern: $0)) - Int(Int8(bitPattern: $1))) }
                #expect(steps.max()! <= (algorithm == MK_CONVOLUTION_WINOGRAD_2 ? 0 : 1))
                #expect(steps.filter { $0 > 0 }.count * 20 < steps.count)
            }
        }
    }
}
