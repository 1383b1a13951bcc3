/// What the plain loops over elements need to know of a type.
///
/// Each loop is a requirement with one generic implementation, so that reaching it through `DType.element` is one
/// indirect call to a loop specialised for the type. Booleans are `UInt8` here, 0 or 1.
protocol TensorElement: TensorScalar, Comparable {
    /// The type in which sums and products are gathered.
    associatedtype Accumulator: TensorElement
    /// The type of a sum or a product.
    associatedtype Total: TensorElement

    /// The number that arithmetic modulo the type's range gives for an integer.
    init(wrapping value: Int64)
    /// The nearest number towards zero within the type's range; 0 for NaN where the type has none.
    init(saturating value: Double)

    var isZero: Bool { get }
    /// This number as `T`.
    func converted<T: TensorElement>(to type: T.Type) -> T

    static func add(_ a: Self, _ b: Self) -> Self
    static func subtract(_ a: Self, _ b: Self) -> Self
    static func multiply(_ a: Self, _ b: Self) -> Self
    static func divide(_ a: Self, _ b: Self) -> Self
    static func remainder(_ a: Self, _ b: Self) -> Self
    static func power(_ a: Self, _ b: Self) -> Self
    static func maximum(_ a: Self, _ b: Self) -> Self
    static func minimum(_ a: Self, _ b: Self) -> Self

    /// Converts `count` elements to `dtype`.
    static func cast(_ source: UnsafeRawPointer, to dtype: DType, _ target: UnsafeMutableRawPointer, count: Int)
    /// Repeats the element at `value`.
    static func fill(_ target: UnsafeMutableRawPointer, count: Int, from value: UnsafeRawPointer)

    /// Whether `count` elements are equal one by one.
    static func areEqual(_ a: UnsafeRawPointer, _ b: UnsafeRawPointer, count: Int) -> Bool
    static func apply(
        _ operation: UnaryOperation, _ source: UnsafeRawPointer, _ target: UnsafeMutableRawPointer, count: Int)
    static func combine(
        _ operation: BinaryOperation, _ loop: StridedLoop, _ a: UnsafeRawPointer, _ b: UnsafeRawPointer,
        _ target: UnsafeMutableRawPointer)
    static func select(
        _ loop: StridedLoop, _ mask: UnsafeRawPointer, _ a: UnsafeRawPointer, _ b: UnsafeRawPointer,
        _ target: UnsafeMutableRawPointer)
    static func reduce(
        _ reduction: Reduction, _ source: UnsafeRawPointer, _ target: UnsafeMutableRawPointer,
        outer: Int, n: Int, inner: Int)
    static func sort(_ source: UnsafeRawPointer, _ target: UnsafeMutableRawPointer, lines: Int, length: Int)
    static func argSort(_ source: UnsafeRawPointer, _ target: UnsafeMutableRawPointer, lines: Int, length: Int)
    static func runs(_ source: UnsafeRawPointer, count: Int) -> [Int]
}

extension DType {
    /// The type whose loops serve this dtype.
    var element: any TensorElement.Type {
        switch self {
        case .float32: Float.self
        case .float64: Double.self
        case .int8: Int8.self
        case .uint8, .bool: UInt8.self
        case .int32: Int32.self
        case .int64: Int64.self
        }
    }
}

extension TensorElement {
    static func cast(_ source: UnsafeRawPointer, to dtype: DType, _ target: UnsafeMutableRawPointer, count: Int) {
        switch dtype {
        case .float32: convert(source, target, count, Float.self)
        case .float64: convert(source, target, count, Double.self)
        case .int8: convert(source, target, count, Int8.self)
        case .uint8: convert(source, target, count, UInt8.self)
        case .int32: convert(source, target, count, Int32.self)
        case .int64: convert(source, target, count, Int64.self)
        case .bool: map(source, target, count) { (x: Self) -> UInt8 in x.isZero ? 0 : 1 }
        }
    }

    private static func convert<T: TensorElement>(
        _ source: UnsafeRawPointer, _ target: UnsafeMutableRawPointer, _ count: Int, _ type: T.Type
    ) {
        map(source, target, count) { (x: Self) -> T in x.converted(to: T.self) }
    }

    static func fill(_ target: UnsafeMutableRawPointer, count: Int, from value: UnsafeRawPointer) {
        target.assumingMemoryBound(to: Self.self)
            .update(repeating: value.assumingMemoryBound(to: Self.self).pointee, count: count)
    }

    static func areEqual(_ a: UnsafeRawPointer, _ b: UnsafeRawPointer, count: Int) -> Bool {
        let a = a.assumingMemoryBound(to: Self.self)
        let b = b.assumingMemoryBound(to: Self.self)
        return (0..<count).allSatisfy { a[$0] == b[$0] }
    }

    /// Writes `transform` of each of `count` elements.
    @inline(__always)
    static func map<T>(
        _ source: UnsafeRawPointer, _ target: UnsafeMutableRawPointer, _ count: Int, _ transform: (Self) -> T
    ) {
        let source = source.assumingMemoryBound(to: Self.self)
        let target = target.assumingMemoryBound(to: T.self)
        for i in 0..<count {
            target[i] = transform(source[i])
        }
    }
}

extension TensorElement where Self: BinaryFloatingPoint {
    @inline(__always) init(wrapping value: Int64) { self.init(value) }
    @inline(__always) init(saturating value: Double) { self.init(value) }
    @inline(__always) func converted<T: TensorElement>(to type: T.Type) -> T { T(saturating: Double(self)) }
}

extension TensorElement where Self: FixedWidthInteger {
    var isZero: Bool { @inline(__always) get { self == 0 } }
    @inline(__always) init(wrapping value: Int64) { self.init(truncatingIfNeeded: value) }
    @inline(__always) init(saturating value: Double) {
        // The limits are compared as doubles: Double(Int64.max) is 2^63, the first value out of range.
        if value >= Double(Self.max) {
            self = .max
        } else if value <= Double(Self.min) {
            self = .min
        } else {
            self = value.isNaN ? 0 : Self(truncatingIfNeeded: Int64(value))
        }
    }
    @inline(__always) func converted<T: TensorElement>(to type: T.Type) -> T { T(wrapping: Int64(self)) }
}

extension Float: TensorElement {
    typealias Accumulator = Double
    typealias Total = Float
}

extension Double: TensorElement {
    typealias Accumulator = Double
    typealias Total = Double
}

extension Int8: TensorElement {
    typealias Accumulator = Int64
    typealias Total = Int64
}

extension UInt8: TensorElement {
    typealias Accumulator = Int64
    typealias Total = Int64
}

extension Int32: TensorElement {
    typealias Accumulator = Int64
    typealias Total = Int64
}

extension Int64: TensorElement {
    typealias Accumulator = Int64
    typealias Total = Int64
}
