import CMartletKernels
import Glibc
import Testing

/// A float32 operation of one argument, and what it computes.
private struct Function {
    let name: String
    let opcode: mk_opcode
    let exact: @Sendable (Double) -> Double
    let ranges: [ClosedRange<Float>]
    /// The stated bound, in units in the last place.
    let bound: Double
    var immediate: Float?

    init(
        _ name: String, _ opcode: mk_opcode, _ exact: @escaping @Sendable (Double) -> Double,
        _ ranges: [ClosedRange<Float>], bound: Double, immediate: Float? = nil
    ) {
        (self.name, self.opcode, self.exact) = (name, opcode, exact)
        (self.ranges, self.bound, self.immediate) = (ranges, bound, immediate)
    }
}

private let functions: [Function] = [
    Function("exp", MK_OP_EXP, { exp($0) }, [-110...90, -1...1], bound: 1.6),
    Function("expm1", MK_OP_EXPM1, { expm1($0) }, [-30...90, -2...2, -1e-3...1e-3], bound: 3),
    Function("log", MK_OP_LOG, { log($0) }, [0...4, 0.9...1.1, 0...3e38, 0...1e-37], bound: 1.6),
    Function("log1p", MK_OP_LOG1P, { log1p($0) }, [-1...3, -1e-2...1e-2, 0...3e38], bound: 3),
    Function("tanh", MK_OP_TANH, { tanh($0) }, [-12...12, -0.1...0.1, -1e-37...1e-37], bound: 4),
    Function("sigmoid", MK_OP_SIGMOID, { 1 / (1 + exp(-$0)) }, [-110...30, -3...3], bound: 4),
    Function("erf", MK_OP_ERF, { erf($0) }, [-5...5, 0.8...1.2, -1e-37...1e-37], bound: 3),
    Function("sin", MK_OP_SIN, { sin($0) }, [-100...100, -1e5...1e5, -1e9...1e9, -1e-37...1e-37], bound: 1.6),
    Function("cos", MK_OP_COS, { cos($0) }, [-100...100, -1e5...1e5, -1e9...1e9], bound: 1.6),
    Function("softplus", MK_OP_SOFTPLUS, { max($0, 0) + log1p(exp(-abs($0))) }, [-110...90, -3...3], bound: 4),
    Function("elu", MK_OP_ELU, { $0 > 0 ? $0 : 0.5 * expm1($0) }, [-30...5], bound: 3, immediate: 0.5),
    Function("square root", MK_OP_SQUARE_ROOT, { $0.squareRoot() }, [0...4, 0...1e-37], bound: 0.5),
    Function("reciprocal root", MK_OP_RECIPROCAL_ROOT, { 1 / $0.squareRoot() }, [0...4, 0...1e-37], bound: 1.5),
    Function("reciprocal", MK_OP_RECIPROCAL, { 1 / $0 }, [-4...4], bound: 0.5),
    Function("square", MK_OP_SQUARE, { $0 * $0 }, [-4...4], bound: 0.5),
    Function("floor", MK_OP_FLOOR, { $0.rounded(.down) }, [-4...4, -1e10...1e10], bound: 0),
    Function("ceil", MK_OP_CEIL, { $0.rounded(.up) }, [-4...4, -1e10...1e10], bound: 0),
    Function("round", MK_OP_ROUND, { $0.rounded(.toNearestOrEven) }, [-4...4, -1e10...1e10], bound: 0),
    Function("leaky relu", MK_OP_LEAKY_RELU, { $0 > 0 ? $0 : 0.25 * $0 }, [-4...4], bound: 0.5, immediate: 0.25),
    Function("relu", MK_OP_RELU, { max($0, 0) }, [-4...4], bound: 0),
    Function("negate", MK_OP_NEGATE, { -$0 }, [-4...4], bound: 0),
    Function("absolute", MK_OP_ABSOLUTE, { abs($0) }, [-4...4], bound: 0),
    Function("sign", MK_OP_SIGN, { $0 > 0 ? 1 : $0 < 0 ? -1 : $0 }, [-4...4], bound: 0),
    Function("copy", MK_OP_COPY, { $0 }, [-4...4], bound: 0),
]

extension KernelTests {
    @Suite struct ElementaryFunctionTests {
        @Test(arguments: functions.indices) func staysWithinItsBound(_ index: Int) {
            let function = functions[index]
            forEachInstructionSet {
                for range in function.ranges {
                    let count = 100_003
                    let step = (range.upperBound - range.lowerBound) / Float(count - 1)
                    let x = (0..<count).map { range.lowerBound + step * Float($0) }
                    let y = apply(function.opcode, x, immediate: function.immediate)
                    var worst = (ulps: 0.0, at: Float(0))
                    for (x, y) in zip(x, y) {
                        let error = ulps(y, function.exact(Double(x)))
                        if error > worst.ulps { worst = (error, x) }
                    }
                    #expect(
                        worst.ulps <= function.bound, "\(function.name) at \(worst.at), \(instructionSet)")
                }
            }
        }

        @Test(arguments: functions.indices) func takesSpecialValues(_ index: Int) {
            let function = functions[index]
            let special: [Float] = [
                0, -0.0, .infinity, -.infinity, .nan, -.nan, .leastNonzeroMagnitude, -.leastNonzeroMagnitude,
                .leastNormalMagnitude, -.leastNormalMagnitude, .greatestFiniteMagnitude, -.greatestFiniteMagnitude,
                1, -1, 0.5, 1.5, 2.5, -0.5, 88.722839, -87.33655, -103.97208, 1e5, 1.0001e5, 3e7,
            ]
            forEachInstructionSet {
                // In every lane, and in a tail shorter than a vector.
                for shift in 0..<17 {
                    let x = Array(repeating: 1, count: shift) + special
                    let y = apply(function.opcode, x, immediate: function.immediate)
                    for (x, y) in zip(x, y) {
                        let exact = function.exact(Double(x))
                        let error = ulps(y, exact)
                        #expect(error <= function.bound, "\(function.name)(\(x)) = \(y), \(instructionSet)")
                        if x == 0 && exact == 0 && function.opcode != MK_OP_RELU {
                            #expect(y.sign == exact.sign, "\(function.name)(\(x)) = \(y)")
                        }
                    }
                }
            }
        }

        @Test func powersAreExactToTheLastPlaces() {
            var numbers = Numbers(seed: 3)
            let base = numbers.floats(2000, in: 0...20) + [0, 0, -2, -2, 1, .nan, .infinity, -1]
            let exponent = numbers.floats(2000, in: -20...20) + [0, -1, 3, 0.5, .nan, 0, -1, .infinity]
            forEachInstructionSet {
                for (index, y) in apply(MK_OP_POWER, base, exponent).enumerated() {
                    #expect(ulps(y, pow(Double(base[index]), Double(exponent[index]))) <= 2)
                }
            }
        }
    }
}
