extension CSV {
    /// What the fields of a column must be.
    public enum Kind: Sendable {
        /// Numbers if all are, else strings.
        case automatic
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
