/// How values are distributed, as TensorBoard's histograms have it (`tensorboard.plugins.histogram.summary_v2`).
struct Histogram {
    /// Left edge, right edge and count of each piece, row by row.
    private(set) var rows: [Double]

    init(_ values: [Double], buckets: Int) {
        var (low, high, count) = (Double.infinity, -Double.infinity, 0)
        for value in values where value.isFinite {
            (low, high, count) = (min(low, value), max(high, value), count + 1)
        }
        rows = [Double](repeating: 0, count: 3 * buckets)
        if count == 0 { return }
        let width = high / Double(buckets) - low / Double(buckets)
        // All are equal: the last piece has them, and no width.
        guard width > 0 else {
            for bucket in 0..<buckets { (rows[3 * bucket], rows[3 * bucket + 1]) = (low, low) }
            rows[3 * buckets - 1] = Double(count)
            return
        }
        for bucket in 0..<buckets {
            rows[3 * bucket] = low + Double(bucket) * width
            rows[3 * bucket + 1] = bucket == buckets - 1 ? high : low + Double(bucket + 1) * width
        }
        for value in values where value.isFinite {
            let bucket = Int(min(Double(buckets - 1), (value - low) / width))
            rows[3 * bucket + 2] += 1
        }
    }
}
