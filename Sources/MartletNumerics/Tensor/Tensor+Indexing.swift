extension Tensor {
    /// A copy of the part that `indices` pick, one for each axis from the first; axes left over are taken whole.
    ///
    /// `t[2]` is row 2 without its axis, `t[0..<50]` the first 50 rows, `t[.all, -1]` the last column. Unlike NumPy,
    /// a range of positions outside of the axis throws.
    ///
    /// - Throws: `TensorError.indexOutOfRange`; `invalidArgument` for more indices than axes; `tooManyAxes`.
    public subscript<each Index: TensorIndexing>(_ indices: repeat each Index) -> Tensor {
        get throws(TensorError) {
            var list: [TensorIndex] = []
            for index in repeat each indices {
                list.append(index.tensorIndex)
            }
            let part = try Part(of: shape, list, operation: "subscript")
            return gathered(shape: part.shape, strides: part.strides, offset: part.offset)
        }
    }

    /// Writes `values`, broadcast as needed and cast to this tensor's dtype, to the part that `indices` pick.
    ///
    /// - Throws: what the subscript throws; `TensorError.shapeMismatch` when `values` don't broadcast to the part.
    public mutating func assign<each Index: TensorIndexing>(
        _ values: Tensor, at indices: repeat each Index
    ) throws(TensorError) {
        var list: [TensorIndex] = []
        for index in repeat each indices {
            list.append(index.tensorIndex)
        }
        let part = try Part(of: shape, list, operation: "assign")
        let values = try values.broadcast(to: part.shape, for: "assign").cast(to: dtype)
        makeUnique()
        let loop = StridedLoop(part.shape, part.strides)
        let size = dtype.byteCount
        let target = storage.baseAddress + part.offset * size
        loop.forEachRow { offsets, output in
            for i in 0..<loop.rowLength {
                (target + (offsets.a + i * loop.rowStrides.a) * size)
                    .copyMemory(from: values.baseAddress + (output + i) * size, byteCount: size)
            }
        }
        withExtendedLifetime(values) {}
    }

    /// The entries along `axis` at `positions`, in their order; negative positions count from the end.
    ///
    /// - Throws: `TensorError.axisOutOfRange`, `indexOutOfRange`; `invalidShape` for what doesn't fit in memory.
    public func take(_ positions: [Int], axis: Int = 0) throws(TensorError) -> Tensor {
        let axis = try shape.resolve(axis: axis, operation: "take")
        let length = shape[axis]
        for position in positions where position < -length || position >= length {
            throw .indexOutOfRange(operation: "take", index: position, axis: axis, length: length)
        }
        var target = shape
        target[axis] = positions.count
        _ = try target.checkedByteCount(of: dtype)
        let result = Tensor(uninitialized: target, dtype: dtype)
        if result.count == 0 { return result }
        let entry = shape.dropFirst(axis + 1).reduce(dtype.byteCount, *)
        for outer in 0..<shape.prefix(axis).reduce(1, *) {
            let source = baseAddress + outer * length * entry
            let target = result.storage.baseAddress + outer * positions.count * entry
            for (i, position) in positions.enumerated() {
                let position = position < 0 ? position + length : position
                (target + i * entry).copyMemory(from: source + position * entry, byteCount: entry)
            }
        }
        withExtendedLifetime(self) {}
        return result
    }

    /// The entries along `axis` at the integers `positions`, whose shape takes the axis's place.
    ///
    /// - Throws: `TensorError.unsupportedDType` unless `positions` are integers, `axisOutOfRange`, `indexOutOfRange`,
    ///   `tooManyAxes`.
    public func take(_ positions: Tensor, axis: Int = 0) throws(TensorError) -> Tensor {
        guard positions.dtype.isInteger else {
            throw .unsupportedDType(operation: "take", dtype: positions.dtype, expected: [.int64, .int32])
        }
        let resolved = try shape.resolve(axis: axis, operation: "take")
        let lengths = Array(shape.prefix(resolved)) + Array(positions.shape) + Array(shape.dropFirst(resolved + 1))
        guard lengths.count <= Shape.maximumRank else { throw .tooManyAxes(operation: "take", rank: lengths.count) }
        let result = try Shape(validating: lengths)
        return try take(positions.array(of: Int.self), axis: resolved).withShape(result)
    }

    /// The entries of the first axis where `mask`, a vector of as many booleans, is true.
    ///
    /// - Throws: `TensorError.shapeMismatch`.
    public func compressed(by mask: Tensor) throws(TensorError) -> Tensor {
        guard let length = shape.first, mask.shape == [length] else {
            throw .shapeMismatch(
                operation: "compress", shape, mask.shape, reason: "the mask needs one entry for each of the first axis")
        }
        return try take(mask.array(of: Bool.self).enumerated().filter(\.element).map(\.offset))
    }
}

/// The part of a tensor that a list of indices picks.
private struct Part {
    var shape = Shape()
    var strides = Shape()
    var offset = 0

    init(of whole: Shape, _ indices: [TensorIndex], operation: String) throws(TensorError) {
        let wholeStrides = whole.strides
        var axis = 0
        for index in indices {
            guard shape.count < Shape.maximumRank else { throw .tooManyAxes(operation: operation, rank: indices.count) }
            if case .newAxis = index.kind {
                shape.append(1)
                strides.append(0)
                continue
            }
            guard axis < whole.count else {
                throw .invalidArgument(operation: operation, reason: "more indices than axes in shape \(whole)")
            }
            let length = whole[axis]
            func resolve(_ position: Int, upTo limit: Int) throws(TensorError) -> Int {
                guard position >= -length, position <= limit else {
                    throw .indexOutOfRange(operation: operation, index: position, axis: axis, length: length)
                }
                return position < 0 ? position + length : position
            }
            switch index.kind {
            case .position(let position):
                offset += try resolve(position, upTo: length - 1) * wholeStrides[axis]
            case .range(let start, let end, let step):
                guard step != 0, step != .min else {
                    throw .invalidArgument(operation: operation, reason: "a step must not be \(step)")
                }
                let first = try start.map { (p) throws(TensorError) in try resolve(p, upTo: length) }
                let last = try end.map { (p) throws(TensorError) in try resolve(p, upTo: length) }
                let from = step > 0 ? first ?? 0 : Swift.min(first ?? length, length - 1)
                let distance = step > 0 ? (last ?? length) - from : from - (last ?? -1)
                let count = distance <= 0 ? 0 : (distance - 1) / Swift.abs(step) + 1
                offset += count == 0 ? 0 : from * wholeStrides[axis]
                shape.append(count)
                strides.append(count <= 1 ? 0 : step * wholeStrides[axis])
            case .newAxis: break
            }
            axis += 1
        }
        guard shape.count + whole.count - axis <= Shape.maximumRank else {
            throw .tooManyAxes(operation: operation, rank: shape.count + whole.count - axis)
        }
        for rest in axis..<whole.count {
            shape.append(whole[rest])
            strides.append(wholeStrides[rest])
        }
    }
}
