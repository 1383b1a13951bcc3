import CMartletKernels
import Testing

extension KernelTests {
    @Suite struct ElementwiseTests {
        /// Every combination of layouts: (a · b + c) with its intermediate product stored too.
        @Test func layoutsAgreeWithPlainLoops() {
            var numbers = Numbers(seed: 1)
            let shapes: [[Int64]] = [
                [], [0], [1], [7], [513], [1500], [32, 10], [3, 700], [5, 0, 3], [4, 3, 10], [100, 3], [2, 3, 4, 5],
                [3, 256], [3, 257], [2, 1, 511], [1, 2, 1, 2, 1, 3, 2, 5], [2000, 1],
            ]
            forEachInstructionSet {
                for extents in shapes {
                    for threads in [Int32(1), 2] {
                        for _ in 0..<6 { checkLayout(extents, threads, &numbers) }
                    }
                }
            }
        }

        private func checkLayout(_ extents: [Int64], _ threads: Int32, _ numbers: inout Numbers) {
            let layouts = (0..<3).map { _ in Layout(random: extents, broadcasts: true, &numbers) }
            let outputs = (0..<2).map { _ in Layout(random: extents, broadcasts: false, &numbers) }
            let program = ElementwiseProgram(extents, threads: threads)
            let values = layouts.map { program.input(strides: $0.strides) }
            let product = program.step(MK_OP_MULTIPLY, values[0], values[1])
            let sum = program.step(MK_OP_ADD, product, values[2])
            program.output(sum, strides: outputs[0].strides)
            program.output(product, strides: outputs[1].strides)
            let inputs = layouts.map { Operand(numbers.floats($0.span), misalignment: Int(numbers.bits() % 4)) }
            let results = outputs.map { Operand<Float>(repeating: 77, count: $0.span) }
            program.call().run((inputs + results).map { UnsafeMutableRawPointer($0.address) })

            var expected = outputs.map { Array(repeating: Float(77), count: $0.span) }
            for index in indices(extents) {
                let (a, b, c) = (
                    inputs[0].address[layouts[0].offset(index)], inputs[1].address[layouts[1].offset(index)],
                    inputs[2].address[layouts[2].offset(index)]
                )
                expected[0][outputs[0].offset(index)] = a * b + c
                expected[1][outputs[1].offset(index)] = a * b
            }
            for (result, expected) in zip(results, expected) {
                #expect(result.elements == expected, "\(extents), \(layouts), \(outputs)")
                #expect(result.isGuardWhole)
            }
        }

        @Test func outputsMayReplaceInputs() {
            var numbers = Numbers(seed: 2)
            forEachInstructionSet {
                for count in [5, 320, 1500] {
                    let (x, y) = (numbers.floats(count), numbers.floats(count))
                    let program = ElementwiseProgram([Int64(count)])
                    let a = program.input(strides: [1])
                    let b = program.input(strides: [1])
                    // The first step's result goes to a's memory, which the second still reads; b and a swap places.
                    let difference = program.step(MK_OP_SUBTRACT, a, b)
                    let product = program.step(MK_OP_MULTIPLY, difference, a)
                    program.output(difference, strides: [1])
                    program.output(a, strides: [1])
                    program.output(product, strides: [1])
                    let (first, second) = (Operand(x), Operand(y))
                    let third = Operand<Float>(repeating: 0, count: count)
                    program.call().run(
                        first.address, second.address, first.address, second.address, third.address)
                    #expect(first.elements == zip(x, y).map { $0 - $1 })
                    #expect(second.elements == x)
                    #expect(third.elements == zip(x, y).map { ($0 - $1) * $0 })
                }
            }
        }

