extension Tensor {
    /// The elements converted to `dtype`, as NumPy's `astype` does.
    ///
    /// Integers wrap around; floating-point numbers are truncated towards zero and saturate at the integers' limits,
    /// NaN becomes 0; whatever isn't zero is true.
    public func cast(to dtype: DType) -> Tensor {
        if dtype == self.dtype { return self }
        let result = Tensor(uninitialized: shape, dtype: dtype)
        self.dtype.element.cast(baseAddress, to: dtype, result.storage.baseAddress, count: count)
        withExtendedLifetime(storage) {}
        return result
    }
}
