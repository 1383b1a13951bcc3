import MartletNumerics

/// Where each parameter of a model lies in its one block of memory: trainable, then frozen, then state.
///
/// Each starts at a multiple of 64 bytes. The trainable ones are float32 and the gaps between them stay zero, so that an
/// optimiser may step over them as one vector.
public struct ParameterLayout: Sendable, Hashable {
    package struct Entry: Sendable, Hashable {
        package var parameter: Parameter
        package var byteOffset: Int
        package var isFrozen: Bool

        /// Where a trainable parameter begins in the flat vectors of parameters, gradients and slots, in floats.
        package var start: Int { byteOffset / MemoryLayout<Float>.stride }
        package var bytes: Range<Int> { byteOffset..<byteOffset + parameter.type.byteCount }
    }

    package let entries: [Entry]
    /// Floats of the trainable part, gaps included.
    package let trainableCount: Int
    /// Bytes of all.
    package let byteCount: Int
    private let index: [String: Int]

    package init(_ parameters: [Parameter], isFrozen: (Parameter) -> Bool = { _ in false }) {
        var entries: [Entry] = []
        var offset = 0
        func place(_ group: some Sequence<Parameter>, frozen: Bool) {
            for parameter in group {
                entries.append(Entry(parameter: parameter, byteOffset: offset, isFrozen: frozen))
                offset += (parameter.type.byteCount + 63) / 64 * 64
            }
        }
        let learned = parameters.filter(\.isTrainable)
        precondition(learned.allSatisfy { $0.dtype == .float32 }, "what is trained is float32")
        place(learned.filter { !isFrozen($0) }, frozen: false)
        trainableCount = offset / MemoryLayout<Float>.stride
        place(learned.filter(isFrozen), frozen: true)
        place(parameters.filter { !$0.isTrainable }, frozen: true)
        byteCount = offset
        self.entries = entries
        index = Dictionary(uniqueKeysWithValues: entries.enumerated().map { ($1.parameter.name, $0) })
    }

    package subscript(name: String) -> Entry? { index[name].map { entries[$0] } }

    /// Whether training steps whose plan writes `written` leave a parameter as it is.
    package func isFixed(_ variable: Variable, written: [Plan.Destination]) -> Bool {
        guard let entry = self[variable.name], entry.isFrozen else { return false }
        return !written.contains(.parameter(bank: variable.bank, name: variable.name))
    }

    package var trainable: ArraySlice<Entry> { entries.prefix { !$0.isFrozen } }
}
