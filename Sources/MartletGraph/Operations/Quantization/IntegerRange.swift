import CMartletKernels
package import MartletNumerics

/// The bytes of a tensor of int8 or uint8 and what they stand for: `scale · (byte − zero)`, with bounds that an activation
/// may have narrowed.
package struct IntegerRange: Sendable, Hashable, Codable, CustomStringConvertible {
    package var dtype: DType
    package var zero: Int
    package var low: Int
    package var high: Int

    /// All bytes of a type, or those from `low` to `high`.
    package init(_ dtype: DType = .int8, zero: Int, low: Int? = nil, high: Int? = nil) {
        let bounds = Self.bounds(dtype)
        (self.dtype, self.zero, self.low, self.high) = (
            dtype, zero, low ?? bounds.lowerBound, high ?? bounds.upperBound
        )
    }

    private static func bounds(_ dtype: DType) -> ClosedRange<Int> { dtype == .uint8 ? 0...255 : -128...127 }

    /// What is wrong with it; nil if nothing is.
    var objection: String? {
        guard dtype == .int8 || dtype == .uint8 else { return "\(dtype.rawValue) is neither int8 nor uint8" }
        let bounds = Self.bounds(dtype)
        guard bounds.contains(zero), bounds.contains(low), bounds.contains(high), low <= high else {
            return "zero \(zero) and bounds \(low)…\(high) don't lie in \(bounds)"
        }
        return nil
    }

    /// The byte nearest to `x + zero`, of two equally near the even one; the least for NaN.
    func byte(nearest x: Float) -> Int {
        let steps = x.rounded(.toNearestOrEven) + Float(zero)
        return steps.isNaN ? low : Int(min(max(steps, Float(low)), Float(high)))
    }

    /// As kernels take it.
    var kernel: mk_int8_range {
        mk_int8_range(zero: Int16(zero), low: Int16(low), high: Int16(high), type: UInt8(dtype.kernel.rawValue))
    }

    package var description: String { "\(dtype.rawValue) zero \(zero) \(low)…\(high)" }
}

extension Operation {
    /// Refuses a range that can't be, or a scale that is no positive number.
    func check(_ range: IntegerRange, scale: Float = 1) throws(GraphError) {
        if let objection = range.objection { throw refuse(objection) }
        guard scale > 0, scale.isFinite, (1 / scale).isFinite else {
            throw refuse("its scale is a positive number, not \(scale)")
        }
    }
}
