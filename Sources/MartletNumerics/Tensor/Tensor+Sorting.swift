extension Tensor {
    /// The elements in ascending order along `axis`, NaN last.
    ///
    /// - Throws: `TensorError.axisOutOfRange`.
    public func sorted(axis: Int = -1) throws(TensorError) -> Tensor {
        try alongLast(axis, resultType: dtype, operation: "sort") { source, target, lines, length in
            dtype.element.sort(source, target, lines: lines, length: length)
        }
    }

    /// The positions that put the elements in ascending order along `axis`, NaN last; equal elements keep their order.
    ///
    /// - Throws: `TensorError.axisOutOfRange`.
    public func argSort(axis: Int = -1) throws(TensorError) -> Tensor {
        try alongLast(axis, resultType: .int64, operation: "argSort") { source, target, lines, length in
            dtype.element.argSort(source, target, lines: lines, length: length)
        }
    }

    /// The different elements in ascending order, NaN last, and how often each occurs.
    public func unique() -> (values: Tensor, counts: Tensor) {
        let sorted = Tensor(uninitialized: [count], dtype: dtype)
        dtype.element.sort(baseAddress, sorted.storage.baseAddress, lines: 1, length: count)
        let counts = dtype.element.runs(sorted.baseAddress, count: count)
        let lengths = counts.map(Int64.init)
        var start = 0
        let size = dtype.byteCount
        let values = Tensor(shape: [counts.count], dtype: dtype) { bytes in
            for (i, length) in counts.enumerated() {
                (bytes.baseAddress! + i * size).copyMemory(from: sorted.baseAddress + start * size, byteCount: size)
                start += length
            }
        }
        withExtendedLifetime(sorted) {}
        return (values, Tensor(lengths))
    }

    /// Gives `body` the elements with `axis` brought to the end, and puts its results back.
    private func alongLast(
        _ axis: Int, resultType: DType, operation: String,
        _ body: (UnsafeRawPointer, UnsafeMutableRawPointer, _ lines: Int, _ length: Int) -> Void
    ) throws(TensorError) -> Tensor {
        let axis = try shape.resolve(axis: axis, operation: operation)
        let source = try movingAxis(axis, to: -1)
        let result = Tensor(uninitialized: source.shape, dtype: resultType)
        if count > 0 {
            body(source.baseAddress, result.storage.baseAddress, count / shape[axis], shape[axis])
        }
        withExtendedLifetime(source) {}
        return try result.movingAxis(-1, to: axis)
    }
}

extension TensorElement {
    /// Whether `a` comes before `b`: NaN is last.
    @inline(__always)
    private static func precedes(_ a: Self, _ b: Self) -> Bool { a < b || (b != b && a == a) }

    static func sort(_ source: UnsafeRawPointer, _ target: UnsafeMutableRawPointer, lines: Int, length: Int) {
        let source = source.assumingMemoryBound(to: Self.self)
        let target = target.assumingMemoryBound(to: Self.self)
        target.update(from: source, count: lines * length)
        for line in 0..<lines {
            var elements = UnsafeMutableBufferPointer(start: target + line * length, count: length)
            elements.sort { precedes($0, $1) }
        }
    }

    static func argSort(_ source: UnsafeRawPointer, _ target: UnsafeMutableRawPointer, lines: Int, length: Int) {
        let target = target.assumingMemoryBound(to: Int64.self)
        for line in 0..<lines {
            let elements = source.assumingMemoryBound(to: Self.self) + line * length
            var positions = UnsafeMutableBufferPointer(start: target + line * length, count: length)
            for i in 0..<length { positions[i] = Int64(i) }
            positions.sort { i, j in
                let (a, b) = (elements[Int(i)], elements[Int(j)])
                return precedes(a, b) || (i < j && !precedes(b, a))
            }
        }
    }

    /// The lengths of the runs of equal elements; all NaN are one run.
    static func runs(_ source: UnsafeRawPointer, count: Int) -> [Int] {
        let source = source.assumingMemoryBound(to: Self.self)
        var lengths: [Int] = []
        for i in 0..<count {
            if i > 0, !precedes(source[i - 1], source[i]) {
                lengths[lengths.count - 1] += 1
            } else {
                lengths.append(1)
            }
        }
        return lengths
    }
}
