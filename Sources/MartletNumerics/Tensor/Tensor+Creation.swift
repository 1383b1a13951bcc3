extension Tensor {
    /// The tensor of `shape` with `values` in row-major order.
    ///
    /// - Throws: `TensorError.countMismatch` unless there are as many values as `shape` has elements, `invalidShape`.
    public init<T: TensorScalar>(_ values: [T], shape: Shape) throws(TensorError) {
        guard try shape.checkedElementCount == values.count else {
            throw .countMismatch(operation: "tensor", count: values.count, shape: shape)
        }
        self.init(unchecked: values, shape: shape)
    }

    /// The vector of `values`.
    public init<T: TensorScalar>(_ values: [T]) {
        self.init(unchecked: values, shape: [values.count])
    }

    /// The scalar `value`, a tensor without axes.
    public init<T: TensorScalar>(_ value: T) {
        self.init(uninitialized: [], dtype: T.dtype)
        storage.baseAddress.storeBytes(of: value, as: T.self)
    }

    /// The matrix of `rows`.
    ///
    /// - Throws: `TensorError.ragged` when rows differ in length.
    public init<T: TensorScalar>(_ rows: [[T]]) throws(TensorError) {
        let width = rows.first?.count ?? 0
        for (i, row) in rows.enumerated() where row.count != width {
            throw .ragged(row: i, count: row.count, expected: width)
        }
        self.init(uninitialized: [rows.count, width], dtype: T.dtype)
        let rowSize = width * dtype.byteCount
        for (i, row) in rows.enumerated() {
            row.withUnsafeBytes { (storage.baseAddress + i * rowSize).copy($0) }
        }
    }

    private init<T: TensorScalar>(unchecked values: [T], shape: Shape) {
        self.init(uninitialized: shape, dtype: T.dtype)
        values.withUnsafeBytes { storage.baseAddress.copy($0) }
    }
}

extension Tensor {
    /// A tensor of zeros.
    ///
    /// - Precondition: the lengths aren't negative (`Shape(validating:)` throws otherwise), and the elements fit in memory.
    public static func zeros(_ shape: Shape, dtype: DType = .float32) -> Tensor {
        Tensor(shape: shape, dtype: dtype) { bytes in
            _ = bytes.initializeMemory(as: UInt8.self, repeating: 0)
        }
    }

    /// A tensor of ones.
    ///
    /// - Precondition: the lengths aren't negative (`Shape(validating:)` throws otherwise), and the elements fit in memory.
    public static func ones(_ shape: Shape, dtype: DType = .float32) -> Tensor {
        full(Int32(1), shape: shape, dtype: dtype)
    }

    /// A tensor that repeats `value`.
    ///
    /// - Precondition: the lengths aren't negative (`Shape(validating:)` throws otherwise), and the elements fit in memory.
    public static func full<T: TensorScalar>(_ value: T, shape: Shape, dtype: DType = T.dtype) -> Tensor {
        let scalar = Tensor(value).cast(to: dtype)
        let result = Tensor(uninitialized: shape, dtype: dtype)
        dtype.element.fill(result.storage.baseAddress, count: result.count, from: scalar.baseAddress)
        return result
    }

    /// The vector of integers from `start` up to, but not including, `stop`, `step` apart.
    ///
    /// - Throws: `TensorError.invalidArgument` when `step` is zero, or there would be too many.
    public static func arange(
        _ start: Int, _ stop: Int, by step: Int = 1, dtype: DType = .int64
    ) throws(TensorError) -> Tensor {
        let length = step == 0 ? .infinity : ((Double(stop) - Double(start)) / Double(step)).rounded(.up)
        guard length < 0x1p44 else {
            throw .invalidArgument(
                operation: "arange", reason: "\(start) to \(stop) by \(step) is not a finite sequence")
        }
        return Tensor(Array(stride(from: start, to: stop, by: step))).cast(to: dtype)
    }

    /// The vector of numbers from `start` up to, but not including, `stop`, `step` apart.
    ///
    /// - Throws: `TensorError.invalidArgument` when `step` is zero or not finite, `invalidShape` for more numbers than fit
    ///   in memory.
    public static func arange(
        _ start: Double, _ stop: Double, by step: Double = 1, dtype: DType = .float64
    ) throws(TensorError) -> Tensor {
        let length = Swift.max(((stop - start) / step).rounded(.up), 0)
        guard length.isFinite, length < 0x1p44 else {
            throw .invalidArgument(
                operation: "arange", reason: "\(start) to \(stop) by \(step) is not a finite sequence")
        }
        _ = try Shape([Int(length)]).checkedByteCount(of: .float64)
        return Tensor((0..<Int(length)).map { start + Double($0) * step }).cast(to: dtype)
    }

    /// The vector 0, 1, …, `count` - 1; empty when `count` is negative.
    ///
    /// - Precondition: the numbers fit in memory.
    public static func arange(_ count: Int, dtype: DType = .int64) -> Tensor {
        Tensor(Array(0..<Swift.max(count, 0))).cast(to: dtype)
    }

    /// The vector of `count` numbers evenly spaced from `start` to `stop`, both included; empty when `count` is negative.
    ///
    /// - Precondition: the numbers fit in memory.
    public static func linspace(_ start: Double, _ stop: Double, count: Int, dtype: DType = .float64) -> Tensor {
        let step = count > 1 ? (stop - start) / Double(count - 1) : 0
        var values = (0..<Swift.max(count, 0)).map { start + Double($0) * step }
        if count > 1 { values[count - 1] = stop }
        return Tensor(values).cast(to: dtype)
    }

    /// The matrix of `rows` by `columns` (as many as rows, unless given) with ones on its diagonal.
    ///
    /// - Precondition: neither is negative, and the elements fit in memory.
    public static func eye(_ rows: Int, _ columns: Int? = nil, dtype: DType = .float32) -> Tensor {
        let columns = columns ?? rows
        var values = [Int8](repeating: 0, count: rows * columns)
        for i in 0..<Swift.min(rows, columns) {
            values[i * columns + i] = 1
        }
        return Tensor(unchecked: values, shape: [rows, columns]).cast(to: dtype)
    }
}

extension UnsafeMutableRawPointer {
    /// Copies `bytes` here, whatever type they had: generic code that isn't specialised pays for one call, not for each element.
    fileprivate func copy(_ bytes: UnsafeRawBufferPointer) {
        if let source = bytes.baseAddress { copyMemory(from: source, byteCount: bytes.count) }
    }
}
