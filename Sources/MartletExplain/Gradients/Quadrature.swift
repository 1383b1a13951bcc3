import Glibc

/// Where and how much a function counts so that the sum is its integral from 0 to 1.
enum Quadrature {
    /// The rule that is exact for polynomials up to degree 2n - 1: the zeros of Legendre's polynomial, by Newton's
    /// method.
    static func gaussLegendre(_ count: Int) -> [(place: Double, weight: Double)] {
        (0..<count).map { index in
            var (x, slope) = (cos(.pi * (Double(index) + 0.75) / (Double(count) + 0.5)), 1.0)
            for _ in 0..<8 {
                var (last, value) = (1.0, x)
                for n in stride(from: 2, through: count, by: 1) {
                    (last, value) = (value, (Double(2 * n - 1) * x * value - Double(n - 1) * last) / Double(n))
                }
                slope = Double(count) * (x * value - last) / (x * x - 1)
                x -= value / slope
            }
            return ((1 - x) / 2, 1 / ((1 - x * x) * slope * slope))
        }
    }
}
