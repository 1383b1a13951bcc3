import CMartletKernels
import Testing

extension KernelTests {
    @Suite struct ConvolutionTests {}
}

private let passes = [MK_CONVOLUTION_FORWARD, MK_CONVOLUTION_INPUT_GRADIENT, MK_CONVOLUTION_FILTER_GRADIENT]

/// Checks every pass of a convolution with every epilogue.
private func checkPasses(
    _ convolution: mk_convolution_parameters, _ algorithm: mk_convolution_algorithm,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    var convolution = convolution
    convolution.algorithmKind = algorithm
    for pass in passes {
        convolution.pass = UInt8(pass.rawValue)
        for ending in pass == MK_CONVOLUTION_FILTER_GRADIENT ? [.none] : Ending.ofConvolutions {
            convolution.check(ending, sourceLocation: sourceLocation)
        }
    }
}

extension KernelTests.ConvolutionTests {
    /// Kernels, strides, dilations and borders of all kinds.
    @Test(
        arguments: mk_convolution_parameters.ofAllKinds + [
            // pixels that lie pages apart, which caches have few places for
            mk_convolution_parameters(1, 5, 6, 1024, 17, kernel: (1, 1), pads: (0, 0, 0, 0)),
            mk_convolution_parameters(1, 40, 41, 3, 20, kernel: (3, 3), pads: (0, 0, 0, 0)),
            mk_convolution_parameters(1, 3, 3, 8, 100, kernel: (3, 3), pads: (0, 0, 0, 0)),
        ])
    func patches(convolution: mk_convolution_parameters) { checkPasses(convolution, MK_CONVOLUTION_PATCHES) }

    @Test(arguments: [2, 3, 5])
    func groups(count: Int32) {
        checkPasses(
            mk_convolution_parameters(
                2, 7, 8, 4 * count, 19 * count, kernel: (3, 2), stride: (1, 2), pads: (1, 0, 1, 1), groups: count),
            MK_CONVOLUTION_PATCHES)
        checkPasses(
            mk_convolution_parameters(
                1, 5, 6, 16 * count, 4 * count, kernel: (1, 1), pads: (0, 0, 0, 0), groups: count),
            MK_CONVOLUTION_PATCHES)
    }

    /// Channels around the vectors', and pixels around the tiles'.
    @Test(arguments: [Int32(1), 4, 15, 16, 31, 32, 33, 65])
    func widths(count: Int32) {
        checkPasses(
            mk_convolution_parameters(1, 3, count, count, count, kernel: (1, 3), pads: (0, 1, 0, 1)),
            MK_CONVOLUTION_PATCHES)
        checkPasses(
            mk_convolution_parameters(1, 4, count, count, count, kernel: (3, 3), pads: (1, 1, 1, 1), groups: count),
            MK_CONVOLUTION_DEPTHWISE)
    }

    @Test(arguments: [Int32(1), 3])
    func depthwise(multiplier: Int32) {
        for channels in [Int32(3), 16, 21] {
            for (kernel, stride, dilation) in [
                ((Int32(3), Int32(3)), (Int32(1), Int32(1)), (Int32(1), Int32(1))), ((5, 2), (2, 3), (1, 1)),
                ((3, 3), (1, 1), (2, 3)), ((2, 3), (3, 2), (2, 1)),
            ] {
                checkPasses(
                    mk_convolution_parameters(
                        2, 17, 24, channels, channels * multiplier, kernel: kernel, stride: stride, dilation: dilation,
                        pads: (1, 2, 2, 1), groups: channels), MK_CONVOLUTION_DEPTHWISE)
            }
        }
    }

    /// Borders of all kinds, tiles that lie partly outside, odd channels, blocks of one thread's own and shared ones.
    @Test(
        arguments: [MK_CONVOLUTION_WINOGRAD_2, MK_CONVOLUTION_WINOGRAD_4, MK_CONVOLUTION_WINOGRAD_6],
        [
            mk_convolution_parameters(2, 12, 12, 16, 32, kernel: (3, 3), pads: (1, 1, 1, 1)),
            mk_convolution_parameters(1, 7, 9, 21, 37, kernel: (3, 3), pads: (1, 0, 1, 2)),
            mk_convolution_parameters(1, 3, 4, 5, 3, kernel: (3, 3), pads: (0, 0, 0, 0)),
            mk_convolution_parameters(3, 1, 2, 17, 70, kernel: (3, 3), pads: (2, 2, 2, 2)),
            mk_convolution_parameters(1, 22, 31, 33, 20, kernel: (3, 3), pads: (1, 1, 1, 1)),
            mk_convolution_parameters(60, 3, 3, 1300, 72, kernel: (3, 3), pads: (0, 0, 0, 0)),
        ])
    func winograd(algorithm: mk_convolution_algorithm, convolution: mk_convolution_parameters) {
        checkWinograd(convolution, algorithm, passes)
    }

