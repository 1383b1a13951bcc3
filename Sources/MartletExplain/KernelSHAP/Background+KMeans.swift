public import MartletNumerics

extension Background {
    /// A summary of many rows: the centres of clusters, each with the share of the rows that are nearest to it.
    /// Features of the centres are the nearest values that occur, so that whole numbers and categories stay what they
    /// are.
    ///
    /// Lloyd's algorithm from ten starts of k-means++ (Arthur & Vassilvitskii 2007), of which the tightest is kept; as
    /// `shap.kmeans`.
    ///
    /// - Parameters:
    ///   - rows: `[rows, features]`.
    ///   - clusters: how many centres, from 1 to the number of rows.
    /// - Throws: `ExplanationError.invalid` for rows of another shape or that aren't finite, or for too few or many
    ///   clusters.
    public static func kMeans(_ rows: Tensor, clusters: Int, seed: UInt64 = 0) throws -> Background {
        let all = try Background(rows).rows
        guard 1...all.shape[0] ~= clusters else {
            throw ExplanationError.invalid(
                argument: "clusters", reason: "must be from 1 to the \(all.shape[0]) rows, and is \(clusters)")
        }
        let points = Points(all)
        guard points.values.allSatisfy(\.isFinite) else {
            throw ExplanationError.invalid(argument: "rows", reason: "must be finite numbers to be clustered")
        }
        let runs = (0..<10 as Range<UInt64>).map { start in
            var generator = RandomGenerator(seed: seed, stream: start)
            return points.clustered(points.spread(clusters, &generator))
        }
        let best = runs.min { $0.inertia < $1.inertia }!
        var counts = [Double](repeating: 0, count: clusters)
        for cluster in best.nearest { counts[cluster] += 1 }
        let centres = try Tensor(points.occurring(best.centres), shape: [clusters, points.width])
        // Of equal rows fewer clusters than asked for have any.
        let used = counts.indices.filter { counts[$0] > 0 }
        return try Background(centres.take(used).cast(to: all.dtype), weights: Tensor(used.map { counts[$0] }))
    }
}

/// Rows as points.
private struct Points {
    let values: [Double]
    let count: Int
    let width: Int

    init(_ rows: Tensor) {
        values = rows.array(of: Double.self)
        (count, width) = (rows.shape[0], rows.shape[1])
    }

    func point(_ index: Int) -> ArraySlice<Double> { values[index * width..<(index + 1) * width] }

    private func distance(_ point: Int, _ centres: [Double], _ centre: Int) -> Double {
        var sum = 0.0
        for j in 0..<width {
            let difference = values[point * width + j] - centres[centre * width + j]
            sum += difference * difference
        }
        return sum
    }

    /// Points of which each is drawn by its squared distance from those before.
    func spread(_ clusters: Int, _ generator: inout RandomGenerator) -> [Double] {
        var centres = Array(point(Int(generator.next(upperBound: UInt(count)))))
        var distances = (0..<count).map { distance($0, centres, 0) }
        while centres.count < clusters * width {
            var left = generator.nextUnit() * distances.reduce(0, +)
            let next = distances.firstIndex { distance in
                left -= distance
                return left < 0
            }
            centres += point(next ?? 0)
            let last = centres.count / width - 1
            for i in 0..<count { distances[i] = min(distances[i], distance(i, centres, last)) }
        }
        return centres
    }

    func clustered(_ start: [Double]) -> (centres: [Double], nearest: [Int], inertia: Double) {
        var (centres, nearest, inertia) = (start, [Int](repeating: -1, count: count), 0.0)
        let clusters = start.count / width
        for _ in 0..<300 {
            inertia = 0
            var hasChanged = false
            for i in 0..<count {
                var (best, least) = (0, Double.infinity)
                for cluster in 0..<clusters {
                    let distance = distance(i, centres, cluster)
                    if distance < least { (best, least) = (cluster, distance) }
                }
                hasChanged = hasChanged || nearest[i] != best
                nearest[i] = best
                inertia += least
            }
            if !hasChanged { break }
            var (sums, counts) = ([Double](repeating: 0, count: centres.count), [Double](repeating: 0, count: clusters))
            for i in 0..<count {
                counts[nearest[i]] += 1
                for j in 0..<width { sums[nearest[i] * width + j] += values[i * width + j] }
            }
            for place in sums.indices where counts[place / width] > 0 {
                centres[place] = sums[place] / counts[place / width]
            }
        }
        return (centres, nearest, inertia)
    }

    /// Each coordinate replaced by the nearest that a point has.
    func occurring(_ centres: [Double]) -> [Double] {
        centres.enumerated().map { place, centre in
            var best = values[place % width]
            for i in 0..<count {
                let value = values[i * width + place % width]
                if abs(value - centre) < abs(best - centre) { best = value }
            }
            return best
        }
    }
}
