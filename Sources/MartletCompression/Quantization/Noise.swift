import Glibc
import MartletNumerics

/// Sums of squares of numbers, and of what was changed of them.
struct Noise {
    private var signal = 0.0
    private var noise = 0.0

    /// In dB; infinite if nothing was changed.
    var ratio: Double { noise == 0 ? .infinity : 10 * log10(signal / noise) }

    /// What was changed in parts of what was there, as root mean squares; 0 if nothing was changed.
    var amplitude: Double { noise == 0 ? 0 : (noise / signal).squareRoot() }

    mutating func add(_ exact: Tensor, _ actual: Tensor) {
        exact.withFloats { exact in
            actual.withFloats { actual in
                for index in exact.indices {
                    let (x, difference) = (Double(exact[index]), Double(actual[index] - exact[index]))
                    signal += x * x
                    noise += difference * difference
                }
            }
        }
    }

    /// - Parameter channels: how many elements in a row are of one channel.
    mutating func add(
        _ exact: Tensor, _ grid: [(scale: Float, zeroPoint: Float, levels: Float)], channels: Int
    ) {
        exact.withFloats { exact in
            for (index, x) in exact.enumerated() {
                let (scale, zero, levels) = grid[index / channels % grid.count]
                let step = min(max((x / scale + 0.5).rounded(.down) + zero, 0), levels)
                let difference = Double((step - zero) * scale - x)
                signal += Double(x) * Double(x)
                noise += difference * difference
            }
        }
    }
}
