import CMartletKernels
import Glibc
import Testing

private func softmax(_ x: [Double]) -> [Double] {
    let maximum = x.max()!
    let e = x.map { exp($0 - maximum) }
    let sum = e.reduce(0, +)
    return e.map { $0 / sum }
}

private func logarithm(_ x: [Double]) -> [Double] {
    let maximum = x.max()!
    let low = log(x.reduce(0) { $0 + exp($1 - maximum) })
    return x.map { $0 - maximum - low }
}

/// The logits lie in -20...20: rounding x - maximum costs up to 2⁻²⁴ of 40, which the exponential makes relative.
private let tolerance = (40 / 2 + 8) * Double(Float.ulpOfOne)

/// Relative errors within rounding, of values that `scale` is the unit of.
private func expectClose(
    _ y: [Float], _ exact: [Double], scale: Double = 1, _ what: @autoclosure () -> String,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    let largest = zip(y, exact).map { abs(Double($0) - $1) / (scale + abs($1)) }.max() ?? 0
    #expect(largest <= tolerance, "\(what())", sourceLocation: sourceLocation)
}

extension KernelTests {
    @Suite struct SoftmaxTests {
        private static let shapes: [(Int, Int, Int)] = [
            (32, 10, 1), (3, 1, 1), (5, 16, 1), (5, 17, 1), (4, 64, 1), (2, 65, 1), (2, 4099, 1), (0, 4, 1), (3, 33, 1),
            (2, 5, 3), (2, 7, 16), (1, 3, 37), (2, 48, 1), (32, 1, 1), (33, 16, 1), (32, 17, 1), (71, 3, 1),
        ]

        /// One operand's line along `width`.
        private func line<T>(_ x: [T], _ shape: (Int, Int, Int), _ index: Int) -> [T] {
            let (_, width, inner) = shape
            return (0..<width).map { x[(index / inner * width + $0) * inner + index % inner] }
        }

        @Test func formsAndGradients() {
            var numbers = Numbers(seed: 4)
            for shape in Self.shapes {
                let (outer, width, inner) = shape
                let x = numbers.floats(outer * width * inner, in: -20...20)
                let dy = numbers.floats(x.count)
                forEachInstructionSet {
                    func run(_ kind: mk_softmax_kind, _ threads: Int32, _ a: [Float], _ b: [Float]? = nil) -> [Float] {
                        let call = mk_softmax(
                            mk_softmax_parameters(
                                kind: kind, outer: Int64(outer), width: Int64(width), inner: Int64(inner),
                                in_order: false, threads: threads))
                        let (first, output) = (
                            Operand(a, misalignment: 1), Operand<Float>(repeating: 9, count: a.count)
                        )
                        if let b {
                            let second = Operand(b)
                            call.run(first.address, second.address, output.address)
                        } else {
                            call.run(first.address, output.address)
                            // In place.
                            call.run(first.address, first.address)
                            #expect(first.elements.map(\.bitPattern) == output.elements.map(\.bitPattern))
                        }
                        #expect(output.isGuardWhole && first.isGuardWhole)
                        return output.elements
                    }
                    let y = run(MK_SOFTMAX, 1, x), z = run(MK_LOG_SOFTMAX, 2, x)
                    let dx = run(MK_SOFTMAX_GRADIENT, 2, y, dy), dz = run(MK_LOG_SOFTMAX_GRADIENT, 1, z, dy)
                    #expect(run(MK_SOFTMAX, 2, x) == y)
                    for index in 0..<(outer * inner) {
                        let exactly = line(x, shape, index).map(Double.init)
                        let (p, g) = (softmax(exactly), line(dy, shape, index).map(Double.init))
                        expectClose(line(y, shape, index), p, scale: 1e-30, "softmax \(shape)")
                        expectClose(line(z, shape, index), logarithm(exactly), scale: 20, "log softmax \(shape)")
                        let dot = zip(p, g).reduce(0) { $0 + $1.0 * $1.1 }
                        expectClose(line(dx, shape, index), zip(p, g).map { $0 * ($1 - dot) }, "gradient \(shape)")
                        let sum = g.reduce(0, +)
                        expectClose(
                            line(dz, shape, index), zip(p, g).map { $1 - $0 * sum }, scale: 2 + abs(sum) * 4,
                            "gradient of the logarithm \(shape)")
                    }
                }
            }
        }

        /// 7 rows, each by itself, and 42, which are turned.
        @Test(arguments: [1, 6]) func extremeLogits(times: Int) {
            let rows: [[Float]] = [
                [1e30, 0, -1e30], [-1e30, -1e30, -1e30], [.nan, 0, 1], [.infinity, 0, 1], [-.infinity, 0, 0],
                [-.infinity, -.infinity, -.infinity], [3e38, 3e38, 0],
            ]
            forEachInstructionSet {
                let call = mk_softmax(
                    mk_softmax_parameters(
                        kind: MK_SOFTMAX, outer: Int64(7 * times), width: 3, inner: 1, in_order: false, threads: 1))
                let x = Operand((0..<times).flatMap { _ in rows.flatMap(\.self) })
                let y = Operand<Float>(repeating: 0, count: x.elements.count)
                call.run(x.address, y.address)
                let expected: [[Float]] = [
                    [1, 0, 0], [1 / 3, 1 / 3, 1 / 3], [.nan, .nan, .nan], [.nan, .nan, .nan], [0, 0.5, 0.5],
                    [.nan, .nan, .nan], [0.5, 0.5, 0],
                ]
                for (index, y) in y.elements.enumerated() {
                    let expected = expected[index / 3 % 7][index % 3]
                    #expect(y.isNaN && expected.isNaN || abs(y - expected) <= 1e-7)
                }
            }
        }

