extension Tensor {
    /// The elements in row-major order, converted to `T` as `cast(to:)` does.
    public func array<T: TensorScalar>(of type: T.Type = T.self) -> [T] {
        let source = cast(to: T.dtype)
        return Array(unsafeUninitializedCapacity: count) { elements, initialized in
            UnsafeMutableRawBufferPointer(elements).copyMemory(
                from: UnsafeRawBufferPointer(start: source.baseAddress, count: source.byteCount))
            initialized = count
            withExtendedLifetime(source) {}
        }
    }

    /// The only element, converted to `T` as `cast(to:)` does.
    ///
    /// - Throws: `TensorError.countMismatch` when there isn't exactly one element.
    public func scalar<T: TensorScalar>(as type: T.Type = T.self) throws(TensorError) -> T {
        guard count == 1 else { throw .countMismatch(operation: "scalar", count: 1, shape: shape) }
        let source = cast(to: T.dtype)
        defer { withExtendedLifetime(source) {} }
        return source.baseAddress.load(as: T.self)
    }

    /// Calls `body` with the elements in row-major order.
    ///
    /// - Throws: `TensorError.unsupportedDType` when `T` isn't this tensor's dtype, and what `body` throws.
    public func withSpan<T: TensorScalar, R>(
        as type: T.Type = T.self, _ body: (Span<T>) throws -> R
    ) throws -> R {
        guard T.dtype == dtype else {
            throw TensorError.unsupportedDType(operation: "withSpan", dtype: T.dtype, expected: [dtype])
        }
        defer { withExtendedLifetime(storage) {} }
        return try body(buffer(of: T.self).span)
    }

    /// Calls `body` with the elements in row-major order for writing.
    ///
    /// - Throws: `TensorError.unsupportedDType` when `T` isn't this tensor's dtype, and what `body` throws.
    public mutating func withMutableSpan<T: TensorScalar, R>(
        as type: T.Type = T.self, _ body: (inout MutableSpan<T>) throws -> R
    ) throws -> R {
        guard T.dtype == dtype else {
            throw TensorError.unsupportedDType(operation: "withMutableSpan", dtype: T.dtype, expected: [dtype])
        }
        makeUnique()
        defer { withExtendedLifetime(storage) {} }
        var span = uniqueBuffer(of: T.self).mutableSpan
        return try body(&span)
    }
}