    @Test(arguments: [MK_CONVOLUTION_WINOGRAD_2, MK_CONVOLUTION_WINOGRAD_4])
    func pooled(algorithm: mk_convolution_algorithm) {
        for var p in [
            mk_convolution_parameters(2, 12, 12, 16, 32, kernel: (3, 3), pads: (1, 1, 1, 1)),
            mk_convolution_parameters(1, 22, 30, 33, 20, kernel: (3, 3), pads: (1, 1, 1, 1)),
        ] {
            p.algorithmKind = algorithm
            p.checkPooled()
        }
    }

    /// Gradients of small filters, whose tiles are so many that pieces of them are summed up apart.
    @Test(arguments: [MK_CONVOLUTION_WINOGRAD_2, MK_CONVOLUTION_WINOGRAD_4, MK_CONVOLUTION_WINOGRAD_6])
    func gradientsInPieces(algorithm: mk_convolution_algorithm) {
        var p = mk_convolution_parameters(12, 42, 43, 3, 5, kernel: (3, 3), pads: (1, 1, 1, 1))
        (p.pass, p.algorithmKind) = (UInt8(MK_CONVOLUTION_FILTER_GRADIENT.rawValue), algorithm)
        p.check { [p] _, largest, _ in p.amplification * largest }
    }

    /// Kernels of other sizes than 3 × 3.
    @Test(arguments: [
        (MK_CONVOLUTION_WINOGRAD_2, mk_convolution_parameters(2, 11, 12, 17, 33, kernel: (5, 5), pads: (2, 2, 2, 2))),
        (MK_CONVOLUTION_WINOGRAD_4, mk_convolution_parameters(1, 9, 13, 21, 20, kernel: (5, 5), pads: (2, 1, 0, 3))),
        (MK_CONVOLUTION_WINOGRAD_4, mk_convolution_parameters(2, 17, 17, 32, 16, kernel: (1, 7), pads: (0, 3, 0, 3))),
        (MK_CONVOLUTION_WINOGRAD_4, mk_convolution_parameters(2, 17, 17, 19, 37, kernel: (7, 1), pads: (3, 0, 3, 0))),
        (MK_CONVOLUTION_WINOGRAD_4, mk_convolution_parameters(1, 5, 9, 16, 50, kernel: (7, 1), pads: (3, 0, 3, 0))),
        (MK_CONVOLUTION_WINOGRAD_4, mk_convolution_parameters(3, 8, 8, 16, 21, kernel: (1, 3), pads: (0, 1, 0, 1))),
        (MK_CONVOLUTION_WINOGRAD_4, mk_convolution_parameters(1, 8, 7, 24, 32, kernel: (3, 1), pads: (1, 0, 0, 0))),
    ])
    func winogradOfOtherKernels(algorithm: mk_convolution_algorithm, convolution: mk_convolution_parameters) {
        checkWinograd(convolution, algorithm, passes.dropLast())
    }

    private func checkWinograd(
        _ convolution: mk_convolution_parameters, _ algorithm: mk_convolution_algorithm,
        _ passes: some Sequence<mk_convolution_pass>
    ) {
        var convolution = convolution
        convolution.algorithmKind = algorithm
        for (pass, endings) in zip(passes, [[.biasRelu, .residualRelu6, .biasSwishRead], [.reluMask], [Ending.none]]) {
            convolution.pass = UInt8(pass.rawValue)
            for ending in endings {
                convolution.check(ending) { _, largest, _ in convolution.amplification * largest * ending.slack.growth }
            }
        }
    }

