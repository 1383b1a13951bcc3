/// The type of a tensor's elements.
public enum DType: String, Sendable, Hashable, Codable, CaseIterable {
    /// 32-bit floating point: what networks compute with.
    case float32
    /// 64-bit floating point: linear algebra and gradient checks.
    case float64
    /// Whole numbers from -128 to 127.
    case int8
    /// Whole numbers from 0 to 255, as images have.
    case uint8
    /// Whole numbers of 32 bits, as class indices are.
    case int32
    /// Whole numbers of 64 bits: counts and positions.
    case int64
    /// Truth, a byte each; in arithmetic 0 and 1.
    case bool

    /// The size of one element in bytes.
    public var byteCount: Int {
        switch self {
        case .int8, .uint8, .bool: 1
        case .float32, .int32: 4
        case .float64, .int64: 8
        }
    }

    /// Whether elements are floating-point numbers.
    public var isFloating: Bool { self == .float32 || self == .float64 }

    /// Whether elements are integers; `bool` is not one.
    public var isInteger: Bool { !isFloating && self != .bool }
}

extension DType {
    /// The dtype in which two tensors meet: the later in bool, uint8 and int8, int32, int64, float32, float64;
    /// uint8 and int8 meet in int32, which holds both.
    public static func promoted(_ a: DType, _ b: DType) -> DType {
        if a == b { return a }
        if a.promotionRank == b.promotionRank { return .int32 }
        return a.promotionRank > b.promotionRank ? a : b
    }

    private var promotionRank: Int {
        switch self {
        case .bool: 0
        case .uint8, .int8: 1
        case .int32: 2
        case .int64: 3
        case .float32: 4
        case .float64: 5
        }
    }
}

/// A Swift type that can be an element of a tensor: `Float`, `Double`, `Int8`, `UInt8`, `Int32`, `Int64`, `Int` or `Bool`.
public protocol TensorScalar: Sendable, BitwiseCopyable {
    /// The dtype that this type has in memory.
    static var dtype: DType { get }
}

extension Float: TensorScalar {
    public static var dtype: DType { .float32 }
}

extension Double: TensorScalar {
    public static var dtype: DType { .float64 }
}

extension Int8: TensorScalar {
    public static var dtype: DType { .int8 }
}

extension UInt8: TensorScalar {
    public static var dtype: DType { .uint8 }
}

extension Int32: TensorScalar {
    public static var dtype: DType { .int32 }
}

extension Int64: TensorScalar {
    public static var dtype: DType { .int64 }
}

extension Int: TensorScalar {
    public static var dtype: DType { .int64 }
}

extension Bool: TensorScalar {
    public static var dtype: DType { .bool }
}