        @Test func comparisonsAndLogic() {
            let values: [Float] = [0, -0.0, 1, -1, .nan, .infinity, -.infinity]
            let a = values.flatMap { a in values.map { _ in a } }
            let b = values.flatMap { _ in values }
            let operations: [(mk_opcode, (Float, Float) -> Bool)] = [
                (MK_OP_EQUAL, ==), (MK_OP_NOT_EQUAL, !=), (MK_OP_LESS, <), (MK_OP_LESS_EQUAL, <=), (MK_OP_GREATER, >),
                (MK_OP_GREATER_EQUAL, >=), (MK_OP_AND, { $0 != 0 && $1 != 0 }), (MK_OP_OR, { $0 != 0 || $1 != 0 }),
                (MK_OP_NOT, { a, _ in a == 0 }), (MK_OP_IS_NAN, { a, _ in a.isNaN }),
            ]
            forEachInstructionSet {
                for (opcode, exact) in operations {
                    #expect(apply(opcode, a, b) == zip(a, b).map { exact($0, $1) ? 1 : 0 })
                }
                for (opcode, exact) in [(MK_OP_MINIMUM, Swift.min), (MK_OP_MAXIMUM, Swift.max)]
                    as [(mk_opcode, (Float, Float) -> Float)]
                {
                    for (index, y) in apply(opcode, a, b).enumerated() {
                        let (a, b) = (a[index], b[index])
                        #expect(a.isNaN || b.isNaN ? y.isNaN : y == exact(a, b))
                    }
                }
                let c = a.map { _ in Float(5) }
                #expect(apply(MK_OP_WHERE, b, c, b.map { _ in 6 }) == b.map { $0 != 0 ? 5 : 6 })
            }
        }

        @Test func remaindersHaveTheDivisorsSign() {
            let a: [Float] = [7, -7, 7, -7, 6, -6, 5.5, 0, 1]
            let b: [Float] = [3, 3, -3, -3, 3, 3, -2, 4, 0]
            forEachInstructionSet {
                let y = apply(MK_OP_MODULO, a, b)
                #expect(Array(y.dropLast()) == [1, 2, -2, -1, 0, 0, -0.5, 0])
                #expect(y.last!.isNaN)
            }
        }

        @Test func longProgramsKeepEveryValue() {
            let program = ElementwiseProgram([700])
            let x = program.input(strides: [1])
            var terms = [x]
            for index in 0..<15 { terms.append(program.step(MK_OP_ADD, terms[index], x)) }
            var total = terms[15]
            for index in 0..<15 { total = program.step(MK_OP_ADD, total, terms[index]) }
            let constant = program.step(MK_OP_CONSTANT, immediate: 3)
            total = program.step(MK_OP_MULTIPLY, total, constant)
            #expect(program.step(MK_OP_ADD, x, x) == -1, "a full program takes no more steps")
            program.output(total, strides: [1])
            forEachInstructionSet {
                let input = Operand((0..<700).map { Float($0 % 64) })
                let output = Operand<Float>(repeating: 0, count: 700)
                program.call().run(input.address, output.address)
                #expect(output.elements == input.elements.map { $0 * 136 * 3 })
            }
        }

        @Test func collapseMergesWhatIsContiguous() {
            var extents: [Int64] = [2, 1, 3, 4, 5]
            var full = contiguous(extents)
            var row: [Int64] = [0, 0, 0, 5, 1]
            let rank = full.withUnsafeMutableBufferPointer { full in
                row.withUnsafeMutableBufferPointer { row in
                    mk_elementwise_collapse(5, &extents, 2, [full.baseAddress, row.baseAddress])
                }
            }
            #expect(rank == 2)
            #expect(extents.prefix(2) == [6, 20] && full.prefix(2) == [20, 1] && row.prefix(2) == [0, 1])
        }
    }
}

/// Strides over `extents`, in memory of `span` elements.
private struct Layout {
    var strides: [Int64]
    var span: Int

    /// Dimensions in random order, some broadcast, some with gaps.
    init(random extents: [Int64], broadcasts: Bool, _ numbers: inout Numbers) {
        strides = extents.map { _ in 0 }
        var order = Array(extents.indices)
        if numbers.bits() % 3 == 0 { order.reverse() }
        let gap = numbers.bits() % 3 == 0 ? Int64(2) : 1
        let broadcast = broadcasts ? numbers.bits() % 4 : 0
        var next: Int64 = numbers.bits() % 4 == 0 ? gap : 1
        for axis in order.reversed() {
            let repeats =
                broadcast == 3 || (broadcast == 1 && axis < extents.count - 1)
                || (broadcast == 2 && axis == extents.count - 1)
            if repeats { continue }
            strides[axis] = next
            next *= max(extents[axis], 1)
        }
        span = 1 + zip(strides, extents).reduce(0) { $0 + Int($1.0 * max($1.1 - 1, 0)) }
    }

    func offset(_ index: [Int64]) -> Int { Int(zip(strides, index).reduce(0) { $0 + $1.0 * $1.1 }) }
}

/// All indices of `extents`, in row-major order.
private func indices(_ extents: [Int64]) -> [[Int64]] {
    extents.reduce([[]]) { prefixes, extent in
        prefixes.flatMap { prefix in (0..<extent).map { prefix + [$0] } }
    }
}
