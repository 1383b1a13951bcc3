#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension TablePreparation {
    /// Numbers by the share of those that are below them, so that neither units nor outliers count: what scikit-learn's
    /// `QuantileTransformer` does, with all rows for its `subsample`.
    public struct QuantileTransformer: Codable, Sendable, Equatable {
        /// How results are spread.
        public enum OutputDistribution: String, Codable, Sendable {
            /// From 0 to 1.
            case uniform
            /// Around 0 with deviation 1, up to 5.2.
            case normal
        }

        /// Numbers below which 0, 1, … of `quantiles.count - 1` equal shares are; ascending.
        public var quantiles: [Double]
        /// How results are spread.
        public var outputDistribution: OutputDistribution

        /// Numbers below which equal shares are, at least one and ascending.
        public init(quantiles: [Double], outputDistribution: OutputDistribution = .uniform) {
            (self.quantiles, self.outputDistribution) = (quantiles, outputDistribution)
        }

        /// What is right for `values`, of which there is at least one: `count` quantiles of them, or as many as they are.
        package init(of values: [Double], count: Int = 1000, outputDistribution: OutputDistribution) {
            let values = values.sorted()
            let last = Double(min(count, values.count) - 1)
            quantiles = (0..<min(count, values.count)).map { index in
                let place = last == 0 ? 0 : Double((values.count - 1) * index) / last
                let below = Int(place)
                let (low, high) = (values[below], values[min(below + 1, values.count - 1)])
                // No difference overflows, and none goes beyond the higher one.
                let share = place - Double(below)
                return min(high, low * (1 - share) + high * share)
            }
            for index in quantiles.indices.dropFirst() {
                quantiles[index] = max(quantiles[index], quantiles[index - 1])  // whatever rounding does
            }
            self.outputDistribution = outputDistribution
        }

        /// What becomes of a number; of one that is a quantile several times, the middle of what it could be.
        public func transformed(_ value: Double) -> Double {
            outputDistribution == .uniform ? share(below: value) : Self.normalQuantile(share(below: value))
        }

        /// What stands for a missing number: the middle.
        var middle: Double { outputDistribution == .uniform ? 0.5 : 0 }

        /// What is wrong; nil if all is right.
        package var mistake: String? {
            let isAscending = zip(quantiles, quantiles.dropFirst()).allSatisfy { $0 <= $1 }
            guard !quantiles.isEmpty, quantiles.allSatisfy(\.isFinite), isAscending else {
                return "quantiles must be finite and ascending, and at least one"
            }
            return nil
        }

        private func share(below value: Double) -> Double {
            guard value > quantiles[0] else { return 0 }
            guard value < quantiles[quantiles.count - 1] else { return 1 }
            let (first, end) = (firstIndex { $0 >= value }, firstIndex { $0 > value })
            var place = Double(first + end - 1) / 2
            if first == end {
                let (low, high) = (quantiles[first - 1], quantiles[first])
                let isWide = !(high - low).isFinite
                let part = isWide ? (value / 2 - low / 2) / (high / 2 - low / 2) : (value - low) / (high - low)
                place = Double(first - 1) + part
            }
            return place / Double(quantiles.count - 1)
        }

        /// The first quantile of which `isBeyond` is true, as it is of all after it.
        private func firstIndex(_ isBeyond: (Double) -> Bool) -> Int {
            var (low, high) = (0, quantiles.count)
            while low < high {
                let middle = (low + high) / 2
                if isBeyond(quantiles[middle]) { high = middle } else { low = middle + 1 }
            }
            return low
        }
    }
}

extension TablePreparation.QuantileTransformer {
    /// The number below which a share of a normal distribution lies; shares within 1e-7 of 0 and 1 count as that far from them,
    /// as in scikit-learn. By Wichura's algorithm AS 241 (1988).
    static func normalQuantile(_ share: Double) -> Double {
        let least = 1e-7 - Double.ulpOfOne
        let share = min(max(share, least), 1 - least)
        let offset = share - 0.5
        if abs(offset) <= 0.425 {
            let r = 0.180625 - offset * offset
            return offset * polynomial(r, Coefficients.central) / polynomial(r, Coefficients.centralDivisor)
        }
        let r = (-log(min(share, 1 - share))).squareRoot() - 1.6
        let size = polynomial(r, Coefficients.tail) / polynomial(r, Coefficients.tailDivisor)
        return offset < 0 ? -size : size
    }

    private static func polynomial(_ x: Double, _ coefficients: [Double]) -> Double {
        coefficients.reduce(0) { $0 * x + $1 }
    }

    /// From the highest power down.
    private enum Coefficients {
        static let central = [
            2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457,
            13731.693765509461125, 1971.5909503065514427, 133.14166789178437745, 3.3871328727963666080,
        ]
        static let centralDivisor = [
            5226.4952788528545610, 28729.085735721942674, 39307.895800092710610, 21213.794301586595867,
            5394.1960214247511077, 687.18700749205790830, 42.313330701600911252, 1,
        ]
        static let tail = [
            7.74545014278341407640e-4, 2.27238449892691845833e-2, 0.241780725177450611770, 1.27045825245236838258,
            3.64784832476320460504, 5.76949722146069140550, 4.63033784615654529590, 1.42343711074968357734,
        ]
        static let tailDivisor = [
            1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2, 0.148103976427480074590,
            0.689767334985100004550, 1.67638483018380384940, 2.05319162663775882187, 1,
        ]
    }
}
