/// Numbers in memory: a shape, a dtype and elements in row-major order.
///
/// A tensor is a value. Copies share memory until one of them is written to. Arithmetic is eager and follows NumPy;
/// whatever bad arguments can reach throws `TensorError`.
public struct Tensor: Sendable {
    /// The lengths of the axes.
    public let shape: Shape
    /// The type of the elements.
    public let dtype: DType
    /// The number of elements.
    public let count: Int
    /// Shared by copies and therefore only read, except where it is known to be unique.
    nonisolated(unsafe) package private(set) var storage: Storage

    /// The number of axes.
    public var rank: Int { shape.count }

    /// The number of bytes that the elements take.
    public var byteCount: Int { count * dtype.byteCount }

    /// A tensor whose elements are yet to be written.
    package init(uninitialized shape: Shape, dtype: DType) {
        self.shape = shape
        self.dtype = dtype
        count = shape.elementCount
        precondition(count >= 0, "a tensor's shape has no negative lengths")
        storage = Storage.allocate(byteCount: count * dtype.byteCount)
    }

    /// A tensor whose elements `initialize` writes, all of them.
    package init<E: Error>(
        shape: Shape, dtype: DType, initialize: (UnsafeMutableRawBufferPointer) throws(E) -> Void
    ) throws(E) {
        self.init(uninitialized: shape, dtype: dtype)
        try initialize(UnsafeMutableRawBufferPointer(start: storage.baseAddress, count: byteCount))
    }

    /// A tensor over memory that exists already and is large enough.
    package init(wrapping storage: Storage, shape: Shape, dtype: DType) {
        self.shape = shape
        self.dtype = dtype
        count = shape.elementCount
        self.storage = storage
        precondition(count * dtype.byteCount <= storage.byteCount, "storage is too small for shape \(shape)")
    }
}

extension Tensor {
    /// The first element, valid while this tensor lives and isn't written to.
    package var baseAddress: UnsafeRawPointer {
        @inline(__always) get { UnsafeRawPointer(storage.baseAddress) }
    }

    /// The elements as `T`, which must have this tensor's dtype; valid as long as `baseAddress`.
    @inline(__always)
    package func buffer<T: BitwiseCopyable>(of type: T.Type) -> UnsafeBufferPointer<T> {
        assert(MemoryLayout<T>.stride == dtype.byteCount)
        return UnsafeBufferPointer(start: storage.baseAddress.assumingMemoryBound(to: T.self), count: count)
    }

    /// The elements as `T` for writing to a tensor that was just made and not copied yet.
    @inline(__always)
    package func uniqueBuffer<T: BitwiseCopyable>(of type: T.Type) -> UnsafeMutableBufferPointer<T> {
        UnsafeMutableBufferPointer(mutating: buffer(of: type))
    }

    /// Makes this tensor the only one that refers to its memory.
    package mutating func makeUnique() {
        guard !isKnownUniquelyReferenced(&storage) else { return }
        let copy = Storage.allocate(byteCount: byteCount)
        copy.baseAddress.copyMemory(from: storage.baseAddress, byteCount: byteCount)
        storage = copy
    }

    /// Calls `body` with the elements' bytes.
    package func withUnsafeBytes<R, E: Error>(
        _ body: (UnsafeRawBufferPointer) throws(E) -> R
    ) throws(E) -> R {
        defer { withExtendedLifetime(storage) {} }
        return try body(UnsafeRawBufferPointer(start: storage.baseAddress, count: byteCount))
    }

    /// Calls `body` with the elements' bytes for writing.
    package mutating func withUnsafeMutableBytes<R, E: Error>(
        _ body: (UnsafeMutableRawBufferPointer) throws(E) -> R
    ) throws(E) -> R {
        makeUnique()
        defer { withExtendedLifetime(storage) {} }
        return try body(UnsafeMutableRawBufferPointer(start: storage.baseAddress, count: byteCount))
    }

    /// The same elements under another shape with as many of them.
    package func withShape(_ shape: Shape) -> Tensor {
        Tensor(wrapping: storage, shape: shape, dtype: dtype)
    }
}
