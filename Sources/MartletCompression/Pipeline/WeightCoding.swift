import Glibc
import MartletNumerics

/// What the numbers of weights say of how small they can be written.
struct WeightCoding {
    /// The most values that one tensor's numbers take.
    private(set) var mostValues = 0
    /// The bytes that an entropy coder can't go below, with each tensor's values before it, or those of the numbers as they
    /// are if these are fewer.
    private(set) var bytes = 0
    private var zeros = 0
    private var count = 0

    /// The part of the numbers that is zero.
    var sparsity: Double { Double(zeros) / Double(max(count, 1)) }

    init(_ weights: [Tensor]) {
        for tensor in weights {
            let runs = Self.runs(tensor.array(of: Float.self).sorted())
            // Shannon (1948).
            let bits = runs.reduce(0) { $0 - Double($1.count) * log2(Double($1.count) / Double(tensor.count)) }
            mostValues = max(mostValues, runs.count)
            bytes += min(tensor.byteCount, Int((bits / 8).rounded(.up)) + runs.count * tensor.dtype.byteCount)
            zeros += runs.first { $0.value == 0 }?.count ?? 0
            count += tensor.count
        }
    }

    /// How often each value occurs in ascending numbers.
    private static func runs(_ sorted: [Float]) -> [(value: Float, count: Int)] {
        sorted.reduce(into: []) { runs, number in
            if runs.last?.value == number { runs[runs.count - 1].count += 1 } else { runs.append((number, 1)) }
        }
    }
}
