import CMartletKernels
import Glibc
import Testing

extension KernelTests {
    /// Eight-bit integers elementwise and in windows: every instruction set, on one thread and on two, gives the bits of
    /// plain loops.
    @Suite struct Int8Tests {}
}

private let counts = [1, 7, 8, 15, 16, 33, 100, 4096, 9001]
private let types = [MK_INT8, MK_UINT8]

/// What bytes are as integers, and back.
private func integer(_ byte: UInt8, _ type: mk_dtype) -> Int {
    type == MK_INT8 ? Int(Int8(bitPattern: byte)) : Int(byte)
}

extension mk_int8_range {
    /// A zero and bounds of int8, or for uint8 of 128 more.
    fileprivate init(_ type: mk_dtype, zero: Int16, _ bounds: ClosedRange<Int16> = -128...127) {
        self.init()
        let more: Int16 = type == MK_UINT8 ? 128 : 0
        (self.type, self.zero, low) = (UInt8(type.rawValue), zero + more, bounds.lowerBound + more)
        high = bounds.upperBound + more
    }

    fileprivate func byte(_ value: Int) -> UInt8 {
        UInt8(truncatingIfNeeded: min(max(value, Int(low)), Int(high)))
    }
}

extension KernelTests.Int8Tests {
    /// Halves go to even integers; what is no number becomes the least.
    @Test func quantize() {
        var numbers = Numbers(seed: 1)
        for (count, type) in counts.flatMap({ count in types.map { (count, $0) } }) {
            var x = numbers.integers(count, in: -300..<300).map { Float($0) / 4 } + [.nan, .infinity, -.infinity]
            x += [0.5, 1.5, -0.5, -1.5].map { $0 / 2 }
            var p = mk_int8_quantize_parameters()
            (p.count, p.inverse, p.range) = (Int64(x.count), 2, mk_int8_range(type, zero: -7, -100...100))
            let expected = x.map { x in
                if x.isNaN { return p.range.byte(Int(p.range.low)) }
                let nearest = (x * p.inverse).rounded(.toNearestOrEven)
                return p.range.byte(Int(min(max(nearest, -1000), 1000)) + Int(p.range.zero))
            }
            check(expected, sizes: [x.count]) { threads, result in
                p.threads = threads
                mk_int8_quantize(p).run(Operand(x).address, result)
            }
        }
    }

    @Test func dequantize() {
        var numbers = Numbers(seed: 2)
        for (count, type) in counts.flatMap({ count in types.map { (count, $0) } }) {
            let x = numbers.integers(count, in: 0..<256).map { UInt8($0) }
            var p = mk_int8_dequantize_parameters()
            (p.count, p.scale, p.range) = (Int64(count), 0.3, mk_int8_range(type, zero: 11))
            let expected = x.map { Float(integer($0, type) - Int(p.range.zero)) * p.scale }
            check(expected, sizes: [count]) { threads, result in
                p.threads = threads
                mk_int8_dequantize(p).run(Operand(x).address, result)
            }
        }
    }

    /// Scales of like sizes, and of sizes as different as may be; zeros at both ends.
    @Test(arguments: [(0.26, 0.94), (200, 0.001), (0.0011, 0.0009), (1, 1)] as [(Float, Float)])
    func add(a: Float, b: Float) {
        var numbers = Numbers(seed: 3)
        for (count, type) in counts.flatMap({ count in types.map { (count, $0) } }) {
            let (x, y) = (numbers.integers(count, in: 0..<256), numbers.integers(count, in: 0..<256))
            let more: Int16 = type == MK_UINT8 ? 128 : 0
            var p = mk_int8_add_parameters()
            (p.count, p.a, p.b, p.range) = (Int64(count), a, b, mk_int8_range(type, zero: 3, -120...127))
            (p.a_zero, p.b_zero) = (-128 + more, 127 + more)
            let shift = 20 - max(a, b).exponent
            let unit = Float(sign: .plus, exponent: Int(shift), significand: 1)
            let expected = zip(x, y).map { x, y in
                let left = (integer(UInt8(x), type) - Int(p.a_zero)) * Int((a * unit).rounded(.toNearestOrEven))
                let right = (integer(UInt8(y), type) - Int(p.b_zero)) * Int((b * unit).rounded(.toNearestOrEven))
                return p.range.byte((left + right + 1 << (shift - 1)) >> shift + Int(p.range.zero))
            }
            check(expected, sizes: [count]) { threads, result in
                p.threads = threads
                mk_int8_add(p).run(Operand(x.map { UInt8($0) }).address, Operand(y.map { UInt8($0) }).address, result)
            }
        }
    }

    @Test func lookup() {
        var numbers = Numbers(seed: 5)
        let table = numbers.integers(256, in: 0..<256).map { UInt8($0) }
        for (count, type) in counts.flatMap({ count in types.map { (count, $0) } }) {
            let x = numbers.integers(count, in: 0..<256).map { UInt8($0) }
            var p = mk_int8_lookup_parameters()
            (p.count, p.type) = (Int64(count), UInt8(type.rawValue))
            let expected = x.map { table[integer($0, type) + (type == MK_INT8 ? 128 : 0)] }
            check(expected, sizes: [count]) { threads, result in
                p.threads = threads
                mk_int8_lookup(p).run(Operand(x).address, Operand(table).address, result)
            }
        }
    }

