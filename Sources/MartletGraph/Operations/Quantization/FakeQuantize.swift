package import CMartletKernels
import MartletNumerics

/// Rounds to the nearest of `levels + 1` evenly spaced numbers and back, element by element: what integers of few bits
/// will make of a value, still as a floating number.
///
/// Inputs: `x`, `scale` and `zeroPoint`, which broadcast; a `QuantizationGrid` gives the last two. The result is
/// `(clamp(⌊x / scale + ½⌋ + zeroPoint, 0, levels) − zeroPoint) · scale`, as TensorFlow's `FakeQuantWithMinMaxVars` has it.
/// The derivative goes straight through where `x` is within the grid, both ends included; none flows to the grid, which
/// observers set.
package struct FakeQuantize: FloatingElementwiseOperation {
    /// How many steps lie between the least and the largest of the numbers: 255 for 8 bits, 254 for the narrow range.
    package var levels: Int

    package init(levels: Int) { self.levels = levels }

    package static var arity: Int { 3 }
    package var code: mk_opcode { MK_OP_FLOOR }
    package var stepCount: Int { 10 }

    package func value(_ x: Double, _ scale: Double, _ zeroPoint: Double) -> Double {
        let step = (x / scale + 0.5).rounded(.down) + zeroPoint
        return step.isNaN ? step : (min(max(step, 0), Double(levels)) - zeroPoint) * scale
    }

    package func emit(_ program: ElementwiseProgram, _ operands: [ElementwiseProgram.Register])
        -> ElementwiseProgram.Register
    {
        let (x, scale, zeroPoint) = (operands[0], operands[1], operands[2])
        let half = program.constant(0.5, integers: false)
        let nearest = program.step(MK_OP_FLOOR, program.step(MK_OP_ADD, program.step(MK_OP_DIVIDE, x, scale), half))
        let step = program.step(MK_OP_ADD, nearest, zeroPoint)
        let highest = program.constant(Double(levels), integers: false)
        let bounded = program.step(MK_OP_MINIMUM, program.step(MK_OP_RELU, step), highest)
        return program.step(MK_OP_MULTIPLY, program.step(MK_OP_SUBTRACT, bounded, zeroPoint), scale)
    }

    package func gradient(_ at: Adjoint) -> [Cotangent] {
        let (x, scale, zeroPoint) = (at.inputs[0], at.inputs[1], at.inputs[2])
        let lowest = zeroPoint * scale * -1
        let highest = (zeroPoint * -1 + Double(levels)) * scale
        let isInside = x.isGreaterOrEqual(to: lowest) .& x.isLessOrEqual(to: highest)
        return [.flows(select(isInside, at.cotangent, 0).summed(like: x)), .zero, .zero]
    }

    package static var samples: [Sample] {
        // Zero points are whole numbers outside of laws; here their sum with steps, up to 13 times a scale, is rounded.
        let grid: [Int: ClosedRange<Double>] = [1: 0.01...0.05, 2: 60...200]
        return [
            .init(FakeQuantize(levels: 255), [5, 7], [], [], in: -6...6, ranges: grid, cancelling: 13),
            .init(FakeQuantize(levels: 254), [2, 3, 4], [4], [4], in: -6...6, ranges: grid, cancelling: 13),
            .init(
                FakeQuantize(levels: 15), [6], [], [], in: -2...2, ranges: [1: 0.1...0.2, 2: 4...8], cancelling: 3),
        ]
    }
}

extension Symbol {
    /// What integers of few bits keep of each element, as a floating number: the nearest of the evenly spaced numbers
    /// from about `minimum` to `maximum`, moved a little so that 0 is one of them. The derivative goes straight through
    /// where an element is within these bounds, and none flows to them.
    ///
    /// - Parameters:
    ///   - minimum: at most 0; a scalar, or a shape that broadcasts to this one's, such as a number for each channel.
    ///   - maximum: at least 0, of the same shape.
    ///   - bits: 2 to 16.
    ///   - narrowRange: whether one number less is used, so that as many lie below 0 as above if the bounds are alike.
    public func fakeQuantized(minimum: Symbol, maximum: Symbol, bits: Int = 8, narrowRange: Bool = false) -> Symbol {
        guard (2...16).contains(bits) else {
            return builder.fail(
                GraphError(operation: FakeQuantize.name, message: "takes 2 to 16 bits, not \(bits)"))
        }
        let levels = (1 << bits) - (narrowRange ? 2 : 1)
        let grid = builder.apply(QuantizationGrid(levels: levels), [minimum, maximum])
        return apply(FakeQuantize(levels: levels), grid[0], grid[grid.count - 1])
    }
}