        /// With `in_order` a row's bytes are those that it has alone.
        @Test func rowsInOrderDependOnThemselves() {
            var numbers = Numbers(seed: 5)
            let x = numbers.floats(64 * 10, in: -5...5)
            forEachInstructionSet {
                func run(_ x: [Float]) -> [Float] {
                    let call = mk_softmax(
                        mk_softmax_parameters(
                            kind: MK_SOFTMAX, outer: Int64(x.count / 10), width: 10, inner: 1, in_order: true,
                            threads: 1))
                    let (x, y) = (Operand(x), Operand<Float>(repeating: 0, count: x.count))
                    call.run(x.address, y.address)
                    return y.elements
                }
                let together = run(x)
                for row in 0..<64 {
                    let elements = row * 10..<row * 10 + 10
                    #expect(run(Array(x[elements])) == Array(together[elements]))
                }
            }
        }

        @Test(arguments: [1, 10, 16, 64, 100, 5000]) func crossEntropy(width: Int) {
            var numbers = Numbers(seed: UInt64(width))
            let rows = 37
            let x = numbers.floats(rows * width, in: -20...20)
            var labels = numbers.integers(rows, in: 0..<Int64(width))
            (labels[3], labels[5], labels[7]) = (Int64(width), -1, .min)
            let target = numbers.floats(rows * width, in: 0...1)
            let dloss = numbers.floats(rows)
            forEachInstructionSet {
                for stride in [0, 1] {
                    let logits = Operand(x), wide = Operand(labels), dense = Operand(target), upper = Operand(dloss)
                    let narrow = Operand(labels.map { Int32(clamping: $0) })
                    func call(_ kind: mk_cross_entropy_kind, _ dtype: mk_dtype, threads: Int32) -> mk_call {
                        mk_cross_entropy(
                            mk_cross_entropy_parameters(
                                kind: kind, labels: dtype, rows: Int64(rows), width: Int64(width),
                                loss_stride: Int64(stride), threads: threads))
                    }
                    func outputs() -> (loss: Operand<Float>, y: Operand<Float>, d: Operand<Float>) {
                        (
                            Operand(repeating: 9, count: rows), Operand(repeating: 9, count: x.count),
                            Operand(repeating: 9, count: x.count)
                        )
                    }
                    let sparse = outputs(), other = outputs(), full = outputs()
                    call(MK_CROSS_ENTROPY_SPARSE, MK_INT64, threads: 1)
                        .run(logits.address, wide.address, sparse.loss.address, sparse.y.address)
                    call(MK_CROSS_ENTROPY_SPARSE, MK_INT32, threads: 2)
                        .run(logits.address, narrow.address, other.loss.address, other.y.address)
                    call(MK_CROSS_ENTROPY_DENSE, MK_INT64, threads: 1)
                        .run(logits.address, dense.address, full.loss.address, full.y.address)
                    call(MK_CROSS_ENTROPY_SPARSE_GRADIENT, MK_INT64, threads: 2)
                        .run(sparse.y.address, wide.address, upper.address, sparse.d.address)
                    call(MK_CROSS_ENTROPY_DENSE_GRADIENT, MK_INT64, threads: 1)
                        .run(full.y.address, dense.address, upper.address, full.d.address)
                    // In place: the gradient takes the probabilities' memory.
                    call(MK_CROSS_ENTROPY_SPARSE_GRADIENT, MK_INT32, threads: 1)
                        .run(other.y.address, narrow.address, upper.address, other.y.address)
                    #expect(other.loss.elements.map(\.bitPattern) == sparse.loss.elements.map(\.bitPattern))
                    #expect(other.y.elements == sparse.d.elements)
                    for operand in [sparse.loss, sparse.y, sparse.d, full.loss, full.y, full.d] {
                        #expect(operand.isGuardWhole)
                    }
                    for row in 0..<rows {
                        let range = row * width..<(row + 1) * width
                        let exactly = x[range].map(Double.init)
                        let (p, low) = (softmax(exactly), logarithm(exactly))
                        let (t, g) = (target[range].map(Double.init), Double(dloss[row * stride]))
                        expectClose(Array(sparse.y.elements[range]), p, scale: 1e-30, "probabilities")
                        let total = t.reduce(0, +)
                        expectClose(
                            [full.loss.elements[row]], [-zip(t, low).reduce(0) { $0 + $1.0 * $1.1 }], "dense loss")
                        expectClose(
                            Array(full.d.elements[range]), zip(p, t).map { g * ($0 * total - $1) },
                            scale: 1 + total, "dense gradient")
                        guard let label = Int(exactly: labels[row]), (0..<width).contains(label) else {
                            #expect(sparse.loss.elements[row].isNaN)
                            #expect(sparse.d.elements[range].allSatisfy { $0 == 0 })
                            continue
                        }
                        expectClose([sparse.loss.elements[row]], [-low[label]], "loss")
                        expectClose(
                            Array(sparse.d.elements[range]),
                            p.indices.map { g * (p[$0] - ($0 == label ? 1 : 0)) }, "gradient")
                    }
                }
            }
        }
    }
}
