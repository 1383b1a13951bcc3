import CMartletKernels
import Testing

extension KernelTests {
    @Suite struct GEMMTests {}
}

extension KernelTests.GEMMTests {
    /// Widths and heights around the tiles' and vectors', one axis at a time and together.
    @Test(arguments: [false, true], [false, true])
    func allFormsAtAwkwardShapes(transposeA: Bool, transposeB: Bool) {
        let sizes = [1, 2, 3, 5, 10, 15, 16, 17, 31, 32, 33, 63, 64, 65, 100]
        forEachInstructionSet {
            for (index, size) in sizes.enumerated() {
                for (m, n, k) in [(size, 33, 7), (7, size, 20), (6, 18, size), (size, size, size)] {
                    for (turn, ending) in Ending.allCases.enumerated() {
                        Product(
                            m: m, n: n, k: k, transposeA: transposeA, transposeB: transposeB, ending: ending,
                            extra: (index + turn) % 3 * 5
                        ).check()
                    }
                }
            }
        }
    }

    @Test func everyTile() {
        forEachInstructionSet {
            for n in 1...70 {
                for m in 1...9 {
                    Product(m: m, n: n, k: 9, transposeA: n % 2 == 0, ending: .bias).check()
                }
            }
        }
    }

    /// Few columns, whose products are made turned.
    @Test(arguments: Ending.allCases)
    func skinny(ending: Ending) {
        forEachInstructionSet {
            for n in [1, 2, 3, 4, 5, 9, 10, 12, 16, 17, 20, 32] {
                for m in [16, 31, 64, 65, 100] {
                    for (transposeA, transposeB) in [(false, false), (true, false), (false, true), (true, true)] {
                        Product(
                            m: m, n: n, k: m * 3 + n, transposeA: transposeA, transposeB: transposeB,
                            ending: ending, extra: n % 3
                        ).check()
                    }
                }
            }
        }
    }

    @Test func emptyAxes() {
        forEachInstructionSet {
            for ending in Ending.allCases {
                for (m, n, k) in [(0, 5, 5), (5, 0, 5), (5, 19, 0), (0, 0, 0)] {
                    Product(m: m, n: n, k: k, transposeB: true, ending: ending).check()
                    Product(m: m, n: n, k: k, transposeA: true, ending: ending, extra: 2).check()
                }
            }
        }
    }

    @Test func deepSumsPackedPanelsAndBands() {
        forEachInstructionSet {
            for ending in Ending.allCases {
                Product(m: 66, n: 35, k: 600, ending: ending).check()
                Product(m: 451, n: 80, k: 3, ending: ending).check()
                Product(m: 265, n: 71, k: 390, transposeB: true, ending: ending).check()
                Product(m: 70, n: 149, k: 130, transposeA: true, ending: ending, extra: 3).check()
                Product(m: 5, n: 35, k: 513, transposeB: true, ending: ending).check()
            }
        }
    }

    @Test func batches() {
        forEachInstructionSet {
            for ending in [Ending.biasRelu, .accumulate, .reluMask, .biasSwishRead] {
                for transposeB in [false, true] {
                    for threads in [Int32(1), 3] {
                        Product(
                            m: 11, n: 21, k: 13, transposeB: transposeB, ending: ending, batch: 5, extra: 3,
                            threads: threads
                        ).check()
                    }
                }
            }
        }
    }

    /// The same bytes from one thread and several.
    @Test func threadsDoNotMatter() {
        let budget = mk_exchange_own_thread_budget(4)
        defer { _ = mk_exchange_own_thread_budget(budget) }
        forEachInstructionSet {
            for (m, n, k) in [(1, 64, 64), (1, 300, 40), (33, 10, 64), (100, 100, 300), (300, 70, 30), (129, 150, 140)]
            {
                for (transposeA, transposeB) in [(false, false), (true, false), (false, true), (true, true)] {
                    var product = Product(m: m, n: n, k: k, transposeA: transposeA, transposeB: transposeB)
                    product.ending = .biasRelu
                    let expected = product.check()
                    for threads in [Int32(2), 3, 4] {
                        product.threads = threads
                        #expect(product.check() == expected, "\(product)")
                    }
                }
            }
        }
    }

