import MartletNumerics

extension Tensor {
    /// The elements of a tensor of `shape`, read here from `offset` on with the given strides.
    func moved(to shape: Shape, from offset: Int, _ strides: [Int]) -> Tensor {
        let (extents, own) = (Array(shape), shape.strides as [Int])
        return picked(shape) { index in
            extents.indices.reduce(offset) { $0 + (index / own[$1] % extents[$1]) * strides[$1] }
        }
    }

    /// The tensor of `shape` whose element i is this tensor's element `source(i)`; zero where that is nil.
    func picked(_ shape: Shape, _ source: (Int) -> Int?) -> Tensor {
        let size = dtype.byteCount
        return withUnsafeBytes { from in
            Tensor(shape: shape, dtype: dtype) { to in
                for index in 0..<shape.elementCount {
                    let place = source(index)
                    for byte in 0..<size { to[index * size + byte] = place.map { from[$0 * size + byte] } ?? 0 }
                }
            }
        }
    }
}
