import MartletGraph
import MartletNN

/// Where the quantizers of a scheme go in a graph: tfmot's default 8-bit layout, for any graph.
///
/// What a layer passes on is quantized after its activation; before it where the activation's results have bounds
/// known beforehand, and at both places for one that integers have no single step for. Nothing is quantized between a
/// product and the batch normalisation or the rectifier that alone reads it, between what is concatenated and the
/// result, and where elements are merely handed on (pooling by maximum, reshaping, dropout).
struct QuantizerPlaces {
    /// A quantizer and the name of its range, which ends in `_min` and `_max`.
    struct Place {
        var name: String
        var quantizer: Quantizer
    }

    /// Whether there are none.
    var isEmpty: Bool { activations.isEmpty && weights.isEmpty && byRows.isEmpty }

    /// By the value that is quantized.
    private(set) var activations: [Graph.Value: Place] = [:]
    /// By the product's node.
    private(set) var weights: [Int: Place] = [:]
    /// By the product's node: how what it multiplies with weights is quantized by rows, without a range that is kept.
    private(set) var byRows: [Int: Quantizer] = [:]

    private let units: GraphUnits
    private var graph: Graph { units.graph }
    private let scheme: SchemeOfLayers

    /// - Throws: `ModelError` for layers that there aren't.
    init(_ graph: Graph, _ scheme: QuantizationScheme, layers: LayerSelection, except: LayerSelection) throws {
        units = GraphUnits(graph)
        self.scheme = try SchemeOfLayers(scheme, graph.layers, chosen: layers, except: except)
        let isWanted = wantedUnits
        placeInputs()
        for (index, unit) in units.units.enumerated() {
            if case .product(let products) = unit.role {
                if isChosen(unit) { placeWeights(products, unit) }
                if isChosen(unit), let quantizer = self.scheme[unit.path].activations, quantizer.observer == .dynamic {
                    for product in products { byRows[product] = quantizer }
                }
                placeActivations(products, unit, isWanted: isWanted[index], isLast: follower(of: index) == nil)
            } else if isWanted[index], follower(of: index) == nil, isQuantized(unit.role) {
                place(unit.output, "output", unit)
            }
        }
    }

    private func isChosen(_ unit: GraphUnits.Unit) -> Bool { scheme.isChosen(unit.path) }

    // MARK: Which units

    private func isQuantized(_ role: GraphUnits.Role) -> Bool {
        switch role {
        case .product, .normalization, .rectifier, .concatenation, .other: true
        case .passes, .bounded: false
        }
    }

    /// Of each unit whether what it gives is to be quantized: it is chosen, or a chosen one reads it, or one before that
    /// leaves it to this one.
    private var wantedUnits: [Bool] {
        var isWanted = units.units.map { isChosen($0) }
        let byOutput = Dictionary(
            units.units.enumerated().map { ($1.output, $0) }, uniquingKeysWith: { first, _ in first })
        for unit in units.units where isChosen(unit) && isQuantized(unit.role) {
            for input in unit.inputs { if let index = byOutput[units.origin(of: input)] { isWanted[index] = true } }
        }
        for index in isWanted.indices where isWanted[index] {
            if let next = follower(of: index) { isWanted[next] = true }
        }
        return isWanted
    }

    /// The unit to which one leaves it to quantize what both compute.
    private func follower(of index: Int) -> Int? {
        let unit = units.units[index]
        guard isQuantized(unit.role), !units.isResult(unit.output), let readers = units.readers[unit.output],
            readers.count == 1
        else { return nil }
        let reader = units.units[readers[0]]
        let isLinear = self.isLinear(unit)
        let follows =
            switch reader.role {
            case .concatenation: true
            case .normalization: isProduct(unit) && isLinear
            case .rectifier: isLinear
            case .other: unit.kind == nil && reader.kind == nil && isElementwise(unit) && isElementwise(reader)
            case .product, .passes, .bounded: false
            }
        return follows ? readers[0] : nil
    }

    private func isProduct(_ unit: GraphUnits.Unit) -> Bool { if case .product = unit.role { true } else { false } }

    private func isElementwise(_ unit: GraphUnits.Unit) -> Bool {
        unit.role == .other && unit.nodes.allSatisfy { graph.nodes[$0].operation.elementwise != nil }
    }

    /// Whether a unit that multiplies applies no activation; true of other units.
    private func isLinear(_ unit: GraphUnits.Unit) -> Bool {
        guard case .product(let products) = unit.role else { return unit.role != .rectifier }
        return end(of: products.last!, unit) == unit.output
    }

    // MARK: Places

    private mutating func placeInputs() {
        guard let quantizer = scheme.scheme.inputs else { return }
        var count = 0
        for (index, node) in graph.nodes.enumerated() where node.operation is Placeholder && units.isActivation[index] {
            let name = count == 0 ? "quantize_layer" : "quantize_layer_\(count)"
            count += 1
            let value = Graph.Value(node: index)
            let isRead = units.units.contains { unit in
                isChosen(unit) && isQuantized(unit.role)
                    && unit.inputs.contains { units.origin(of: $0) == value }
            }
            if isRead { activations[value] = Place(name: "\(name)/\(name)", quantizer: quantizer) }
        }
    }

