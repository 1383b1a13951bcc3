/// Functions of two elements.
enum BinaryOperation: String {
    case add, subtract, multiply, divide, remainder, power, maximum, minimum
    case equal, notEqual, less, lessOrEqual

    /// Whether the result is a boolean.
    var isComparison: Bool {
        switch self {
        case .equal, .notEqual, .less, .lessOrEqual: true
        default: false
        }
    }

    /// The dtype to compute in when the operands' dtypes meet in `dtype`: arithmetic takes booleans as int32.
    func computed(in dtype: DType) -> DType {
        switch self {
        case .add, .subtract, .multiply, .divide, .remainder, .power: dtype == .bool ? .int32 : dtype
        default: dtype
        }
    }
}

extension Tensor {
    /// `operation` of the elements of `a` and `b`, broadcast against each other.
    static func combine(_ operation: BinaryOperation, _ a: Tensor, _ b: Tensor) throws(TensorError) -> Tensor {
        guard let shape = Shape.broadcast(a.shape, b.shape) else {
            throw .shapeMismatch(
                operation: operation.rawValue, a.shape, b.shape,
                reason: "aligned at the last axis, lengths must be equal or 1")
        }
        let dtype = operation.computed(in: .promoted(a.dtype, b.dtype))
        _ = try shape.checkedByteCount(of: dtype)
        let a = a.cast(to: dtype)
        let b = b.cast(to: dtype)
        if !dtype.isFloating { try checkIntegerDomain(operation, b) }
        let result = Tensor(uninitialized: shape, dtype: operation.isComparison ? .bool : dtype)
        let loop: StridedLoop
        if a.count == 1 || b.count == 1 || a.shape == b.shape {
            loop = StridedLoop(
                count: result.count, isASingle: a.count == 1 && b.count != 1, isBSingle: b.count == 1 && a.count != 1)
        } else {
            loop = StridedLoop(shape, a.shape.broadcastStrides(to: shape), b.shape.broadcastStrides(to: shape))
        }
        dtype.element.combine(operation, loop, a.baseAddress, b.baseAddress, result.storage.baseAddress)
        withExtendedLifetime((a, b)) {}
        return result
    }

    /// `operation` of a tensor and a number, which takes the tensor's dtype where that can hold its kind.
    static func combine<T: TensorScalar>(
        _ operation: BinaryOperation, _ a: Tensor, scalar b: T
    ) throws(TensorError) -> Tensor {
        try combine(operation, a, a.weak(b))
    }

    /// `value` as a tensor of this tensor's dtype, or of its own when it is of a higher kind (bool, integer, floating).
    func weak<T: TensorScalar>(_ value: T) -> Tensor {
        func kind(_ dtype: DType) -> Int { dtype.isFloating ? 2 : dtype.isInteger ? 1 : 0 }
        return kind(T.dtype) > kind(dtype) ? Tensor(value) : Tensor(value).cast(to: dtype)
    }

    private static func checkIntegerDomain(_ operation: BinaryOperation, _ b: Tensor) throws(TensorError) {
        switch operation {
        case .divide, .remainder:
            guard !b.array(of: Int64.self).contains(0) else { throw .divisionByZero(operation: operation.rawValue) }
        case .power:
            guard !b.array(of: Int64.self).contains(where: { $0 < 0 }) else {
                throw .invalidArgument(
                    operation: operation.rawValue,
                    reason: "integers have no negative integer powers; cast to float64 first")
            }
        default: break
        }
    }
}
