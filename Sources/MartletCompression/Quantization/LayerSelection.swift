public import MartletNN

/// Some layers of a model: by name, by path, or by what is true of them.
public struct LayerSelection: Sendable, ExpressibleByArrayLiteral {
    private enum Kind: Sendable {
        case all
        case named([String])
        case satisfying(@Sendable (LayerRecord) -> Bool)
    }

    private let kind: Kind

    /// Every layer.
    public static let all = LayerSelection(kind: .all)

    /// Layers by their paths, such as `base/block1_conv1`, or by the last part of these, wherever they lie; a layer that has
    /// others within it stands for all of these.
    public static func named(_ names: String...) -> LayerSelection { LayerSelection(kind: .named(names)) }

    /// The layers of which something is true, such as `{ $0.kind == "Dense" }`.
    public static func `where`(_ isChosen: @escaping @Sendable (LayerRecord) -> Bool) -> LayerSelection {
        LayerSelection(kind: .satisfying(isChosen))
    }

    private init(kind: Kind) { self.kind = kind }

    /// The same as `named`.
    public init(arrayLiteral names: String...) { kind = .named(names) }

    /// The same as `named`, for names that are known at run time.
    public init(_ names: [String]) { kind = .named(names) }

    /// Whether it is every layer, also what is in none.
    var isAll: Bool { if case .all = kind { true } else { false } }

    /// The paths of the layers chosen, those within a chosen one among them; nil stands for all, also what is in no layer.
    ///
    /// - Throws: `ModelError.unknownLayer` for a name that no layer has.
    func paths(of layers: [LayerRecord]) throws -> Set<String>? {
        var chosen: Set<String> = []
        switch kind {
        case .all: return nil
        case .named(let names):
            for name in names {
                let own = layers.map(\.path).filter { $0 == name || $0.hasSuffix("/" + name) }
                if own.isEmpty { throw ModelError.unknownLayer(path: name, known: layers.map(\.path)) }
                chosen.formUnion(own)
            }
        case .satisfying(let isChosen): chosen.formUnion(layers.filter(isChosen).map(\.path))
        }
        for layer in layers where chosen.contains(where: { layer.path.hasPrefix($0 + "/") }) {
            chosen.insert(layer.path)
        }
        return chosen
    }
}
