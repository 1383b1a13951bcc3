import CMartletKernels
import Testing

extension KernelTests {
    @Suite struct MovementTests {
        private struct Case {
            var extents: [Int64]
            var from: [Int64]
            var to: [Int64]
            var fromStart: Int64 = 0
            var toStart: Int64 = 0
        }

        private static let cases: [Case] = [
            Case(extents: [], from: [], to: []),
            Case(extents: [100], from: [1], to: [1]),
            Case(extents: [100], from: [0], to: [1]),
            Case(extents: [100], from: [-1], to: [1], fromStart: 99),
            Case(extents: [100], from: [3], to: [2]),
            Case(extents: [0, 5], from: [5, 1], to: [5, 1]),
            Case(extents: [70, 33], from: [1, 70], to: [33, 1]),  // transpose
            Case(extents: [8, 8], from: [1, 8], to: [8, 1]),
            Case(extents: [129, 131], from: [1, 129], to: [131, 1]),
            Case(extents: [33, 70], from: [70, 1], to: [1, 33]),  // transpose, written the other way round
            Case(extents: [5, 7, 3], from: [1, 15, 5], to: [21, 3, 1]),
            Case(extents: [2, 12, 35], from: [420, 1, 12], to: [420, 35, 1]),  // channels to the front
            Case(extents: [12, 2, 35], from: [1, 420, 12], to: [70, 35, 1]),
            Case(extents: [4, 6], from: [0, 1], to: [10, 1], toStart: 3),  // expand, into a slice
            Case(extents: [4, 6], from: [20, 2], to: [6, 1], fromStart: 1),  // slice with steps
            Case(
                extents: [2, 1, 3, 1, 2, 2, 1, 3], from: [1, 9, 2, 9, 6, 12, 9, 24], to: [36, 0, 12, 0, 6, 3, 0, 1]),
        ]

        private func check<T: FixedWidthInteger & BitwiseCopyable>(_ c: Case, _: T.Type) {
            func span(_ start: Int64, _ strides: [Int64]) -> Int {
                Int(1 + start + zip(strides, c.extents).reduce(0) { $0 + max(0, $1.0) * max(0, $1.1 - 1) })
            }
            let source = (0..<span(c.fromStart, c.from)).map { T(truncatingIfNeeded: $0 &* 7 &+ 1) }
            var expected = [T](repeating: 99, count: span(c.toStart, c.to))
            var index = c.extents.map { _ in Int64(0) }
            let total = c.extents.reduce(1, *)
            for _ in 0..<total {
                let from = c.fromStart + zip(index, c.from).reduce(0) { $0 + $1.0 * $1.1 }
                let to = c.toStart + zip(index, c.to).reduce(0) { $0 + $1.0 * $1.1 }
                expected[Int(to)] = source[Int(from)]
                for axis in index.indices.reversed() {
                    index[axis] += 1
                    if index[axis] < c.extents[axis] { break }
                    index[axis] = 0
                }
            }
            for threads in [Int32(1), 2] {
                let call = mk_copy(
                    Int32(c.extents.count), c.extents, c.from, c.to, Int32(MemoryLayout<T>.size), threads)
                let input = Operand(source, misalignment: 1)
                let output = Operand<T>(repeating: 99, count: expected.count, misalignment: 1)
                call.run(input.address + Int(c.fromStart), output.address + Int(c.toStart))
                #expect(output.elements == expected, "\(c), \(T.self)")
                #expect(output.isGuardWhole)
            }
        }

        @Test func copiesBetweenLayouts() {
            forEachInstructionSet {
                for c in Self.cases {
                    check(c, UInt8.self)
                    check(c, UInt32.self)
                    check(c, UInt64.self)
                }
            }
        }

        @Test func hugeStridesAreRefused() {
            #expect(mk_copy(2, [2, 2], [1 << 31, 1], [2, 1], 4, 1).run == nil)
            #expect(mk_copy(1, [1 << 33], [1], [1], 4, 1).run != nil)
        }

        @Test func concatenates() {
            func rows(_ count: Int, _ width: Int, from first: Int) -> [UInt8] {
                (0..<count * width).map { UInt8(truncatingIfNeeded: first + 7 * $0) }
            }
            forEachInstructionSet {
                for (count, widths) in [
                    (1, [70_000, 3]), (3, [5]), (4000, [16, 1, 0, 3]), (700, [1, 2, 30, 4, 5, 6, 7]),
                ] {
                    let sources = widths.enumerated().map { rows(count, $1, from: $0) }
                    let row = widths.reduce(2, +)
                    var expected = [UInt8](repeating: 99, count: count * row)
                    for r in 0..<count {
                        let joined = zip(sources, widths).flatMap { $0[r * $1..<(r + 1) * $1] }
                        expected.replaceSubrange(r * row..<r * row + joined.count, with: joined)
                    }
                    for threads in [Int32(1), 2] {
                        let call = mk_concatenate(
                            Int64(count), Int32(widths.count), widths.map(Int64.init), Int64(row), threads)
                        let inputs = sources.map { Operand($0, misalignment: 1) }
                        let output = Operand<UInt8>(repeating: 99, count: expected.count, misalignment: 1)
                        call.run((inputs + [output]).map { Optional($0.address) })
                        #expect(output.elements == expected && output.isGuardWhole, "\(widths), \(threads) threads")
                    }
                }
            }
        }