    /// Operands that end where memory ends: a read or write past them is a segmentation fault.
    @Test func touchesNothingPastTheEnd() {
        forEachInstructionSet {
            for (m, n, k) in [(1, 1, 1), (3, 10, 5), (32, 10, 64), (64, 2, 24), (7, 33, 10), (66, 131, 127)] {
                for (transposeA, transposeB) in [(false, false), (true, false), (false, true), (true, true)] {
                    let (a, b, c, aux) = (Fenced(m * k), Fenced(k * n), Fenced(m * n), Fenced(m * n))
                    var parameters = mk_gemm_parameters()
                    (parameters.m, parameters.n, parameters.k) = (Int64(m), Int64(n), Int64(k))
                    parameters.lda = Int64(transposeA ? m : k)
                    parameters.ldb = Int64(transposeB ? k : n)
                    (parameters.ldc, parameters.ldother) = (Int64(n), Int64(n))
                    (parameters.transpose_a, parameters.transpose_b) = (transposeA, transposeB)
                    parameters.epilogue = Ending.reluMask.code
                    let scratch = Fenced((Int(mk_gemm_scratch(parameters)) + 63) / 64 * 16)
                    for index in 0..<(m * n) { aux.base[index] = 1 }
                    for index in 0..<(m * k) { a.base[index] = 1 }
                    for index in 0..<(k * n) { b.base[index] = 1 }
                    var call = mk_gemm(parameters)
                    call.operand.0 = UnsafeMutableRawPointer(a.base)
                    call.operand.1 = UnsafeMutableRawPointer(b.base)
                    call.operand.2 = UnsafeMutableRawPointer(c.base)
                    call.operand.5 = UnsafeMutableRawPointer(aux.base)
                    call.operand.4 = UnsafeMutableRawPointer(scratch.base)
                    mk_run(&call, 1)
                    #expect((0..<(m * n)).allSatisfy { c.base[$0] == Float(k) })
                }
            }
        }
    }

    @Test func notANumberPassesThroughReLU() {
        forEachInstructionSet {
            let numbers = UnsafeMutablePointer<Float>.allocate(capacity: 4)
            defer { numbers.deallocate() }
            for (index, number) in [Float.nan, 1, 0, 0].enumerated() { numbers[index] = number }
            var parameters = mk_gemm_parameters()
            (parameters.m, parameters.n, parameters.k) = (1, 1, 1)
            (parameters.lda, parameters.ldb, parameters.ldc) = (1, 1, 1)
            parameters.epilogue = Ending.biasRelu.code
            var call = mk_gemm(parameters)
            call.operand.0 = UnsafeMutableRawPointer(numbers)
            call.operand.1 = UnsafeMutableRawPointer(numbers + 1)
            call.operand.2 = UnsafeMutableRawPointer(numbers + 3)
            call.operand.3 = UnsafeMutableRawPointer(numbers + 2)
            mk_run(&call, 1)
            #expect(numbers[3].isNaN)
        }
    }

    /// A row of a product in order is the same bytes however many rows there are: those of the largest product, whose
    /// first rows the others have.
    @Test(arguments: [false, true], [1, 5, 10, 31, 64, 100])
    func inOrderRowsDontDependOnTheirNumber(transposeB: Bool, n: Int) {
        forEachInstructionSet {
            for (k, ending) in [(7, Ending.none), (64, .biasRelu), (900, .bias)] {
                func rows(_ m: Int, threads: Int32 = 1) -> [UInt32] {
                    let bits = Product(
                        m: m, n: n, k: k, transposeB: transposeB, ending: ending, threads: threads, inOrder: true
                    ).check()
                    return Array(bits[Matrix.guardCount..<bits.count - Matrix.guardCount])
                }
                let all = rows(257, threads: 2)
                for m in [1, 2, 3, 4, 5, 7, 8, 15, 16, 33, 64, 130] {
                    #expect(rows(m).elementsEqual(all.prefix(m * n)), "\(m)×\(n)×\(k)")
                }
            }
        }
    }
}
