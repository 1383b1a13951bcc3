extension TensorElement {
    static func combine(
        _ operation: BinaryOperation, _ loop: StridedLoop, _ a: UnsafeRawPointer, _ b: UnsafeRawPointer,
        _ target: UnsafeMutableRawPointer
    ) {
        switch operation {
        case .add: rows(loop, a, b, target) { add($0, $1) }
        case .subtract: rows(loop, a, b, target) { subtract($0, $1) }
        case .multiply: rows(loop, a, b, target) { multiply($0, $1) }
        case .divide: rows(loop, a, b, target) { divide($0, $1) }
        case .remainder: rows(loop, a, b, target) { remainder($0, $1) }
        case .power: rows(loop, a, b, target) { power($0, $1) }
        case .maximum: rows(loop, a, b, target) { maximum($0, $1) }
        case .minimum: rows(loop, a, b, target) { minimum($0, $1) }
        case .equal: rows(loop, a, b, target) { $0 == $1 }
        case .notEqual: rows(loop, a, b, target) { $0 != $1 }
        case .less: rows(loop, a, b, target) { $0 < $1 }
        case .lessOrEqual: rows(loop, a, b, target) { $0 <= $1 }
        }
    }

    /// Writes `transform` of the elements row by row. Contiguous operands leave strides of one, or zero where they are broadcast.
    @inline(__always)
    private static func rows<R>(
        _ loop: StridedLoop, _ a: UnsafeRawPointer, _ b: UnsafeRawPointer, _ target: UnsafeMutableRawPointer,
        _ transform: (Self, Self) -> R
    ) {
        let a = a.assumingMemoryBound(to: Self.self)
        let b = b.assumingMemoryBound(to: Self.self)
        let target = target.assumingMemoryBound(to: R.self)
        let length = loop.rowLength
        loop.forEachRow { offsets, output in
            let (a, b, target) = (a + offsets.a, b + offsets.b, target + output)
            if loop.rowStrides.b == 0 {
                let value = b[0]
                for i in 0..<length { target[i] = transform(a[i], value) }
            } else if loop.rowStrides.a == 0 {
                let value = a[0]
                for i in 0..<length { target[i] = transform(value, b[i]) }
            } else {
                for i in 0..<length { target[i] = transform(a[i], b[i]) }
            }
        }
    }

    static func select(
        _ loop: StridedLoop, _ mask: UnsafeRawPointer, _ a: UnsafeRawPointer, _ b: UnsafeRawPointer,
        _ target: UnsafeMutableRawPointer
    ) {
        let mask = mask.assumingMemoryBound(to: UInt8.self)
        let a = a.assumingMemoryBound(to: Self.self)
        let b = b.assumingMemoryBound(to: Self.self)
        let target = target.assumingMemoryBound(to: Self.self)
        let strides = loop.rowStrides
        loop.forEachRow { offsets, output in
            for i in 0..<loop.rowLength {
                target[output + i] =
                    mask[offsets.a + i * strides.a] != 0 ? a[offsets.b + i * strides.b] : b[offsets.c + i * strides.c]
            }
        }
    }
}

extension TensorElement where Self: FixedWidthInteger {
    @inline(__always) static func add(_ a: Self, _ b: Self) -> Self { a &+ b }
    @inline(__always) static func subtract(_ a: Self, _ b: Self) -> Self { a &- b }
    @inline(__always) static func multiply(_ a: Self, _ b: Self) -> Self { a &* b }
    @inline(__always) static func maximum(_ a: Self, _ b: Self) -> Self { a > b ? a : b }
    @inline(__always) static func minimum(_ a: Self, _ b: Self) -> Self { a < b ? a : b }

    /// Rounds down; the smallest number divided by -1 wraps around to itself.
    @inline(__always) static func divide(_ a: Self, _ b: Self) -> Self {
        let (quotient, overflow) = a.dividedReportingOverflow(by: b)
        return overflow ? a : quotient - (remainder(a, b) != 0 && (a < 0) != (b < 0) ? 1 : 0)
    }

    @inline(__always) static func remainder(_ a: Self, _ b: Self) -> Self {
        let (remainder, overflow) = a.remainderReportingOverflow(dividingBy: b)
        if overflow { return 0 }
        return remainder != 0 && (remainder < 0) != (b < 0) ? remainder + b : remainder
    }

    static func power(_ a: Self, _ b: Self) -> Self {
        var (result, base, exponent) = (Self(1), a, b)
        while exponent > 0 {
            if exponent & 1 == 1 { result = result &* base }
            base = base &* base
            exponent >>= 1
        }
        return result
    }
}

extension TensorElement where Self: RealElement {
    @inline(__always) static func add(_ a: Self, _ b: Self) -> Self { a + b }
    @inline(__always) static func subtract(_ a: Self, _ b: Self) -> Self { a - b }
    @inline(__always) static func multiply(_ a: Self, _ b: Self) -> Self { a * b }
    @inline(__always) static func divide(_ a: Self, _ b: Self) -> Self { a / b }
    @inline(__always) static func maximum(_ a: Self, _ b: Self) -> Self { a > b || a != a ? a : b }
    @inline(__always) static func minimum(_ a: Self, _ b: Self) -> Self { a < b || a != a ? a : b }
    @inline(__always) static func power(_ a: Self, _ b: Self) -> Self { raised(a, to: b) }

    @inline(__always) static func remainder(_ a: Self, _ b: Self) -> Self {
        let remainder = a.truncatingRemainder(dividingBy: b)
        return remainder != 0 && (remainder < 0) != (b < 0) ? remainder + b : remainder
    }
}
