import CMartletKernels

/// Winograd's algorithm in tiles of 4 with transformed filters rounded to integers: how far its sums may lie from the exact ones.
struct IntegerWinograd {
    private let size = 4
    /// What takes patches, taps and products along one axis to points, to points and to results.
    private let source: [[Double]] = [
        [4, 0, -5, 0, 1, 0], [0, -4, -4, 1, 1, 0], [0, 4, -4, -1, 1, 0], [0, -2, -1, 2, 1, 0],
        [0, 2, -1, -2, 1, 0], [0, 4, 0, -5, 0, 1],
    ]
    private let filter: [[Double]] = [
        [1.0 / 4, 0, 0], [-1.0 / 6, -1.0 / 6, -1.0 / 6], [-1.0 / 6, 1.0 / 6, -1.0 / 6],
        [1.0 / 24, 1.0 / 12, 1.0 / 6], [1.0 / 24, -1.0 / 12, 1.0 / 6], [0, 0, 1],
    ]
    private let result: [[Double]] = [
        [1, 1, 1, 1, 1, 0], [0, 1, -1, 2, -2, 0], [0, 1, 1, 4, 4, 0], [0, 1, -1, 8, -8, 1],
    ]

    private var points: Int { source.count }

    /// left · x · rightᵀ, of square x.
    private func product(_ left: [[Double]], _ x: (Int, Int) -> Double) -> [[Double]] {
        let inner = left[0].count
        let half = left.map { row in
            (0..<inner).map { j in (0..<inner).reduce(0) { $0 + row[$1] * x($1, j) } }
        }
        return half.map { row in left.map { column in (0..<inner).reduce(0) { $0 + row[$1] * column[$1] } } }
    }

    /// The most that each frequency may be, of elements from -low to high.
    private func most(_ low: Double, _ high: Double) -> [[Double]] {
        let positive = source.map { $0.reduce(0) { $0 + max($1, 0) } }
        let negative = source.map { $0.reduce(0) { $0 - min($1, 0) } }
        return points.square { i, j in
            let plus = positive[i] * positive[j] + negative[i] * negative[j]
            let minus = positive[i] * negative[j] + negative[i] * positive[j]
            return max(plus * high + minus * low, plus * low + minus * high)
        }
    }

    /// The bound at each result of one image: half a unit of each transformed filter, and float32's rounding.
    ///
    /// - Parameters:
    ///   - input: without the zero, [height, width, channels]
    ///   - zero: that of uint8
    func bounds(_ shape: mk_convolution_parameters, _ input: [Double], _ weights: [Int8], zero: Double) -> [Double] {
        let (channels, filters) = (Int(shape.channels), Int(shape.filters))
        let (height, width) = (Int(shape.out_height), Int(shape.out_width))
        let parts = (channels + 127) / 128
        let part = ((channels + parts - 1) / parts + 1) / 2 * 2
        let most = most(zero, 255 - zero)
        var bounds = [Double](repeating: 0, count: height * width * filters)
        let patches = stride(from: 0, to: height, by: size).flatMap { y in
            stride(from: 0, to: width, by: size).map { x in
                (
                    y, x,
                    (0..<channels).map { c in
                        product(source) { i, j in
                            let (row, column) = (y + i - Int(shape.pad_top), x + j - Int(shape.pad_left))
                            let exists = 0..<Int(shape.height) ~= row && 0..<Int(shape.width) ~= column
                            return exists ? input[(row * Int(shape.width) + column) * channels + c] : 0
                        }
                    }
                )
            }
        }
        for k in 0..<filters {
            let transformed = (0..<channels).map { c in
                product(filter) { i, j in Double(weights[((i * 3 + j) * channels + c) * filters + k]) }
            }
            let units = points.square { i, j in
                let sums = stride(from: 0, to: channels, by: part).map { begin in
                    transformed[begin..<min(begin + part, channels)].reduce(0) { $0 + abs($1[i][j]) }
                }
                let largest = transformed.map { abs($0[i][j]) }.max() ?? 0
                return max(sums.max()! / (Double(Int32.max) / most[i][j] - 65), largest / 32766) * 1.0001
            }
            for (y, x, patch) in patches {
                let errors = points.square { i, j in
                    let size = patch.reduce(0) { $0 + abs($1[i][j]) }
                    let sum = zip(patch, transformed).reduce(0) { $0 + abs($1.0[i][j] * $1.1[i][j]) }
                    return size * units[i][j] / 2 + sum * 0x1p-21
                }
                let all = product(result.map { $0.map { abs($0) } }) { errors[$0][$1] }
                for (i, row) in all.enumerated() where y + i < height {
                    for (j, bound) in row.enumerated() where x + j < width {
                        bounds[((y + i) * width + x + j) * filters + k] = bound
                    }
                }
            }
        }
        return bounds
    }
}

extension Int {
    /// The values at each row and column below this number.
    fileprivate func square(_ value: (Int, Int) -> Double) -> [[Double]] {
        (0..<self).map { i in (0..<self).map { j in value(i, j) } }
    }
}
