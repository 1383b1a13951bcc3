import CMartletKernelCases
import CMartletKernels
import Testing

extension Float {
    /// The nearest number that bfloat16 can hold, of two equally near the even one.
    var inBFloat16: Float {
        Float(bitPattern: (bitPattern + 0x7FFF + (bitPattern >> 16 & 1)) & 0xFFFF_0000)
    }
}

extension mk_convolution_parameters {
    /// A convolution with the pads top, left, bottom and right.
    init(
        _ batch: Int32, _ height: Int32, _ width: Int32, _ channels: Int32, _ filters: Int32, kernel: (Int32, Int32),
        stride: (Int32, Int32) = (1, 1), dilation: (Int32, Int32) = (1, 1), pads: (Int32, Int32, Int32, Int32),
        groups: Int32 = 1
    ) {
        self.init()
        (self.batch, self.height, self.width, self.channels, self.filters) = (batch, height, width, channels, filters)
        (kernel_height, kernel_width) = kernel
        (stride_height, stride_width) = stride
        (dilation_height, dilation_width) = dilation
        (pad_top, pad_left) = (pads.0, pads.1)
        self.groups = groups
        threads = 1
        out_height = (height + pads.0 + pads.2 - (kernel.0 - 1) * dilation.0 - 1) / stride.0 + 1
        out_width = (width + pads.1 + pads.3 - (kernel.1 - 1) * dilation.1 - 1) / stride.1 + 1
    }

    /// Kernels, strides, dilations and borders of all kinds, of one group.
    static let ofAllKinds = [
        mk_convolution_parameters(2, 9, 11, 5, 7, kernel: (3, 3), pads: (1, 1, 1, 1)),
        mk_convolution_parameters(1, 1, 23, 6, 35, kernel: (1, 5), stride: (1, 2), pads: (0, 1, 0, 2)),
        mk_convolution_parameters(2, 12, 9, 3, 18, kernel: (5, 2), stride: (2, 3), pads: (2, 0, 1, 1)),
        mk_convolution_parameters(1, 13, 14, 4, 33, kernel: (3, 3), dilation: (2, 3), pads: (2, 3, 2, 3)),
        mk_convolution_parameters(
            1, 14, 13, 4, 9, kernel: (3, 4), stride: (4, 2), dilation: (2, 3), pads: (1, 4, 3, 0)),
        mk_convolution_parameters(3, 6, 6, 16, 48, kernel: (1, 1), pads: (0, 0, 0, 0)),
        mk_convolution_parameters(2, 8, 8, 16, 20, kernel: (1, 1), stride: (2, 2), pads: (0, 0, 0, 0)),
        mk_convolution_parameters(1, 7, 7, 600, 17, kernel: (1, 1), pads: (0, 0, 0, 0)),
        mk_convolution_parameters(1, 5, 5, 130, 70, kernel: (3, 3), pads: (1, 1, 1, 1)),
        // more pixels beside the image than in it
        mk_convolution_parameters(1, 2, 2, 3, 4, kernel: (3, 3), pads: (2, 2, 2, 2)),
    ]

    var inputCount: Int { Int(batch * height * width * channels) }
    var outputCount: Int { Int(batch * out_height * out_width * filters) }
    var filterCount: Int { Int(kernel_height * kernel_width * (channels / groups) * filters) }
    var resultCount: Int { [outputCount / (pools ? 4 : 1), inputCount, filterCount][Int(pass)] }
    var kind: mk_convolution_pass { mk_convolution_pass(UInt32(pass)) }
    var algorithmKind: mk_convolution_algorithm {
        get { mk_convolution_algorithm(UInt32(algorithm)) }
        set { algorithm = UInt8(newValue.rawValue) }
    }