        @Test func fills() {
            forEachInstructionSet {
                for count in [0, 1, 1000, 200_001] {
                    func check<T: FixedWidthInteger & BitwiseCopyable>(_ value: T) {
                        let output = Operand<T>(repeating: 0, count: count)
                        mk_fill(
                            mk_fill_parameters(
                                count: Int64(count), element_size: Int32(MemoryLayout<T>.size), threads: 2,
                                bits: UInt64(value))
                        ).run(output.address)
                        #expect(output.elements.allSatisfy { $0 == value } && output.isGuardWhole)
                    }
                    check(UInt8(200))
                    check(Float(-1.5).bitPattern)
                    check(UInt64(0x0123_4567_89ab_cdef))
                }
            }
        }

        private func rows(
            _ kind: mk_rows_kind, _ dtype: mk_dtype, rows: Int, width: Int, count: Int, threads: Int32 = 1
        ) -> mk_call {
            mk_rows(
                mk_rows_parameters(
                    kind: kind, dtype: dtype, indices: MK_INT64, rows: Int64(rows), width: Int64(width),
                    count: Int64(count), on: 2, off: -1, threads: threads))
        }

        @Test func gathersRows() {
            let indices: [Int64] = [3, 0, 0, -1, 4, 2, .max, .min]
            forEachInstructionSet {
                let list = Operand(indices)
                let table = Operand((0..<20).map { Float($0) })
                let y = Operand<Float>(repeating: 9, count: 40)
                rows(MK_ROWS_GATHER, MK_FLOAT32, rows: 4, width: 5, count: 8, threads: 2)
                    .run(table.address, list.address, y.address)
                for (row, index) in indices.enumerated() {
                    for column in 0..<5 {
                        let value = y.elements[row * 5 + column]
                        if (0..<4).contains(index) {
                            #expect(value == Float(index * 5) + Float(column))
                        } else {
                            #expect(value.isNaN)
                        }
                    }
                }
                let bytes = Operand((1...20).map { UInt8($0) }), z = Operand<UInt8>(repeating: 9, count: 40)
                rows(MK_ROWS_GATHER, MK_UINT8, rows: 4, width: 5, count: 8)
                    .run(bytes.address, list.address, z.address)
                #expect(Array(z.elements[15..<25]) == Array(repeating: 0, count: 10), "no such rows")
                #expect(Array(z.elements[0..<5]) == [16, 17, 18, 19, 20])
                #expect(y.isGuardWhole && z.isGuardWhole)
            }
        }

        @Test func scattersInOrder() {
            var numbers = Numbers(seed: 6)
            let (count, width, height) = (100, 19, 7)
            let indices = numbers.integers(count, in: -1..<8)
            let updates = numbers.floats(count * width), start = numbers.floats(height * width)
            forEachInstructionSet {
                for kind in [MK_ROWS_SCATTER_ADD, MK_ROWS_SCATTER] {
                    var expected = kind == MK_ROWS_SCATTER ? start.map { _ in 0 } : start
                    for (item, index) in indices.enumerated() where (0..<height).contains(Int(index)) {
                        for column in 0..<width {
                            expected[Int(index) * width + column] += updates[item * width + column]
                        }
                    }
                    for threads in [Int32(1), 2] {
                        let table = Operand(start)
                        rows(kind, MK_FLOAT32, rows: height, width: width, count: count, threads: threads)
                            .run(Operand(updates).address, Operand(indices).address, table.address)
                        #expect(table.elements == expected)
                        #expect(table.isGuardWhole)
                    }
                }
            }
        }

        @Test func oneHot() {
            let indices: [Int64] = [2, 0, 3, -1]
            forEachInstructionSet {
                let y = Operand<Float>(repeating: 9, count: 12)
                rows(MK_ROWS_ONE_HOT, MK_FLOAT32, rows: 0, width: 3, count: 4)
                    .run(nil, Operand(indices).address, y.address)
                #expect(y.elements == [-1, -1, 2, 2, -1, -1, -1, -1, -1, -1, -1, -1])
                #expect(y.isGuardWhole)
            }
        }
    }
}
