/// Where each parameter of a model lies in its one flat vector of float32: trainable, then frozen, then state.
///
/// Each starts at a multiple of 64 bytes; the gaps stay zero, so that an optimiser may step over the whole.
public struct ParameterLayout: Sendable, Hashable {
    package struct Entry: Sendable, Hashable {
        package var parameter: Parameter
        /// In floats.
        package var offset: Int
        package var isFrozen: Bool
    }

    package let entries: [Entry]
    /// Floats of the trainable part, gaps included.
    package let trainableCount: Int
    /// Floats of all.
    package let count: Int
    private let index: [String: Int]

    package init(_ parameters: [Parameter], isFrozen: (Parameter) -> Bool = { _ in false }) {
        var entries: [Entry] = []
        var offset = 0
        func place(_ group: some Sequence<Parameter>, frozen: Bool) {
            for parameter in group {
                entries.append(Entry(parameter: parameter, offset: offset, isFrozen: frozen))
                offset += (parameter.count + 15) / 16 * 16
            }
        }
        let learned = parameters.filter(\.isTrainable)
        place(learned.filter { !isFrozen($0) }, frozen: false)
        trainableCount = offset
        place(learned.filter(isFrozen), frozen: true)
        place(parameters.filter { !$0.isTrainable }, frozen: true)
        count = offset
        self.entries = entries
        index = Dictionary(uniqueKeysWithValues: entries.enumerated().map { ($1.parameter.name, $0) })
    }

    package subscript(name: String) -> Entry? { index[name].map { entries[$0] } }

    /// Whether training steps whose plan writes `written` leave a parameter as it is.
    package func isFixed(_ variable: Variable, written: [Plan.Destination]) -> Bool {
        guard let entry = self[variable.name], entry.offset >= trainableCount else { return false }
        return !written.contains(.parameter(bank: variable.bank, name: variable.name))
    }

    package var trainable: ArraySlice<Entry> { entries.prefix { $0.offset < trainableCount && !$0.isFrozen } }
}
