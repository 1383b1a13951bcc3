import CMartletKernels
import Testing

extension KernelTests {
    /// Convolutions and products of eight-bit integers: every instruction set, on one thread and on two, gives the bits of
    /// plain loops.
    @Suite struct Int8ConvolutionTests {}
}

private let types: [(input: mk_dtype, output: mk_dtype)] = [
    (MK_INT8, MK_INT8), (MK_UINT8, MK_UINT8), (MK_INT8, MK_INT32), (MK_UINT8, MK_FLOAT32),
]

extension KernelTests.Int8ConvolutionTests {
    /// Odd numbers of channels, strides, dilations, groups, kernels of all sorts; zero points at both ends and between.
    @Test(arguments: [
        mk_convolution_parameters(2, 9, 11, 5, 7, kernel: (3, 3), pads: (1, 1, 1, 1)),
        mk_convolution_parameters(2, 12, 9, 3, 18, kernel: (5, 2), stride: (2, 3), pads: (2, 0, 1, 1)),
        mk_convolution_parameters(1, 13, 14, 4, 33, kernel: (3, 3), dilation: (2, 3), pads: (2, 3, 2, 3)),
        mk_convolution_parameters(1, 9, 9, 9, 21, kernel: (3, 3), pads: (1, 1, 1, 1), groups: 3),
        mk_convolution_parameters(3, 6, 6, 16, 48, kernel: (1, 1), pads: (0, 0, 0, 0)),
        mk_convolution_parameters(1, 5, 5, 131, 70, kernel: (3, 3), pads: (1, 1, 1, 1)),
        mk_convolution_parameters(1, 17, 15, 16, 16, kernel: (3, 3), stride: (2, 2), pads: (0, 0, 1, 1)),
        mk_convolution_parameters(2, 20, 19, 40, 70, kernel: (3, 3), pads: (1, 1, 1, 1)),
        mk_convolution_parameters(1, 9, 67, 97, 16, kernel: (1, 3), stride: (1, 4), pads: (0, 1, 0, 1)),
        mk_convolution_parameters(3, 6, 7, 150, 64, kernel: (2, 3), dilation: (2, 1), pads: (1, 0, 1, 2), groups: 2),
    ])
    func convolutions(shape: mk_convolution_parameters) {
        for (index, zero) in [Int16(-128), 127, 5].enumerated() {
            for (input, output) in types {
                Int8Convolution(shape, input: input, output: output, zero: zero, outputZero: [127, -128, -7][index])
                    .check(seed: UInt64(index))
            }
        }
    }

    /// Strips of all lengths, shared taps and others, few channels and many, several filters of a channel.
    @Test(arguments: [
        mk_convolution_parameters(2, 9, 20, 24, 24, kernel: (3, 3), pads: (1, 1, 1, 1), groups: 24),
        mk_convolution_parameters(1, 9, 14, 37, 37, kernel: (3, 3), stride: (2, 2), pads: (0, 0, 1, 1), groups: 37),
        mk_convolution_parameters(1, 14, 13, 70, 70, kernel: (5, 4), pads: (2, 2, 2, 2), groups: 70),
        mk_convolution_parameters(1, 9, 10, 5, 15, kernel: (3, 3), dilation: (2, 2), pads: (2, 2, 2, 2), groups: 5),
        mk_convolution_parameters(1, 7, 7, 19, 19, kernel: (7, 7), stride: (1, 3), pads: (3, 3, 3, 3), groups: 19),
        mk_convolution_parameters(2, 1, 9, 3, 3, kernel: (1, 2), pads: (0, 0, 0, 0), groups: 3),
    ])
    func depthwise(shape: mk_convolution_parameters) {
        var shape = shape
        shape.algorithmKind = MK_CONVOLUTION_DEPTHWISE
        for (index, zero) in [Int16(-128), 127, 5].enumerated() {
            for (input, output) in types {
                let convolution = Int8Convolution(
                    shape, input: input, output: output, zero: zero, outputZero: [127, -128, -7][index])
                convolution.check(seed: UInt64(index))
                convolution.check(element: input == MK_INT8 ? 0x7F : 0xFF, weight: -127)
            }
        }
    }

    /// Rows, columns and terms around those of tiles, panels, words and parts of sums.
    @Test func products() {
        for (m, n, k) in [
            (1, 1, 1), (1, 200, 513), (2, 31, 2), (5, 17, 3), (6, 16, 4), (7, 33, 5), (14, 15, 64), (15, 32, 100),
            (33, 40, 70), (115, 9, 8), (130, 35, 1030), (231, 64, 17), (3, 5, 0), (0, 4, 4),
        ] as [(Int32, Int32, Int32)] {
            for (input, output) in types {
                let product = mk_convolution_of_product(m, n, k, 1)
                Int8Convolution(product, input: input, output: output, zero: -3, outputZero: 4)
                    .check(seed: UInt64(m + n + k))
            }
        }
    }

    /// The largest sums of the largest elements: what adds up products in 16 bits loses some.
    @Test(arguments: [(255, -127), (255, -128), (255, 127), (0, -128)] as [(Int, Int8)])
    func nothingSaturates(element: Int, weight: Int8) {
        for zero in [Int16(-128), 127] {
            for (input, output) in types {
                let shapes = [
                    mk_convolution_of_product(9, 35, 2100, 1),
                    mk_convolution_parameters(1, 6, 6, 67, 18, kernel: (3, 3), pads: (1, 1, 1, 1)),
                ]
                for shape in shapes {
                    Int8Convolution(shape, input: input, output: output, zero: zero, outputZero: 0)
                        .check(element: UInt8(input == MK_INT8 ? element ^ 0x80 : element), weight: weight)
                }
            }
        }
    }

    /// Of two integers equally near the even one, then clamped.
    @Test func roundsHalvesToEven() {
        let sums: [Int32] = [-7, -5, -3, -1, 0, 1, 3, 5, 7, 300, -300]
        let expected: [Int8] = [-4, -2, -2, 0, 0, 0, 2, 2, 4, 100, -100]
        var convolution = Int8Convolution(
            mk_convolution_of_product(Int32(sums.count), 1, 0, 1), input: MK_INT8, output: MK_INT8, zero: 0,
            outputZero: 0)
        (convolution.parameters.low, convolution.parameters.high) = (-100, 100)
        forEachInstructionSet {
            for (sum, value) in zip(sums, expected) {
                let results = convolution.run([], [], bias: [sum], floatBias: [0], scales: [0.5])
                #expect(results.allSatisfy { $0 == UInt8(bitPattern: value) }, "\(instructionSet) \(sum)")
            }
        }
    }
}
