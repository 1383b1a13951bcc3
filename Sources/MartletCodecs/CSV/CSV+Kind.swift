extension CSV {
    /// What the fields of a column must be.
    public enum Kind: Sendable {
        /// Numbers if all are, else strings.
        case automatic
        /// As `automatic`, but codes are strings, which are written with zeros in front; and if they are `classes` for certain,
        /// so are all fields of a column that has one that is no number. Only where the format keeps gaps.
        case labels(areClasses: Bool)
        /// Finite decimal numbers.
        case numbers
        /// Numbers of this range written without point and exponent.
        case integers(ClosedRange<Int>)
        /// Strings, also where they look like numbers.
        case strings
        /// These strings alone; codes count them in this order.
        case categories([String])
    }
}
