/// What a plan is made for, beside its graph.
package struct PlanOptions: Sendable {
    /// Whether speed is given up for memory, as by keeping filters nearly as they are.
    package var savesMemory = false
    /// What convolutions multiply, but those for the gradient of a filter.
    package var precision = Precision.float32
    /// Whether a row of the result must be the same bytes however many rows there are: no choice depends on their number.
    package var isBatchInvariant = false
    /// Whose products convolutions are made of.
    package var convolution = ConvolutionMethod.automatic
    /// Whether products skip the zeros of known weights where that is faster.
    package var skipsZeros = false

    package init(
        savesMemory: Bool = false, precision: Precision = .float32, isBatchInvariant: Bool = false,
        convolution: ConvolutionMethod = .automatic, skipsZeros: Bool = false
    ) {
        self.savesMemory = savesMemory
        self.precision = precision
        self.isBatchInvariant = isBatchInvariant
        self.convolution = convolution
        self.skipsZeros = skipsZeros
    }
}
