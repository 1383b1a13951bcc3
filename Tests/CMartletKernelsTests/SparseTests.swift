import CMartletKernels
import Testing

extension KernelTests {
    @Suite struct SparseTests {}
}

private let blocks = [MK_SPARSE_SINGLE, MK_SPARSE_FOUR, MK_SPARSE_EIGHT]

extension KernelTests.SparseTests {
    /// Kernels, strides, dilations and borders of all kinds, with few numbers that aren't zero.
    @Test(
        arguments: mk_convolution_parameters.ofAllKinds + [
            mk_convolution_parameters(1, 70, 1, 19, 5, kernel: (3, 1), pads: (1, 0, 1, 0)),
            mk_convolution_parameters(1, 15, 16, 2, 9, kernel: (12, 12), pads: (5, 6, 5, 6)),
            // more filters than sums fit in the cache
            mk_convolution_parameters(1, 3, 3, 5, 1100, kernel: (1, 1), pads: (0, 0, 0, 0)),
            // more rows, of several images, than are turned at once
            mk_convolution_parameters(3, 9, 4100, 5, 3, kernel: (3, 3), pads: (1, 1, 1, 1)),
        ])
    func convolutions(convolution: mk_convolution_parameters) {
        for form in blocks {
            convolution.check(.biasRelu, sparse: (form, 0.2))
            convolution.check(.none, sparse: (form, 0.6))
        }
    }

    /// Rows that fill vectors together alone, images whose rows are turned bit by bit, more filters than fit in the cache.
    @Test(arguments: [
        mk_convolution_parameters(1, 8, 28, 16, 40, kernel: (3, 3), pads: (1, 1, 1, 1)),
        mk_convolution_parameters(3, 6, 14, 9, 70, kernel: (3, 3), pads: (1, 1, 1, 1)),
        mk_convolution_parameters(2, 10, 46, 5, 20, kernel: (1, 1), pads: (0, 0, 0, 0)),
        mk_convolution_parameters(2, 40, 34, 8, 9, kernel: (5, 3), pads: (2, 1, 2, 1)),
        mk_convolution_parameters(1, 17, 25, 8, 12, kernel: (3, 3), stride: (2, 2), pads: (0, 0, 0, 0)),
        mk_convolution_parameters(1, 44, 32, 300, 7, kernel: (3, 3), pads: (1, 1, 1, 1)),
        mk_convolution_parameters(1, 2, 4, 6, 1100, kernel: (3, 3), pads: (1, 1, 1, 1)),
    ])
    func pooled(convolution: mk_convolution_parameters) {
        for form in blocks { convolution.checkPooled(sparse: (form, 0.2)) }
    }

    /// All densities, of shapes around the vectors' and the panels'.
    @Test(arguments: [Float(0), 0.05, 0.5, 0.95, 1])
    func densities(density: Float) {
        for (rows, units, depth) in [
            (1, 1, 1), (3, 17, 31), (16, 33, 145), (65, 8, 40), (130, 65, 300),
        ] as [(Int32, Int32, Int32)] {
            let product = mk_convolution_of_product(rows, units, depth, 1)
            for form in blocks { product.check(.bias, sparse: (form, density)) }
        }
    }

    /// Side by side, for one row to four.
    @Test(arguments: [Int32(1), 2, 3, 4], [Float(0), 0.1, 0.5, 1])
    func lanes(rows: Int32, density: Float) {
        for (units, depth) in [(1, 1), (15, 33), (16, 32), (50, 300)] as [(Int32, Int32)] {
            mk_convolution_of_product(rows, units, depth, 1).check(.biasRelu, sparse: (MK_SPARSE_LANES, density))
        }
        mk_convolution_parameters(1, 3, 2 + rows, 7, 19, kernel: (3, 3), pads: (0, 0, 0, 0))
            .check(.bias, sparse: (MK_SPARSE_LANES, density))
    }

    @Test(arguments: Ending.ofConvolutions)
    func endings(ending: Ending) {
        for form in blocks + [MK_SPARSE_LANES] {
            mk_convolution_of_product(3, 37, 50, 1).check(ending, sparse: (form, 0.3))
        }
    }

