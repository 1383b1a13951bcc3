import CMartletKernels
import Glibc
import Testing

private let floatReductions = [
    MK_REDUCE_SUM, MK_REDUCE_MEAN, MK_REDUCE_MAX, MK_REDUCE_MIN, MK_REDUCE_PRODUCT, MK_REDUCE_SUM_SQUARES,
    MK_REDUCE_VARIANCE, MK_REDUCE_LOGSUMEXP, MK_REDUCE_ARGMAX, MK_REDUCE_ARGMIN,
]

private struct Extents: CustomStringConvertible {
    var outer: Int
    var count: Int
    var inner: Int
    var description: String { "[\(outer), \(count), \(inner)]" }
    var elements: Int { outer * count * inner }
}

/// What the reduction of `x` is, and how far off rounding may put it.
private func exact(_ reduction: mk_reduction, _ x: [Double]) -> (value: Double, tolerance: Double) {
    let n = Double(x.count)
    let sum = x.reduce(0, +)
    // Blocked sums: some rounding errors of the largest partial sum, which Σ|x| bounds.
    let unit = 4 * Double(Float.ulpOfOne)
    let magnitude = x.reduce(0) { $0 + abs($1) }
    let nan = x.contains { $0.isNaN }
    switch reduction {
    case MK_REDUCE_SUM: return (sum, unit * magnitude)
    case MK_REDUCE_MEAN: return (sum / n, unit * magnitude / n)
    case MK_REDUCE_MAX: return (nan ? .nan : x.max() ?? -.infinity, 0)
    case MK_REDUCE_MIN: return (nan ? .nan : x.min() ?? .infinity, 0)
    case MK_REDUCE_PRODUCT:
        let product = x.reduce(1, *)
        return (product, n * unit * abs(product))
    case MK_REDUCE_SUM_SQUARES:
        let squares = x.reduce(0) { $0 + $1 * $1 }
        return (squares, unit * squares)
    case MK_REDUCE_VARIANCE:
        let variance = x.reduce(0) { $0 + ($1 - sum / n) * ($1 - sum / n) } / n
        return (variance, 2 * unit * variance + unit * unit * magnitude * magnitude)
    case MK_REDUCE_LOGSUMEXP:
        let maximum = x.max() ?? -.infinity
        if x.isEmpty || !maximum.isFinite { return (maximum, 0) }
        let value = maximum + log(x.reduce(0) { $0 + exp($1 - maximum) })
        return (value, unit * max(abs(value), abs(maximum), 1))
    default:
        if let first = x.firstIndex(where: \.isNaN) { return (Double(first), 0) }
        let extreme = reduction == MK_REDUCE_ARGMAX ? x.max() : x.min()
        return (Double(x.firstIndex { $0 == extreme } ?? 0), 0)
    }
}

private func isIndex(_ reduction: mk_reduction) -> Bool {
    reduction == MK_REDUCE_ARGMAX || reduction == MK_REDUCE_ARGMIN
}

private func reduce(_ reduction: mk_reduction, _ x: [Float], _ e: Extents, threads: Int32 = 1) -> [Double] {
    let call = mk_reduce(
        mk_reduce_parameters(
            reduction: reduction, dtype: MK_FLOAT32, outer: Int64(e.outer), count: Int64(e.count),
            inner: Int64(e.inner), threads: threads))
    let input = Operand(x, misalignment: 1)
    if isIndex(reduction) {
        let output = Operand<Int64>(repeating: -7, count: e.outer * e.inner)
        call.run(input.address, output.address)
        precondition(output.isGuardWhole)
        return output.elements.map(Double.init)
    }
    let output = Operand<Float>(repeating: -7, count: e.outer * e.inner)
    call.run(input.address, output.address)
    precondition(output.isGuardWhole && input.isGuardWhole)
    return output.elements.map(Double.init)
}

private let integers = Extents(outer: 2, count: 37, inner: 5)

private func columns<T>(_ x: [T]) -> [[T]] {
    let e = integers
    return (0..<e.outer * e.inner).map { index in
        (0..<e.count).map { x[(index / e.inner * e.count + $0) * e.inner + index % e.inner] }
    }
}

private func reduceIntegers<T: BitwiseCopyable, Y: FixedWidthInteger & BitwiseCopyable>(
    _ reduction: mk_reduction, _ dtype: mk_dtype, _ x: [T], _: Y.Type
) -> [Y] {
    let call = mk_reduce(
        mk_reduce_parameters(reduction: reduction, dtype: dtype, outer: 2, count: 37, inner: 5, threads: 2))
    let (input, output) = (Operand(x), Operand<Y>(repeating: 9, count: 10))
    call.run(input.address, output.address)
    precondition(output.isGuardWhole)
    return output.elements
}

private func checkIntegers<T: FixedWidthInteger & BitwiseCopyable>(_ dtype: mk_dtype, _ x: [T]) {
    let columns = columns(x)
    #expect(reduceIntegers(MK_REDUCE_SUM, dtype, x, T.self) == columns.map { $0.reduce(0, &+) })
    #expect(reduceIntegers(MK_REDUCE_PRODUCT, dtype, x, T.self) == columns.map { $0.reduce(1, &*) })
    #expect(reduceIntegers(MK_REDUCE_MAX, dtype, x, T.self) == columns.map { $0.max()! })
    #expect(reduceIntegers(MK_REDUCE_MIN, dtype, x, T.self) == columns.map { $0.min()! })
    let largest = columns.map { Int64($0.firstIndex(of: $0.max()!)!) }
    let smallest = columns.map { Int64($0.firstIndex(of: $0.min()!)!) }
    #expect(reduceIntegers(MK_REDUCE_ARGMAX, dtype, x, Int64.self) == largest)
    #expect(reduceIntegers(MK_REDUCE_ARGMIN, dtype, x, Int64.self) == smallest)
}

