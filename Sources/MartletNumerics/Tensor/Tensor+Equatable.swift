extension Tensor: Equatable {
    /// Whether shape, dtype and all elements are equal; NaN equals nothing.
    public static func == (a: Tensor, b: Tensor) -> Bool {
        guard a.shape == b.shape, a.dtype == b.dtype else { return false }
        defer { withExtendedLifetime((a, b)) {} }
        return a.dtype.element.areEqual(a.baseAddress, b.baseAddress, count: a.count)
    }
}
