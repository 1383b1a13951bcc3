package import MartletNumerics

/// The element types that tensor files may have and Martlet reads, by safetensors' names.
///
/// Types that `DType` doesn't have are widened without loss while reading; only those with an equal are ever written.
package enum StoredType: String, CaseIterable, Sendable {
    case float64 = "F64"
    case float32 = "F32"
    case float16 = "F16"
    case bfloat16 = "BF16"
    case int64 = "I64"
    case int32 = "I32"
    case int16 = "I16"
    case int8 = "I8"
    case uint32 = "U32"
    case uint16 = "U16"
    case uint8 = "U8"
    case bool = "BOOL"

    /// The size of one element in the file.
    package var byteCount: Int {
        switch self {
        case .float64, .int64: 8
        case .float32, .int32, .uint32: 4
        case .float16, .bfloat16, .int16, .uint16: 2
        case .int8, .uint8, .bool: 1
        }
    }

    /// The dtype of the tensor that is read.
    package var dtype: DType {
        switch self {
        case .float64: .float64
        case .float32, .float16, .bfloat16: .float32
        case .int64, .uint32: .int64
        case .int32, .int16, .uint16: .int32
        case .int8: .int8
        case .uint8: .uint8
        case .bool: .bool
        }
    }

    /// The type that a tensor of `dtype` is written as.
    package init(_ dtype: DType) {
        self =
            switch dtype {
            case .float32: .float32
            case .float64: .float64
            case .int8: .int8
            case .uint8: .uint8
            case .int32: .int32
            case .int64: .int64
            case .bool: .bool
            }
    }

    /// Whether memory and file hold the same bytes.
    var isStoredAsIs: Bool { StoredType(dtype) == self }

    /// Widens elements that were stored in another type than the tensor's.
    func widen(_ stored: UnsafeRawBufferPointer, into memory: UnsafeMutableRawBufferPointer) {
        switch self {
        case .float16: Self.map(stored, memory) { Self.float($0) }
        case .bfloat16: Self.map(stored, memory) { (bits: UInt16) in Float(bitPattern: UInt32(bits) << 16) }
        case .int16: Self.map(stored, memory) { (value: Int16) in Int32(value) }
        case .uint16: Self.map(stored, memory) { (value: UInt16) in Int32(value) }
        case .uint32: Self.map(stored, memory) { (value: UInt32) in Int64(value) }
        case .float64, .float32, .int64, .int32, .int8, .uint8, .bool:
            preconditionFailure("\(rawValue) needs no widening")
        }
    }

    private static func map<Stored: BitwiseCopyable, Element: BitwiseCopyable>(
        _ stored: UnsafeRawBufferPointer, _ memory: UnsafeMutableRawBufferPointer, _ convert: (Stored) -> Element
    ) {
        let memory = memory.assumingMemoryBound(to: Element.self)
        for index in memory.indices {
            let offset = index * MemoryLayout<Stored>.stride
            memory[index] = convert(stored.loadUnaligned(fromByteOffset: offset, as: Stored.self))
        }
    }

    /// The number that IEEE 754 half-precision `bits` stand for; every one is a `Float`.
    private static func float(_ bits: UInt16) -> Float {
        let sign = UInt32(bits & 0x8000) << 16
        let exponent = UInt32(bits >> 10) & 0x1F
        let fraction = UInt32(bits & 0x3FF)
        switch exponent {
        case 0:
            let magnitude = Float(fraction) * 0x1p-24
            return sign == 0 ? magnitude : -magnitude
        case 0x1F: return Float(bitPattern: sign | 0x7F80_0000 | fraction << 13)
        default: return Float(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
        }
    }
}
