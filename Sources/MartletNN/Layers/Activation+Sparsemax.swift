public import MartletGraph

extension Symbol {
    /// The nearest probabilities along the last axis, many of them 0 (Martins & Astudillo 2016).
    ///
    /// An element takes part if what exceeds it sums to less than 1; those are found by comparing each with each.
    public func sparsemax() -> Symbol {
        let z = self - max(axes: [-1], keepingDimensions: true)
        let exceeding = (z.expandedDimensions(axis: -2) - z.expandedDimensions(axis: -1)).relu().sum(axes: [-1])
        let takesPart = exceeding.isLess(than: 1).cast(to: dtype)
        let sum = { (x: Symbol) in x.sum(axes: [-1], keepingDimensions: true) }
        return (z - (sum(z * takesPart) - 1) / sum(takesPart)).relu()
    }
}
