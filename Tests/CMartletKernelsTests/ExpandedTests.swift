import CMartletKernels
import Testing

extension KernelTests {
    @Suite struct ExpandedTests {}
}

/// Both convolutions of 1 × 1 to so many channels and then of each channel by itself.
private struct Expanded: CustomStringConvertible {
    var expansion, depthwise: mk_convolution_parameters

    init(
        _ batch: Int32, _ height: Int32, _ width: Int32, _ channels: Int32, _ expanded: Int32, kernel: Int32,
        stride: Int32 = 1, dilation: Int32 = 1, pads: (Int32, Int32, Int32, Int32)
    ) {
        expansion = .init(batch, height, width, channels, expanded, kernel: (1, 1), pads: (0, 0, 0, 0))
        depthwise = .init(
            batch, height, width, expanded, expanded, kernel: (kernel, kernel), stride: (stride, stride),
            dilation: (dilation, dilation), pads: pads, groups: expanded)
        depthwise.algorithmKind = MK_CONVOLUTION_DEPTHWISE
        expansion.epilogue = Ending.ofConvolutions[1].code
        depthwise.epilogue.bias = true
    }

    var both: mk_expanded_parameters { .init(expansion: expansion, depthwise: depthwise) }
    var description: String {
        "\(expansion.height)×\(expansion.width)×\(expansion.channels)→\(expansion.filters), "
            + "\(depthwise.kernel_height) by \(depthwise.stride_height), \(depthwise.dilation_height)"
    }
}

extension KernelTests.ExpandedTests {
    /// Piece by piece there come the same bytes as one after the other, whoever shares the work.
    @Test(arguments: [
        Expanded(2, 40, 33, 9, 37, kernel: 3, pads: (1, 1, 1, 1)),
        Expanded(1, 61, 40, 24, 144, kernel: 3, stride: 2, pads: (0, 0, 1, 1)),
        Expanded(3, 14, 14, 16, 96, kernel: 5, stride: 2, pads: (1, 2, 2, 1)),
        Expanded(1, 30, 35, 8, 40, kernel: 3, dilation: 2, pads: (2, 2, 2, 2)),
        Expanded(2, 9, 200, 4, 250, kernel: 3, pads: (4, 0, 5, 0)),
        Expanded(1, 17, 8, 4, 16, kernel: 3, stride: 4, pads: (0, 0, 0, 0)),
        Expanded(2, 7, 7, 700, 70, kernel: 3, pads: (1, 1, 1, 1)),
        Expanded(1, 6, 1030, 3, 20, kernel: 3, stride: 2, pads: (0, 1, 1, 0)),
    ])
    private func sameAsApart(_ case: Expanded) {
        let (e, d) = (`case`.expansion, `case`.depthwise)
        #expect(mk_expanded_can(`case`.both))
        var numbers = Numbers(seed: 7)
        let (input, filter) = (numbers.floats(e.inputCount), numbers.floats(e.filterCount))
        let (bias, taps) = (numbers.floats(Int(e.filters)), numbers.floats(d.filterCount))
        let lastBias = numbers.floats(Int(d.filters))
        forEachInstructionSet {
            let (source, weights) = (Operand(input), Operand(filter))
            let (first, second, third) = (Operand(bias), Operand(taps), Operand(lastBias))
            let prepared = Operand(repeating: Float.nan, count: Int(mk_convolution_prepared(e)) / 4)
            mk_convolution_prepare(e).run(weights.address, prepared.address)
            let between = Operand(repeating: Float.nan, count: e.outputCount)
            let apart = Operand(repeating: Float.nan, count: d.outputCount)
            mk_convolution(e).run(source.address, prepared.address, between.address, first.address)
            mk_convolution(d).run(between.address, second.address, apart.address, third.address)
            for threads in [Int32(1), 2, 3] {
                var both = `case`.both
                both.depthwise.threads = threads
                let scratch = Operand(repeating: Float.nan, count: Int(mk_expanded_scratch(both)) / 4)
                let result = Operand(repeating: Float.nan, count: d.outputCount)
                withUnsafePointer(to: both) {
                    mk_expanded($0).run(
                        source.address, prepared.address, result.address, first.address, scratch.address,
                        second.address, third.address)
                }
                #expect(
                    result.elements.map(\.bitPattern) == apart.elements.map(\.bitPattern),
                    "\(instructionSet) \(`case`) on \(threads) threads")
                #expect([source, prepared, result, scratch, second].allSatisfy { $0.isGuardWhole })
            }
        }
    }

    /// Each of the conditions by itself.
    @Test func onlyWhatFitsIsJoined() {
        let good = Expanded(1, 20, 20, 8, 48, kernel: 3, pads: (1, 1, 1, 1)).both
        #expect(mk_expanded_can(good))
        let faults: [(inout mk_expanded_parameters) -> Void] = [
            { $0.expansion.stride_width = 2 }, { $0.expansion.groups = 2 }, { $0.expansion.bfloat16 = true },
            { $0.expansion.algorithmKind = MK_CONVOLUTION_IM2COL }, { $0.expansion.epilogue.other = 1 },
            { $0.depthwise.epilogue.other = 1 }, { $0.depthwise.batch = 2 }, { $0.depthwise.height = 19 },
            { $0.depthwise.groups = 24 }, { $0.depthwise.filters = 96 },
            { $0.depthwise.pass = UInt8(MK_CONVOLUTION_INPUT_GRADIENT.rawValue) },
            { $0.depthwise.algorithmKind = MK_CONVOLUTION_PATCHES },
        ]
        for (index, fault) in faults.enumerated() {
            var bad = good
            fault(&bad)
            #expect(!mk_expanded_can(bad), "fault \(index)")
        }
    }
}
