/// Whole numbers from -3 to 4 without an order, always the same, and matrices of them.
struct SmallNumbers {
    private let pool: [Int32]

    init(count: Int) {
        var state: UInt32 = 1
        pool = (0..<count).map { _ in
            state = state &* 1_664_525 &+ 1_013_904_223
            return Int32(state >> 29) - 3
        }
    }

    /// A matrix whose rows lie `columns + padding` apart.
    func matrix(_ rows: Int, _ columns: Int, padding: Int, from start: Int = 0) -> Matrix {
        let stride = columns + padding
        return Matrix(
            elements: Array(pool[start..<(start + rows * stride)]), rows: rows, columns: columns, stride: stride)
    }

    /// A lower triangle: 1, 2 and 4 on the diagonal by turns, else what `entry` makes of a number.
    func triangle(_ n: Int, _ entry: (Int32) -> Int32) -> Matrix {
        var result = matrix(n, n, padding: 0)
        for i in 0..<n {
            for j in 0..<n {
                let place = i * n + j
                result.elements[place] = j < i ? entry(result.elements[place]) : j == i ? 1 << (i % 3) : 0
            }
        }
        return result
    }

    struct Matrix {
        var elements: [Int32]
        let rows, columns, stride: Int

        subscript(i: Int, j: Int) -> Int32 { elements[i * stride + j] }

        /// The matrix, turned or not, times a vector, by loops that the compiler makes vectors of.
        func times(_ x: [Int32], transpose: Bool) -> [Int32] {
            var result = [Int32](repeating: 0, count: transpose ? columns : rows)
            elements.withUnsafeBufferPointer { a in
                x.withUnsafeBufferPointer { x in
                    result.withUnsafeMutableBufferPointer { y in
                        for i in 0..<rows {
                            let row = UnsafeBufferPointer(rebasing: a[(i * stride)..<(i * stride + columns)])
                            if transpose {
                                for j in 0..<columns { y[j] &+= row[j] &* x[i] }
                            } else {
                                var sum: Int32 = 0
                                for j in 0..<columns { sum &+= row[j] &* x[j] }
                                y[i] = sum
                            }
                        }
                    }
                }
            }
            return result
        }
    }
}