    /// The largest and the mean, this in the images' scale and in another, of windows some of which lie beyond the edge: apart
    /// and overlapping, with gaps, of up to 16 pixels, up to 257 and more.
    @Test(arguments: [(MK_POOL_MAX, 0), (MK_POOL_AVERAGE, 0), (MK_POOL_AVERAGE, 1.7)] as [(mk_pooling_kind, Float)])
    func pooling(kind: mk_pooling_kind, scale: Float) {
        let windows = [
            (
                mk_window_axis(input: 7, output: 4, kernel: 3, stride: 2, dilation: 1, before: 1),
                mk_window_axis(input: 8, output: 7, kernel: 2, stride: 1, dilation: 1, before: 0)
            ),
            (
                mk_window_axis(input: 5, output: 5, kernel: 3, stride: 1, dilation: 1, before: 1),
                mk_window_axis(input: 6, output: 6, kernel: 3, stride: 1, dilation: 1, before: 1)
            ),
            (
                mk_window_axis(input: 9, output: 3, kernel: 2, stride: 2, dilation: 3, before: 1),
                mk_window_axis(input: 8, output: 6, kernel: 3, stride: 1, dilation: 2, before: 1)
            ),
            (
                mk_window_axis(input: 6, output: 2, kernel: 5, stride: 1, dilation: 1, before: 0),
                mk_window_axis(input: 12, output: 4, kernel: 6, stride: 2, dilation: 1, before: 0)
            ),
            (
                mk_window_axis(input: 18, output: 2, kernel: 17, stride: 1, dilation: 1, before: 0),
                mk_window_axis(input: 20, output: 3, kernel: 17, stride: 1, dilation: 1, before: 0)
            ),
        ]
        for (rows, columns) in windows { pool(kind, rows, columns, scale: scale) }
    }

    private func pool(_ kind: mk_pooling_kind, _ rows: mk_window_axis, _ columns: mk_window_axis, scale: Float) {
        /// The places under a window.
        func places(_ axis: mk_window_axis, _ window: Int) -> [Int] {
            (0..<axis.kernel).map { Int(Int32(window) * axis.stride - axis.before + $0 * axis.dilation) }
                .filter { 0..<Int(axis.input) ~= $0 }
        }
        var numbers = Numbers(seed: 4)
        let (height, width) = (Int(rows.input), Int(columns.input))
        for (channels, type) in [1, 3, 8, 17, 32, 70].flatMap({ channels in types.map { (channels, $0) } }) {
            // The first of two images is of any bytes; a channel of the other is of one, the least or the most of a type.
            let any = numbers.integers(height * width * channels, in: 0..<256).map { UInt8($0) }
            let x = any + any.indices.map { [0, 0x7F, 0x80, 0xFF][$0 % channels % 4] }
            var p = mk_int8_pooling_parameters()
            (p.pooling.kind, p.pooling.batch, p.pooling.channels) = (kind, 2, Int64(channels))
            (p.pooling.rows, p.pooling.columns) = (rows, columns)
            (p.scale, p.range) = (scale, mk_int8_range(type, zero: -5, channels % 2 == 0 ? -100...90 : -128...127))
            p.zero = p.range.zero - 4
            var expected: [UInt8] = []
            for (image, row) in (0..<2).flatMap({ image in (0..<Int(rows.output)).map { (image, $0) } }) {
                for column in 0..<Int(columns.output) {
                    let pixels = places(rows, row).flatMap { y in
                        places(columns, column).map { ((image * height + y) * width + $0) * channels }
                    }
                    for channel in 0..<channels {
                        let window = pixels.map { integer(x[$0 + channel], type) }
                        let (sum, count) = (window.reduce(0, +), window.count)
                        if kind == MK_POOL_MAX {
                            expected.append(p.range.byte(window.max()!))
                        } else if scale == 0 {
                            expected.append(p.range.byte((sum > 0 ? sum + count / 2 : sum - count / 2) / count))
                        } else {
                            let mean = Float(sum - count * Int(p.zero)) * (scale / Float(count))
                            expected.append(p.range.byte(Int(mean.rounded(.toNearestOrEven)) + Int(p.range.zero)))
                        }
                    }
                }
            }
            check(expected, sizes: [channels, Int(rows.kernel), Int(columns.kernel)]) { threads, result in
                p.pooling.threads = threads
                mk_int8_pooling(p).run(Operand(x).address, result)
            }
        }
    }

    private func check<Element: BitwiseCopyable & Equatable>(
        _ expected: [Element], sizes: [Int], sourceLocation: SourceLocation = #_sourceLocation,
        _ run: (_ threads: Int32, _ result: UnsafeMutableRawPointer) -> Void
    ) {
        forEachInstructionSet {
            for threads in [Int32(1), 2] {
                let result = Operand(expected)
                memset(result.address, 0x5A, expected.count * MemoryLayout<Element>.stride)
                run(threads, result.address)
                #expect(
                    result.elements == expected && result.isGuardWhole, "\(instructionSet) \(sizes) \(threads) threads",
                    sourceLocation: sourceLocation)
            }
        }
    }
}