    /// Calls `body` with the offsets in input, filter and output of each product of the forward pass.
    func forEachProduct(_ body: (_ input: Int, _ filter: Int, _ output: Int) -> Void) {
        let (depth, share) = (Int(channels / groups), Int(filters / groups))
        for n in 0..<Int(batch) {
            for y in 0..<Int(out_height) {
                for x in 0..<Int(out_width) {
                    for i in 0..<Int(kernel_height) {
                        let row = y * Int(stride_height) + i * Int(dilation_height) - Int(pad_top)
                        guard (0..<Int(height)).contains(row) else { continue }
                        for j in 0..<Int(kernel_width) {
                            let column = x * Int(stride_width) + j * Int(dilation_width) - Int(pad_left)
                            guard (0..<Int(width)).contains(column) else { continue }
                            let pixel = ((n * Int(height) + row) * Int(width) + column) * Int(channels)
                            let output = ((n * Int(out_height) + y) * Int(out_width) + x) * Int(filters)
                            let tap = (i * Int(kernel_width) + j) * depth
                            for f in 0..<Int(filters) {
                                for c in 0..<depth {
                                    body(pixel + f / share * depth + c, (tap + c) * Int(filters) + f, output + f)
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /// The exact results, the sums of the terms' magnitudes, and the numbers of terms.
    private func exact(
        _ first: [Float], _ second: [Float], _ ending: Ending, bias: [Float], other: [Float]
    ) -> [(sum: Double, size: Double, terms: Int)] {
        let count = resultCount
        var results = [(sum: Double, size: Double, terms: Int)](repeating: (0, 0, 0), count: count)
        func add(_ index: Int, _ a: Float, _ b: Float) {
            let term = Double(a) * Double(b)
            results[index] = (results[index].sum + term, results[index].size + abs(term), results[index].terms + 1)
        }
        switch kind {
        case MK_CONVOLUTION_INPUT_GRADIENT: forEachProduct { add($0, first[$2], second[$1]) }
        case MK_CONVOLUTION_FILTER_GRADIENT: forEachProduct { add($1, first[$0], second[$2]) }
        default: forEachProduct { add($2, first[$0], second[$1]) }
        }
        let width = Int(kind == MK_CONVOLUTION_FORWARD ? filters : channels)
        for index in results.indices {
            var result = results[index]
            let code = ending.code
            let (b, o) = (Double(bias[index % width]), Double(other[index]))
            for (isAdded, term) in [(code.bias, b), (code.other == MK_OTHER_ADDED.rawValue, o)] where isAdded {
                (result.size, result.terms) = (result.size + abs(term), result.terms + 1)
            }
            result.sum = ending.value(result.sum, bias: b, other: o)
            let (growth, roundings) = ending.slack
            result.size = result.size * growth + roundings * (abs(result.sum) + abs(o)) / Double(result.terms + 1)
            results[index] = result
        }
        return results
    }

    /// The same of the bias's gradient, the sums of the output's, where the pass makes that too.
    private func exactSums(_ gradient: [Float]) -> [(sum: Double, size: Double, terms: Int)] {
        (0..<(mk_convolution_can_sum(self) ? Int(filters) : 0)).map { filter in
            let terms = stride(from: filter, to: gradient.count, by: Int(filters)).map { Double(gradient[$0]) }
            return (terms.reduce(0, +), terms.reduce(0) { $0 + abs($1) }, terms.count)
        }
    }

    /// How much Winograd's transforms, along each axis, amplify the largest sums' rounding errors, which reach every
    /// result of a tile.
    var amplification: Double {
        [kernel_height, kernel_width].reduce(1) { product, taps in
            taps > 1 ? product * mk_winograd_amplification(Int32(tileSize) + taps - 1) : product
        }
    }

    /// The results along an axis of one of Winograd's tiles.
    var tileSize: Int {
        switch algorithmKind {
        case MK_CONVOLUTION_WINOGRAD_2: 2
        case MK_CONVOLUTION_WINOGRAD_4: 4
        case MK_CONVOLUTION_WINOGRAD_6: 6
        default: 1
        }
    }

    /// A length in whole tiles.
    private func whole(_ length: Int32) -> Int { (Int(length) + tileSize - 1) / tileSize * tileSize }

    /// Makes the pass by every instruction set, on one thread and on two, and compares the results with plain loops.
    ///
    /// - Parameter ending: what is done with the sums.
    /// - Parameter sparse: the form in which zeros are skipped, and the part of the filter that isn't zero.
    /// - Parameter unit: the error allowed for a result, but a bias's gradient, in multiples of half an ulp of one, given the sum of its terms'
    ///   magnitudes, what that would be at most if no tap or tile lay beside the image, and the number of terms; by default
    ///   what so many roundings of a plain sum may add up to.
    func check(
        _ ending: Ending = .none, seed: UInt64 = 1, sparse: (form: mk_sparse_form, density: Float)? = nil,
        within unit: (_ size: Double, _ largest: Double, _ terms: Int) -> Double = { size, _, terms in
            Double(terms + 1) * size
        }, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        var numbers = Numbers(seed: seed)
        let (input, output) = (numbers.floats(inputCount, in: -1...1), numbers.floats(outputCount, in: -1...1))
        var filter = numbers.floats(filterCount, in: -1...1)
        if let sparse {
            filter = zip(filter, numbers.floats(filterCount, in: 0...1)).map { $1 < sparse.density ? $0 : 0 }
        }
        let bias = numbers.floats(Int(max(filters, channels)), in: -1...1)
        let other = numbers.floats(resultCount, in: -1...1)
        let first = kind == MK_CONVOLUTION_INPUT_GRADIENT ? output : input
        let second = kind == MK_CONVOLUTION_FILTER_GRADIENT ? output : filter
        // What patches are made of is rounded as it is; what Winograd's algorithm makes of it, only there.
        let isRounded = bfloat16 && algorithmKind == MK_CONVOLUTION_PATCHES
        let expected =
            isRounded
            ? exact(first.map(\.inBFloat16), second.map(\.inBFloat16), ending, bias: bias, other: other)
            : exact(first, second, ending, bias: bias, other: other)
        let taps = Int(kernel_height * kernel_width)
        let pixels = Int(batch) * whole(out_height) * whole(out_width)
        let terms = [taps * Int(channels / groups), taps * Int(filters / groups), pixels]
        let largest = Double(terms[Int(pass)]) * (expected.map { $0.size / Double(max($0.terms, 1)) }.max() ?? 0)
        let sums = exactSums(second)
        forEachInstructionSet {
            var one = self
            one.epilogue = ending.code
            let single = one.run(first, second, bias, other, sparse?.form, sourceLocation)
            #expect(single.count == expected.count + sums.count)
            for (index, (value, exact)) in zip(single, expected + sums).enumerated() {
                let units =
                    index < expected.count
                    ? unit(exact.size, largest, exact.terms) : Double(exact.terms + 1) * exact.size
                let bound = units * Double(Float.ulpOfOne) / 2 + 1e-37
                if abs(Double(value) - exact.sum) <= bound { continue }
                Issue.record(
                    "\(instructionSet) \(self): element \(index) is \(value), not \(exact.sum)",
                    sourceLocation: sourceLocation)
                return
            }
            var two = one
            two.threads = 2
            let both = two.run(first, second, bias, other, sparse?.form, sourceLocation)
            #expect(
                both.map(\.bitPattern) == single.map(\.bitPattern),
                "\(instructionSet) \(self): two threads differ", sourceLocation: sourceLocation)
        }
    }

    /// Makes the forward pass by every instruction set, on one thread and on two, and keeps the largest of each 2 × 2 results
    /// alone: they have the bits that all results have.
    func checkPooled(
        sparse: (form: mk_sparse_form, density: Float)? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        var numbers = Numbers(seed: 7)
        let (input, bias) = (numbers.floats(inputCount, in: -1...1), numbers.floats(Int(filters), in: -1...1))
        let kept = numbers.floats(filterCount, in: 0...1).map { $0 < sparse?.density ?? 1 }
        let filter = zip(kept, numbers.floats(filterCount, in: -1...1)).map { $0 ? $1 : 0 }
        forEachInstructionSet {
            var shape = self
            shape.epilogue = Ending.biasRelu.code
            let all = shape.run(input, filter, bias, [], sparse?.form, sourceLocation)
            let (row, width) = (Int(out_width * filters), Int(filters))
            let firsts = stride(from: 0, to: Int(batch * out_height), by: 2).flatMap { y in
                stride(from: 0, to: row, by: 2 * width).flatMap { x in (0..<width).map { y * row + x + $0 } }
            }
            let expected = firsts.map { max(all[$0], all[$0 + width], all[$0 + row], all[$0 + row + width]) }
            for threads in [Int32(1), 2] {
                (shape.pools, shape.threads) = (true, threads)
                let pooled = shape.run(input, filter, bias, [], sparse?.form, sourceLocation)
                #expect(pooled == expected, "\(instructionSet) \(shape)", sourceLocation: sourceLocation)
            }
        }
    }

    private func run(
        _ first: [Float], _ second: [Float], _ bias: [Float], _ other: [Float], _ sparse: mk_sparse_form?,
        _ sourceLocation: SourceLocation
    ) -> [Float] {
        let calls = Calls(self, sparse, filter: second)
        let first = Operand(first), second = Operand(second), bias = Operand(bias), other = Operand(other)
        let result = Operand(repeating: Float.nan, count: resultCount)
        let scratch = Operand(repeating: Float.nan, count: Int(calls.scratch) / 4)
        let prepared = Operand(repeating: Float.nan, count: Int(calls.prepared) / 4)
        if prepared.count > 0 { calls.prepare.run(second.address, prepared.address) }
        calls.pass.run(
            first.address, prepared.count > 0 ? prepared.address : second.address, result.address, bias.address,
            scratch.address, other.address)
        #expect(
            [first, second, bias, other, result, scratch, prepared].allSatisfy { $0.isGuardWhole },
            "\(instructionSet) \(self) wrote past an operand", sourceLocation: sourceLocation)
        return result.elements + bias.elements.prefix(exactSums(second.elements).count)
    }
}

/// What makes a pass, of all numbers of a filter or of those that aren't zero.
private struct Calls {
    var prepare, pass: mk_call
    var prepared, scratch: Int64

    init(_ shape: mk_convolution_parameters, _ sparse: mk_sparse_form?, filter: [Float]) {
        guard let sparse else {
            (prepare, pass) = (mk_convolution_prepare(shape), mk_convolution(shape))
            (prepared, scratch) = (mk_convolution_prepared(shape), mk_convolution_scratch(shape))
            return
        }
        let entries = mk_sparse_entries(mk_sparse_count(shape, filter), sparse)
        let p = mk_sparse_parameters(shape: shape, entries: entries, form: UInt8(sparse.rawValue))
        (prepare, pass) = (mk_sparse_prepare(p), mk_sparse(p))
        (prepared, scratch) = (mk_sparse_prepared(p), mk_sparse_scratch(p))
    }
}
