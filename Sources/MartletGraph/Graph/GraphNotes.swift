/// What the tier above notes of a graph while it is built, such as its layers. Passes carry it along.
package protocol GraphNotes: Sendable {
    /// The notes with the numbers of values exchanged; what names a value that has none any more is gone.
    func renamed(_ new: (Graph.Value) -> Graph.Value?) -> Self
    /// These notes and those of what was added later.
    func adding(_ later: Self) -> Self
}

extension GraphNotes {
    func joined(_ later: (any GraphNotes)?) -> any GraphNotes { (later as? Self).map(adding) ?? self }
}
