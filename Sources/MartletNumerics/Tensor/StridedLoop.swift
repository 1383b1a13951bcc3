/// Walks up to three operands of different strides in the row-major order of one shape.
///
/// Axes along which all operands lie evenly are merged, so that operands of equal shape are one row. What broadcasting,
/// transposing and slicing have in common.
struct StridedLoop {
    /// Offsets of the first elements of a row, one for each operand.
    typealias Offsets = (a: Int, b: Int, c: Int)

    /// The number of elements in a row, and how far apart they are in each operand.
    let rowLength: Int
    let rowStrides: Offsets
    private let lengths: Shape
    private let strides: (a: Shape, b: Shape, c: Shape)

    /// The loop over `shape`, in which neighbours along each axis are as far apart as the operands' strides say.
    init(_ shape: Shape, _ a: Shape, _ b: Shape? = nil, _ c: Shape? = nil) {
        let b = b ?? a
        let c = c ?? a
        var lengths = Shape()
        var merged = (a: Shape(), b: Shape(), c: Shape())
        for axis in 0..<shape.count where shape[axis] != 1 {
            let length = shape[axis]
            let last = lengths.count - 1
            if last >= 0, merged.a[last] == a[axis] * length, merged.b[last] == b[axis] * length,
                merged.c[last] == c[axis] * length
            {
                lengths[last] *= length
                (merged.a[last], merged.b[last], merged.c[last]) = (a[axis], b[axis], c[axis])
            } else {
                lengths.append(length)
                merged.a.append(a[axis])
                merged.b.append(b[axis])
                merged.c.append(c[axis])
            }
        }
        if lengths.isEmpty {
            rowLength = 1
            rowStrides = (1, 1, 1)
        } else {
            let last = lengths.count - 1
            rowLength = lengths.remove(at: last)
            rowStrides = (merged.a.remove(at: last), merged.b.remove(at: last), merged.c.remove(at: last))
        }
        self.lengths = lengths
        strides = merged
    }

    /// The loop over `count` elements of two operands that lie side by side, or of which one is a single element.
    init(count: Int, isASingle: Bool = false, isBSingle: Bool = false) {
        rowLength = count
        rowStrides = (isASingle ? 0 : 1, isBSingle ? 0 : 1, 0)
        lengths = Shape()
        strides = (Shape(), Shape(), Shape())
    }

    /// Calls `body` for each row with the operands' offsets and the number of elements before it.
    @inline(__always)
    func forEachRow(_ body: (_ offsets: Offsets, _ output: Int) -> Void) {
        if lengths.isEmpty {
            if rowLength > 0 { body((0, 0, 0), 0) }
            return
        }
        guard rowLength > 0, !lengths.contains(0) else { return }
        var index = Shape(repeating: 0, rank: lengths.count)
        var offsets: Offsets = (0, 0, 0)
        var output = 0
        while true {
            body(offsets, output)
            output += rowLength
            var axis = lengths.count - 1
            while axis >= 0 {
                index[axis] += 1
                offsets.a += strides.a[axis]
                offsets.b += strides.b[axis]
                offsets.c += strides.c[axis]
                if index[axis] < lengths[axis] { break }
                offsets.a -= strides.a[axis] * lengths[axis]
                offsets.b -= strides.b[axis] * lengths[axis]
                offsets.c -= strides.c[axis] * lengths[axis]
                index[axis] = 0
                axis -= 1
            }
            if axis < 0 { return }
        }
    }
}

extension Shape {
    /// The strides with which a contiguous tensor of this shape is read as if it had the shape `target`.
    func broadcastStrides(to target: Shape) -> Shape {
        var result = Shape(repeating: 0, rank: target.count)
        let strides = self.strides
        for axis in 0..<count where self[axis] != 1 {
            result[axis + target.count - count] = strides[axis]
        }
        return result
    }
}

extension Tensor {
    /// The contiguous tensor of `shape` whose elements start at `offset` and are `strides` apart.
    func gathered(shape: Shape, strides: Shape, offset: Int = 0) -> Tensor {
        let result = Tensor(uninitialized: shape, dtype: dtype)
        let source = baseAddress + offset * dtype.byteCount
        let target = result.storage.baseAddress
        let loop = StridedLoop(shape, strides)
        switch dtype.byteCount {
        case 1: Self.gather(UInt8.self, loop, source, target)
        case 4: Self.gather(UInt32.self, loop, source, target)
        default: Self.gather(UInt64.self, loop, source, target)
        }
        withExtendedLifetime(self) {}
        return result
    }

    private static func gather<T: BitwiseCopyable>(
        _ type: T.Type, _ loop: StridedLoop, _ source: UnsafeRawPointer, _ target: UnsafeMutableRawPointer
    ) {
        let source = source.assumingMemoryBound(to: T.self)
        let target = target.assumingMemoryBound(to: T.self)
        let (length, stride) = (loop.rowLength, loop.rowStrides.a)
        loop.forEachRow { offsets, output in
            if stride == 1 {
                (target + output).update(from: source + offsets.a, count: length)
            } else {
                for i in 0..<length {
                    target[output + i] = source[offsets.a + i * stride]
                }
            }
        }
    }
}
