import CMartletKernels
import Testing

extension KernelTests {
    /// Convolutions that multiply bfloat16: by its dot products, or in float32 the same numbers.
    @Suite struct BFloat16ConvolutionTests {}
}

private let passes = [MK_CONVOLUTION_FORWARD, MK_CONVOLUTION_INPUT_GRADIENT]

extension KernelTests.BFloat16ConvolutionTests {
    /// Products of rounded operands are summed as exactly as those of any: odd numbers of terms, pairs of two taps,
    /// groups, sums in parts.
    @Test(arguments: [
        mk_convolution_parameters(2, 9, 11, 5, 7, kernel: (3, 3), pads: (1, 1, 1, 1)),
        mk_convolution_parameters(2, 12, 9, 3, 18, kernel: (5, 2), stride: (2, 3), pads: (2, 0, 1, 1)),
        mk_convolution_parameters(1, 13, 14, 4, 33, kernel: (3, 3), dilation: (2, 3), pads: (2, 3, 2, 3)),
        mk_convolution_parameters(1, 9, 9, 9, 21, kernel: (3, 3), pads: (1, 1, 1, 1), groups: 3),
        mk_convolution_parameters(3, 6, 6, 16, 48, kernel: (1, 1), pads: (0, 0, 0, 0)),
        mk_convolution_parameters(1, 7, 7, 601, 17, kernel: (1, 1), pads: (0, 0, 0, 0)),
        mk_convolution_parameters(1, 5, 5, 131, 70, kernel: (3, 3), pads: (1, 1, 1, 1)),
        mk_convolution_parameters(2, 20, 19, 40, 70, kernel: (3, 3), pads: (1, 1, 1, 1)),
        mk_convolution_parameters(1, 9, 67, 96, 16, kernel: (1, 3), stride: (1, 4), pads: (0, 1, 0, 1)),
        mk_convolution_parameters(3, 6, 7, 158, 64, kernel: (2, 3), dilation: (2, 1), pads: (1, 0, 1, 2), groups: 2),
        mk_convolution_parameters(1, 2, 2, 230, 20, kernel: (1, 1), pads: (0, 0, 0, 0)),
    ])
    func patches(convolution: mk_convolution_parameters) {
        var convolution = convolution
        (convolution.bfloat16, convolution.algorithmKind) = (true, MK_CONVOLUTION_PATCHES)
        for pass in passes {
            convolution.pass = UInt8(pass.rawValue)
            for ending in Ending.ofConvolutions { convolution.check(ending) }
        }
    }

    /// Both transforms are rounded, each by at most 2⁻⁸ of itself, which the transform of the products amplifies.
    @Test(
        arguments: [MK_CONVOLUTION_WINOGRAD_2, MK_CONVOLUTION_WINOGRAD_4, MK_CONVOLUTION_WINOGRAD_6],
        [
            mk_convolution_parameters(2, 12, 12, 16, 32, kernel: (3, 3), pads: (1, 1, 1, 1)),
            mk_convolution_parameters(1, 7, 9, 21, 37, kernel: (3, 3), pads: (1, 0, 1, 2)),
            mk_convolution_parameters(1, 22, 31, 33, 20, kernel: (3, 3), pads: (1, 1, 1, 1)),
            mk_convolution_parameters(20, 3, 3, 1300, 72, kernel: (3, 3), pads: (0, 0, 0, 0)),
        ])
    func winograd(algorithm: mk_convolution_algorithm, convolution: mk_convolution_parameters) {
        var convolution = convolution
        (convolution.bfloat16, convolution.algorithmKind) = (true, algorithm)
        let unit = 2 * 0x1p-8 / (Double(Float.ulpOfOne) / 2)
        for (pass, ending) in zip(passes, [Ending.biasRelu, .reluMask]) {
            convolution.pass = UInt8(pass.rawValue)
            convolution.check(ending) { _, largest, _ in convolution.amplification * unit * largest }
        }
    }

    /// Filters take half the memory.
    @Test(arguments: [MK_CONVOLUTION_PATCHES, MK_CONVOLUTION_WINOGRAD_2, MK_CONVOLUTION_WINOGRAD_4])
    func filtersAreHalved(algorithm: mk_convolution_algorithm) {
        var p = mk_convolution_parameters(1, 14, 14, 64, 64, kernel: (3, 3), pads: (1, 1, 1, 1))
        p.algorithmKind = algorithm
        let whole = mk_convolution_prepared(p)
        p.bfloat16 = true
        #expect(mk_convolution_prepared(p) * 2 == whole)
    }

    /// Rounding leaves what is no number one, whatever its bits, and infinity as it is.
    @Test(arguments: [Float.nan, Float(bitPattern: 0x7FFF_FFFF), Float(bitPattern: 0xFF80_0001), .infinity])
    func whatIsNotFiniteStaysSo(value: Float) {
        var p = mk_convolution_parameters(1, 1, 1, 1, 1, kernel: (1, 1), pads: (0, 0, 0, 0))
        p.bfloat16 = true
        forEachInstructionSet {
            let (input, filter, output) = (Operand([value]), Operand([Float(1)]), Operand([Float(0)]))
            let prepared = Operand(repeating: Float(0), count: Int(mk_convolution_prepared(p)) / 4)
            let scratch = Operand(repeating: Float(0), count: Int(mk_convolution_scratch(p)) / 4)
            mk_convolution_prepare(p).run(filter.address, prepared.address)
            mk_convolution(p).run(input.address, prepared.address, output.address, nil, scratch.address)
            #expect(value.isNaN ? output.elements[0].isNaN : output.elements[0] == value, "\(instructionSet)")
        }
    }
}