    private mutating func placeWeights(_ products: [Int], _ unit: GraphUnits.Unit) {
        let shared = scheme.scheme.weightsOfOneRange
        let scheme = scheme[unit.path]
        for product in products {
            guard var quantizer = scheme.weights, let (value, parameter) = units.weights(of: product) else { continue }
            let isDense = graph.nodes[product].operation is MatMul
            if isDense && !scheme.densePerChannel || shared.contains(parameter.name) { quantizer.perChannel = false }
            if graph.channelAxis(of: product, graph.type(of: value)) == nil { quantizer.perChannel = false }
            weights[product] = Place(name: "quant_" + parameter.name, quantizer: quantizer)
        }
    }

    private mutating func placeActivations(
        _ products: [Int], _ unit: GraphUnits.Unit, isWanted: Bool, isLast: Bool
    ) {
        for product in products.dropLast() where isChosen(unit) {
            let name = units.weights(of: product)!.parameter.name.split(separator: "/").last!
            let prefix = name.hasSuffix("_kernel") ? name.dropLast("kernel".count) : name + "_"
            place(end(of: product, unit), "\(prefix)post_activation", unit)
        }
        guard isWanted, let last = products.last else { return }
        let before = end(of: last, unit)
        let activation = unit.nodes.filter { $0 > before.node && units.isActivation[$0] }.map {
            graph.nodes[$0].operation
        }
        let isBounded = activation.count == 1 && activation[0].isBounded
        let hasNoSingleStep = activation.contains { $0 is Erf || $0 is Tanh }
        if isBounded || hasNoSingleStep { place(before, "pre_activation", unit) }
        if !isBounded, isLast { place(unit.output, "post_activation", unit) }
    }

    private mutating func place(_ value: Graph.Value, _ what: String, _ unit: GraphUnits.Unit) {
        guard let quantizer = scheme[unit.path].activations, quantizer.observer != .dynamic else { return }
        let path = unit.kind == nil ? loosePath(unit, what) : unit.path
        activations[value] = Place(name: "quant_\(path)/\(what)", quantizer: quantizer)
    }

    /// A path for what belongs to no layer, after its last operation: `add`, `add_1`.
    private func loosePath(_ unit: GraphUnits.Unit, _ what: String) -> String {
        let name = graph.nodes[unit.output.node].operation.name.snakeCased
        let base = unit.path.isEmpty ? name : "\(unit.path)/\(name)"
        let known = Set(activations.values.map(\.name))
        let isFree = { path in
            !known.contains("quant_\(path)/\(what)") && !graph.layers.contains { $0.path == path }
        }
        return isFree(base) ? base : (1...).lazy.map { "\(base)_\($0)" }.first(where: isFree)!
    }

    /// The value that a product, its bias and what merely moves elements give, before the activation.
    private func end(of product: Int, _ unit: GraphUnits.Unit) -> Graph.Value {
        var value = Graph.Value(node: product)
        while value != unit.output {
            let readers = unit.nodes.filter { graph.read(graph.nodes[$0]).contains(value) }
            guard readers.count == 1, let next = readers.first else { break }
            let node = graph.nodes[next]
            let others = node.inputs.filter { $0 != value }
            let isBias =
                node.operation is MartletGraph.Add
                && others.allSatisfy { other in
                    !units.isActivation[other.node] && !(graph.nodes[other.node].operation is Constant)
                }
            guard isBias || node.operation is MartletGraph.Reshape || node.operation is Transpose else { break }
            value = Graph.Value(node: next)
        }
        return value
    }
}

/// Which scheme holds for which layer, and which layers are chosen.
private struct SchemeOfLayers {
    let scheme: QuantizationScheme
    private let exceptions: [(paths: Set<String>?, scheme: QuantizationScheme)]
    private let chosen: Set<String>?
    private let left: Set<String>?

    init(
        _ scheme: QuantizationScheme, _ layers: [LayerRecord], chosen: LayerSelection, except: LayerSelection
    ) throws {
        self.scheme = scheme
        exceptions = try scheme.exceptions.map { (try $0.layers.paths(of: layers), $0.scheme) }
        self.chosen = try chosen.paths(of: layers)
        left = try except.paths(of: layers)
    }

    func isChosen(_ path: String) -> Bool { (chosen?.contains(path) ?? true) && !(left?.contains(path) ?? true) }

    subscript(path: String) -> QuantizationScheme {
        exceptions.last { $0.paths?.contains(path) ?? true }?.scheme ?? scheme
    }
}

extension Graph {
    /// The axis of a product's weights along which the result's channels lie; nil where integers have one range for all.
    func channelAxis(of product: Int, _ weights: TensorType) -> Int? {
        switch nodes[product].operation {
        case let matmul as MatMul: weights.shape.count == 2 ? (matmul.transposeB ? 0 : 1) : nil
        case is Convolution: weights.shape.count - 1
        default: nil
        }
    }
}