    /// The bits of what multiplies all bytes, for words of four channels.
    @Test(arguments: [
        mk_convolution_parameters(2, 9, 11, 8, 7, kernel: (3, 3), pads: (1, 1, 1, 1)),
        mk_convolution_parameters(2, 12, 9, 4, 18, kernel: (5, 2), stride: (2, 3), pads: (2, 0, 1, 1)),
        mk_convolution_parameters(1, 13, 14, 36, 33, kernel: (3, 3), dilation: (2, 3), pads: (2, 3, 2, 3)),
        mk_convolution_parameters(3, 6, 6, 16, 48, kernel: (1, 1), pads: (0, 0, 0, 0)),
        mk_convolution_parameters(1, 5, 5, 132, 70, kernel: (3, 3), pads: (1, 1, 1, 1)),
        mk_convolution_of_product(70, 35, 1200, 1),
    ])
    func integers(shape: mk_convolution_parameters) {
        let types = [(MK_INT8, MK_INT8), (MK_UINT8, MK_UINT8), (MK_INT8, MK_INT32), (MK_UINT8, MK_FLOAT32)]
        for (zero, (input, output)) in zip([Int16(-128), 127, 5, -128], types) {
            for form in blocks {
                var convolution = Int8Convolution(shape, input: input, output: output, zero: zero, outputZero: -7)
                convolution.sparse = form
                convolution.check(seed: 3)
            }
        }
    }

    @Test(arguments: [Int32(1), 2, 3, 4])
    func integersByLanes(rows: Int32) {
        for (units, depth) in [(1, 4), (15, 132), (50, 300)] as [(Int32, Int32)] {
            for (input, output) in [(MK_INT8, MK_INT8), (MK_UINT8, MK_FLOAT32)] {
                var product = Int8Convolution(
                    mk_convolution_of_product(rows, units, depth, 1), input: input, output: output, zero: 9,
                    outputZero: 0)
                product.sparse = MK_SPARSE_LANES
                product.check()
            }
        }
    }

    /// Full rows, empty ones, and filters that lie in blocks but for one.
    @Test func counts() {
        let shape = mk_convolution_of_product(1, 16, 64, 1)
        var filter = [Float](repeating: 0, count: 64 * 16)
        for term in 0..<64 { filter[term * 16 + 3] = 1 }  // one filter has all terms
        for lane in 8..<16 { filter[5 * 16 + lane] = 1 }
        let counts = mk_sparse_count(shape, filter)
        #expect(counts.single == 64 + 8)
        #expect(counts.four == 64 + 2)
        #expect(counts.eight == 64 + 1)
        #expect(counts.lanes == 64)
    }

    /// Nothing that is all there is slower for being looked at, and what is mostly zero is skipped.
    @Test func choices() {
        for (rows, units, depth) in [(1, 1024, 1024), (196, 512, 4608), (32, 4096, 4096)] as [(Int32, Int32, Int32)] {
            let shape = mk_convolution_of_product(rows, units, depth, 1)
            let count = Int64(units) * Int64(depth)
            func choice(_ part: Double) -> UInt8 {
                let kept = Int64(Double(count) * part)
                let counts = mk_sparse_counts(single: kept, four: count / 4, eight: count / 8, lanes: count / 16)
                return mk_sparse_choose(shape, counts, mk_convolution_estimate(shape)).form
            }
            #expect(choice(1) == 0)
            #expect(rows == 1 || choice(0.1) == UInt8(MK_SPARSE_SINGLE.rawValue))
        }
        let wide = mk_convolution_parameters(1, 20, 20, 1, 9, kernel: (13, 13), pads: (6, 6, 6, 6))
        #expect(!mk_sparse_can(mk_sparse_parameters(shape: wide, entries: 1, form: UInt8(MK_SPARSE_SINGLE.rawValue))))
        for (height, width, pools) in [(20, 20, true), (19, 20, false), (20, 19, false)] as [(Int32, Int32, Bool)] {
            let images = mk_convolution_parameters(1, height, width, 1, 9, kernel: (3, 3), pads: (1, 1, 1, 1))
            let p = mk_sparse_parameters(shape: images, entries: 1, form: UInt8(MK_SPARSE_SINGLE.rawValue))
            #expect(mk_sparse_can_pool(p) == pools)
        }
        let rows = mk_convolution_of_product(5, 9, 9, 1)
        #expect(!mk_sparse_can(mk_sparse_parameters(shape: rows, entries: 1, form: UInt8(MK_SPARSE_LANES.rawValue))))
    }
}
