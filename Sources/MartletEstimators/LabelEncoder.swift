import MartletNumerics

/// Labels as the numbers of their classes.
struct LabelEncoder<Label: Hashable & Sendable>: Sendable {
    /// Ascending if labels can be compared, `false` before `true`; others in the order in which they come first.
    let classes: [Label]
    /// `[labels]`, int32.
    let codes: Tensor

    init(_ labels: [Label]) {
        var first: [Label: Int] = [:]
        var met: [Label] = []
        for label in labels where first.updateValue(met.count, forKey: label) == nil { met.append(label) }
        classes = Self.ascending(met)
        let places = Dictionary(uniqueKeysWithValues: zip(classes, Int32(0)...))
        codes = Tensor(labels.map { places[$0]! })
    }

    private static func ascending(_ labels: [Label]) -> [Label] {
        if let booleans = labels as? [Bool] { return booleans.sorted { !$0 && $1 } as! [Label] }
        guard let type = Label.self as? any Comparable.Type else { return labels }
        func sorted<C: Comparable>(_ type: C.Type) -> [Label] { (labels as! [C]).sorted() as! [Label] }
        return sorted(type)
    }
}