extension KernelTests {
    @Suite struct ReduceTests {
        @Test func agreesWithDouble() {
            let shapes = [
                Extents(outer: 1, count: 32, inner: 64), Extents(outer: 32, count: 10, inner: 1),
                Extents(outer: 3, count: 1, inner: 1), Extents(outer: 2, count: 7, inner: 13),
                Extents(outer: 3, count: 300, inner: 70), Extents(outer: 1, count: 100_003, inner: 1),
                Extents(outer: 2, count: 65, inner: 1), Extents(outer: 2, count: 5, inner: 129),
                Extents(outer: 5, count: 0, inner: 3), Extents(outer: 5, count: 0, inner: 1),
                Extents(outer: 0, count: 4, inner: 3), Extents(outer: 2, count: 4097, inner: 1),
            ]
            var numbers = Numbers(seed: 5)
            for shape in shapes {
                for reduction in floatReductions {
                    // Products stay near 1; everything else sees an offset that cancellation would show in.
                    let range: ClosedRange<Float> = reduction == MK_REDUCE_PRODUCT ? 0.99...1.01 : 90...110
                    let x = numbers.floats(shape.elements, in: range)
                    forEachInstructionSet {
                        let results = [1, 2].map { reduce(reduction, x, shape, threads: $0) }
                        #expect(
                            results[0].map(\.bitPattern) == results[1].map(\.bitPattern), "threads change nothing")
                        for index in results[0].indices {
                            let (o, j) = (index / shape.inner, index % shape.inner)
                            let column = (0..<shape.count).map {
                                Double(x[(o * shape.count + $0) * shape.inner + j])
                            }
                            let (value, tolerance) = exact(reduction, column)
                            let y = results[0][index]
                            let same = y == value || (y.isNaN && value.isNaN)
                            #expect(
                                same || abs(y - value) <= tolerance + abs(value) * 6e-8,
                                "reduction \(reduction.rawValue) of \(shape): \(y), not \(value)")
                        }
                    }
                }
            }
        }

        @Test func specialValuesPropagate() {
            let rows: [[Float]] = [
                [1, .nan, 3, .nan], [.infinity, 1, 2, 3], [-.infinity, 1, 2, 3],
                [-.infinity, -.infinity, -.infinity, -.infinity],
                [2, 5, 5, 1], [-0.0, 0, -0.0, 0], [1, 1, 1, .nan], [88, 89, 90, 100], [-200, -201, -202, -203],
            ]
            forEachInstructionSet {
                for reduction in [
                    MK_REDUCE_MAX, MK_REDUCE_MIN, MK_REDUCE_ARGMAX, MK_REDUCE_ARGMIN, MK_REDUCE_LOGSUMEXP,
                ] {
                    for row in rows {
                        for repeats in [1, 5, 40] {
                            let x = (0..<repeats).flatMap { _ in row }
                            let e = Extents(outer: 1, count: x.count, inner: 1)
                            let lost = reduction == MK_REDUCE_LOGSUMEXP && x.contains(where: \.isNaN)
                            let value = lost ? .nan : exact(reduction, x.map(Double.init)).value
                            let along = reduce(reduction, x, e)[0]
                            // The same numbers as a column of three.
                            let across = reduce(
                                reduction, x.flatMap { [$0, $0, $0] }, Extents(outer: 1, count: x.count, inner: 3))
                            for y in [along] + across {
                                #expect(
                                    (y.isNaN && value.isNaN) || y == value || abs(y - value) <= 1e-6 * abs(value),
                                    "reduction \(reduction.rawValue) of \(row): \(y), not \(value)")
                            }
                        }
                    }
                }
            }
        }

        @Test func integersAreExact() {
            var numbers = Numbers(seed: 8)
            let x = numbers.integers(integers.elements, in: -50..<50).map { $0 == 7 ? Int64.max : $0 == 8 ? .min : $0 }
            let narrow = x.map { Int32(truncatingIfNeeded: $0) }
            let truths = x.map { UInt8($0 < -45 ? 1 : 0) }
            let falses = truths.map { 1 - $0 }
            forEachInstructionSet {
                checkIntegers(MK_INT64, x)
                checkIntegers(MK_INT32, narrow)
                #expect(reduceIntegers(MK_REDUCE_ANY, MK_BOOL, truths, UInt8.self) == columns(truths).map { $0.max()! })
                #expect(
                    reduceIntegers(MK_REDUCE_ALL, MK_UINT8, falses, UInt8.self) == columns(falses).map { $0.min()! })
            }
        }

        @Test func refusesWhatItLacks() {
            func lacks(_ reduction: mk_reduction, _ dtype: mk_dtype) -> Bool {
                mk_reduce(
                    mk_reduce_parameters(reduction: reduction, dtype: dtype, outer: 1, count: 1, inner: 1, threads: 1)
                ).run == nil
            }
            #expect(lacks(MK_REDUCE_MEAN, MK_INT32))
            #expect(lacks(MK_REDUCE_ANY, MK_FLOAT32))
            #expect(lacks(MK_REDUCE_SUM, MK_FLOAT64))
            #expect(!lacks(MK_REDUCE_SUM, MK_INT64))
        }
    }
}
