public import MartletNN

extension Model {
    /// The model with zeros that aren't multiplied: in dense layers and in convolutions, where that is faster.
    ///
    /// For each number of rows the plan compares estimates: of the product as it is otherwise made, by Winograd's algorithm for
    /// instance, and of its sparse forms, which keep what isn't zero filter by filter, in blocks of 4 or 8 filters, or, for up
    /// to 4 rows, side by side; so other layers stay dense, and `plan(rows:)` says which. What is chosen depends on shapes,
    /// weights and the processor's features alone. Sums are made in another order, with the rounding that this brings. After
    /// each change of the weights all is chosen anew.
    ///
    /// Masks become zeros, as `stripPruning` has it. The result is a model like any other, of which `skipsZeros` is set.
    ///
    /// - Throws: mistakes in the layers.
    public func sparsified() throws -> Model {
        try checked()
        var model = graph.isPruned ? try stripPruning() : self
        model.skipsZeros = true
        return model
    }
}