    @Test func kernelsOfSevenInARowAreWinograds() {
        let p = mk_convolution_parameters(1, 17, 17, 192, 192, kernel: (1, 7), pads: (0, 3, 0, 3))
        #expect(mk_convolution_choose(p, false) == MK_CONVOLUTION_WINOGRAD_4)
        var strided = p
        (strided.stride_width, strided.out_width) = (2, 9)
        #expect(mk_convolution_choose(strided, false) == MK_CONVOLUTION_PATCHES)
    }

    /// Sums over many pixels are as exact as their length allows.
    @Test func longSumsOfTheFiltersGradient() {
        for (groups, algorithm) in [(Int32(1), MK_CONVOLUTION_PATCHES), (16, MK_CONVOLUTION_DEPTHWISE)] {
            var p = mk_convolution_parameters(7, 80, 80, 16, 16, kernel: (3, 3), pads: (1, 1, 1, 1), groups: groups)
            (p.pass, p.algorithmKind) = (UInt8(MK_CONVOLUTION_FILTER_GRADIENT.rawValue), algorithm)
            p.check { size, _, terms in 16 * size / Double(terms).squareRoot() }
        }
    }

    @Test func everyGroupOfOneChannelIsDepthwise() {
        var p = mk_convolution_parameters(1, 9, 9, 8, 8, kernel: (3, 3), pads: (1, 1, 1, 1), groups: 8)
        #expect(mk_convolution_choose(p, false) == MK_CONVOLUTION_DEPTHWISE)
        p.groups = 4
        #expect(mk_convolution_choose(p, false) == MK_CONVOLUTION_PATCHES)
    }

    /// What is chosen can be computed, and what can't be computed isn't offered.
    @Test func choicesCanBeComputed() {
        let square = mk_convolution_parameters(1, 9, 9, 16, 16, kernel: (3, 3), pads: (1, 1, 1, 1))
        var (grouped, strided) = (square, square)
        grouped.groups = 16
        (strided.stride_height, strided.stride_width, strided.out_height, strided.out_width) = (2, 2, 5, 5)
        let able = [square, grouped, strided].map { p in
            (0...MK_CONVOLUTION_IM2COL.rawValue).filter { value in
                var p = p
                p.algorithm = UInt8(value)
                return mk_convolution_can(p)
            }
        }
        #expect(able == [[0, 2, 3, 4, 5], [0, 1, 5], [0, 5]])
        for (p, able) in zip([square, grouped, strided], able) {
            #expect(able.contains(mk_convolution_choose(p, false).rawValue))
        }
    }

    @Test func lowMemoryTakesSmallerFilters() {
        var p = mk_convolution_parameters(1, 28, 28, 512, 512, kernel: (3, 3), pads: (1, 1, 1, 1))
        var sizes: [Int64] = []
        for isLow in [false, true] {
            p.algorithmKind = mk_convolution_choose(p, isLow)
            sizes.append(mk_convolution_prepared(p))
        }
        #expect(sizes == [Int64(36 * 512 * 512 * 4), 16 * 512 * 512 * 4])
        (p.height, p.width, p.out_height, p.out_width) = (14, 14, 14, 14)
        #expect(mk_convolution_choose(p, true) == MK_CONVOLUTION_PATCHES)
    }

    @Test func notANumberPassesThroughReLU() {
        var p = mk_convolution_parameters(1, 1, 1, 1, 1, kernel: (3, 3), pads: (1, 1, 1, 1))
        p.epilogue = Ending.biasRelu.code
        for algorithm in [MK_CONVOLUTION_PATCHES, MK_CONVOLUTION_DEPTHWISE, MK_CONVOLUTION_WINOGRAD_4] {
            p.algorithmKind = algorithm
            forEachInstructionSet {
                let (input, filter, bias) = (
                    Operand([Float.nan]), Operand(repeating: Float(1), count: 9), Operand([Float(0)])
                )
                let prepared = Operand(repeating: Float(0), count: max(1, Int(mk_convolution_prepared(p)) / 4))
                let scratch = Operand(repeating: Float(0), count: Int(mk_convolution_scratch(p)) / 4)
                let output = Operand([Float(0)])
                let isPrepared = mk_convolution_prepared(p) > 0
                if isPrepared { mk_convolution_prepare(p).run(filter.address, prepared.address) }
                mk_convolution(p).run(
                    input.address, isPrepared ? prepared.address : filter.address, output.address, bias.address,
                    scratch.address)
                #expect(output.elements[0].isNaN)
            }
        }
    }
}
