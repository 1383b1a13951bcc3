import MartletNumerics

/// What the function gives on average for coalitions: a row's own features where they are in it, the background's
/// elsewhere.
///
/// Rows are written into one tensor over and over, which stays in the cache together with what the function gives for
/// them.
struct CoalitionValues {
    private let background: Tensor
    private let weights: [Double]
    private let function: (Tensor) throws -> Tensor
    private let outputs: Int
    private let width: Int
    /// How many coalitions are asked for at once; more than one only with the whole background.
    private let coalitionsAtOnce: Int
    /// How many rows of the background are asked for at once.
    private let rowsAtOnce: Int
    private var memory: Tensor

    init(_ explainer: KernelSHAP) {
        background = explainer.background.rows
        weights = explainer.background.weights.array()
        function = explainer.function
        outputs = explainer.baseValues.count
        width = background.shape[1]
        let rowBytes = width * background.dtype.byteCount + outputs * MemoryLayout<Float>.stride
        let most = max(1, explainer.memoryBudget / rowBytes)
        rowsAtOnce = min(most, weights.count)
        coalitionsAtOnce = max(1, most / weights.count)
        memory = Tensor(uninitialized: [coalitionsAtOnce * rowsAtOnce, width], dtype: background.dtype)
    }

    /// The mean outputs of each coalition of some pairs and, after each, of its complement.
    ///
    /// - Parameters:
    ///   - row: `[features]` of the background's dtype.
    ///   - varying: the places of the coalitions' features, with the columns of each.
    /// - Returns: `[2 × pairs × outputs]`.
    mutating func means(
        _ row: Tensor, varying: [(place: Int, column: Int)], _ coalitions: Coalitions, pairs: Range<Int>
    ) throws -> [Double] {
        let (first, end) = (2 * pairs.lowerBound, 2 * pairs.upperBound)
        var means = [Double](repeating: 0, count: (end - first) * outputs)
        for start in stride(from: first, to: end, by: coalitionsAtOnce) {
            let part = start..<min(start + coalitionsAtOnce, end)
            let places = (start - first) * outputs..<(part.upperBound - first) * outputs
            for low in stride(from: 0, to: weights.count, by: rowsAtOnce) {
                let slice = low..<min(low + rowsAtOnce, weights.count)
                try Task.checkCancellation()
                // The function may have kept the rows before.
                memory.makeUnique()
                if background.dtype == .float32 {
                    write(row, varying, coalitions, part, slice, as: UInt32.self)
                } else {
                    write(row, varying, coalitions, part, slice, as: UInt64.self)
                }
                let rows = Tensor(
                    wrapping: memory.storage, shape: [part.count * slice.count, width], dtype: memory.dtype)
                let asked = try Outputs(unchecked: rows, width: outputs, by: function)
                let given = asked.tensor
                means.withUnsafeMutableBufferPointer { means in
                    let means = UnsafeMutableBufferPointer(rebasing: means[places])
                    if given.dtype == .float32 {
                        add(given.buffer(of: Float.self), to: means, part.count, slice)
                    } else {
                        add(given.buffer(of: Double.self), to: means, part.count, slice)
                    }
                }
                withExtendedLifetime(given) {}
                // A sum is finite if all that was added is.
                if !means[places].allSatisfy(\.isFinite) {
                    try asked.checkFinite()
                }
            }
        }
        return means
    }

    /// Writes the rows of some coalitions with some rows of the background, by bits.
    private func write<Bits: FixedWidthInteger & BitwiseCopyable>(
        _ row: Tensor, _ varying: [(place: Int, column: Int)], _ coalitions: Coalitions, _ part: Range<Int>,
        _ slice: Range<Int>, as type: Bits.Type
    ) {
        let source = background.buffer(of: type).baseAddress! + slice.lowerBound * width
        let target = memory.uniqueBuffer(of: type).baseAddress!
        let (width, features, block) = (width, coalitions.features, slice.count * width)
        // Several rows at once make a loop that is long enough for vectors.
        let tile = width * max(1, min(slice.count, 128 / width))
        let own = row.buffer(of: type)
        coalitions.members.withUnsafeBufferPointer { members in
            parallel(threads: threadBudget, count: part.count) { range in
                withUnsafeTemporaryAllocation(of: type, capacity: 2 * tile) { patterns in
                    let (mask, repeated) = (patterns.baseAddress!, patterns.baseAddress! + tile)
                    for place in 0..<tile { (mask[place], repeated[place]) = (0, own[place % width]) }
                    for index in range {
                        let coalition = part.lowerBound + index
                        for (place, column) in varying {
                            let isIn = members[coalition / 2 * features + place] != (coalition % 2 == 1)
                            mask[column] = isIn ? ~0 : 0
                        }
                        for place in width..<max(width, tile) { mask[place] = mask[place - width] }
                        Self.blend(repeated, mask, tile, source, target + index * block, block)
                    }
                }
            }
        }
        withExtendedLifetime((row, background)) {}
    }

    /// So many numbers, `own` where the mask is and `source` elsewhere; both begin anew after each tile.
    @inline(never)
    private static func blend<Bits: FixedWidthInteger & BitwiseCopyable>(
        _ own: UnsafePointer<Bits>, _ mask: UnsafePointer<Bits>, _ tile: Int, _ source: UnsafePointer<Bits>,
        _ target: UnsafeMutablePointer<Bits>, _ count: Int
    ) {
        var start = 0
        while start < count {
            let (from, to) = (source + start, target + start)
            for place in 0..<min(tile, count &- start) {
                to[place] = from[place] ^ ((from[place] ^ own[place]) & mask[place])
            }
            start &+= tile
        }
    }

    /// Adds the weighted outputs of each coalition to its means.
    private func add<Number: BinaryFloatingPoint>(
        _ given: UnsafeBufferPointer<Number>, to means: UnsafeMutableBufferPointer<Double>, _ count: Int,
        _ slice: Range<Int>
    ) {
        let (given, means) = (given.baseAddress!, means.baseAddress!)
        let outputs = outputs
        weights.withUnsafeBufferPointer { weights in
            let weights = weights.baseAddress! + slice.lowerBound
            parallel(threads: threadBudget, count: count) { range in
                for coalition in range {
                    Self.add(
                        given + coalition * slice.count * outputs, weights, slice.count,
                        to: means + coalition * outputs,
                        outputs)
                }
            }
        }
    }

    /// Adds weighted rows to sums, four at a time: a sum would wait for itself otherwise.
    @inline(never)
    private static func add<Number: BinaryFloatingPoint>(
        _ rows: UnsafePointer<Number>, _ weights: UnsafePointer<Double>, _ count: Int,
        to sums: UnsafeMutablePointer<Double>, _ width: Int
    ) {
        let whole = count & ~3
        for row in stride(from: 0, to: whole, by: 4) {
            let (a, b, c, d) = (weights[row], weights[row + 1], weights[row + 2], weights[row + 3])
            let first = rows + row * width
            let (second, third, fourth) = (first + width, first + 2 * width, first + 3 * width)
            for place in 0..<width {
                sums[place] +=
                    (a * Double(first[place]) + b * Double(second[place]))
                    + (c * Double(third[place]) + d * Double(fourth[place]))
            }
        }
        for row in whole..<count {
            for place in 0..<width { sums[place] += weights[row] * Double(rows[row * width + place]) }
        }
    }
}
