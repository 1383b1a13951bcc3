import MartletNumerics

extension Pass {
    /// Puts the elementwise operations that follow a product, and pooling after them, into the product's epilogue: what
    /// can be done while results are in registers.
    package static let fuseEpilogues = Pass(name: "fuse epilogues") { graph in
        let tails = ProductTails(graph).found
        return graph.rewritten { index, _, _, new in
            guard let tail = tails[index] else { return nil }
            return new.builder.apply(tail.product, tail.inputs.map { new.symbol($0)! })
        }
    }
}

/// The tails of products: what each ends in.
private struct ProductTails {
    struct Tail {
        var product: any EpilogueOperation
        var inputs: [Graph.Value]
    }

    /// By the node that ends the tail, where the product goes.
    private(set) var found: [Int: Tail] = [:]

    private let graph: Graph
    private let readers: [[Int]]
    private let uses: [Int]
    /// Nodes that belong to a product's tail.
    private var taken: Set<Int> = []

    /// Of two products that are added the later takes the addition; the other one is there by then.
    init(_ graph: Graph) {
        self.graph = graph
        readers = graph.readers
        uses = graph.useCounts().map { $0.reduce(0, +) }
        for (index, node) in graph.nodes.enumerated().reversed() {
            guard let product = node.operation.scalable, product.epilogue == .none,
                node.types[0].dtype == .float32
            else { continue }
            var nodes = largest(after: index)
            if !nodes.isEmpty, let last = nodes.last, hasFusedReader(last) {
                // What is no plain sum or bound costs less in the elementwise kernel that comes anyway.
                nodes.removeLast(ElementwiseTail(graph, index, nodes, uses).chained)
            }
            let last = nodes.last ?? index
            let pool = pooling(last, product)
            if nodes.isEmpty, pool == nil { continue }
            var operation: any EpilogueOperation = product
            var inputs = node.inputs
            if !nodes.isEmpty {
                let ending = ElementwiseTail(graph, index, nodes, uses)
                operation.epilogue = ending.epilogue
                inputs += ending.inputs
            }
            taken.formUnion(nodes)
            operation.epilogue.pools = pool != nil
            found[pool ?? last] = Tail(product: operation, inputs: inputs)
        }
    }

    /// Whether what a node gives is read once, by an elementwise operation with which its own would be fused.
    private func hasFusedReader(_ index: Int) -> Bool {
        guard uses[index] == 1, let reader = readers[index].first, !taken.contains(reader) else { return false }
        let node = graph.nodes[reader]
        return node.operation.elementwise != nil && node.types[0].shape == graph.nodes[index].types[0].shape
    }

    /// The node that pools what a node gives, if nothing else reads it.
    private func pooling(_ index: Int, _ product: any EpilogueOperation) -> Int? {
        guard product.canPool, uses[index] == 1, let reader = readers[index].first,
            graph.nodes[reader].operation as? MaxPool == .halving
        else { return nil }
        return reader
    }

    /// The most elementwise nodes, in order, that are computed from a product, and of which nothing but the last is
    /// read outside.
    private func largest(after product: Int) -> [Int] {
        var (nodes, best): ([Int], [Int]) = ([], [])
        var open = [product: uses[product]]  // how often each is read outside
        var waiting = Set(readers[product])
        while let next = waiting.min() {
            waiting.remove(next)
            guard accepts(next, after: product, nodes) else { continue }
            nodes.append(next)
            for input in graph.nodes[next].inputs where open[input.node] != nil { open[input.node]! -= 1 }
            open[next] = uses[next]
            waiting.formUnion(readers[next])
            let isEnd = graph.nodes[next].types[0] == graph.nodes[product].types[0]
            if isEnd, open.allSatisfy({ $0.key == next ? $0.value > 0 : $0.value == 0 }) { best = nodes }
        }
        return best
    }

    /// Whether a node can be computed where the product's result is in registers, after `nodes`.
    private func accepts(_ index: Int, after product: Int, _ nodes: [Int]) -> Bool {
        let (node, type) = (graph.nodes[index], graph.nodes[product].types[0])
        let all = nodes + [index]
        guard node.operation.elementwise != nil, !taken.contains(index), node.types[0].shape == type.shape,
            [.float32, .bool].contains(node.types[0].dtype)
        else { return false }
        let outside = all.flatMap { graph.nodes[$0].inputs }.filter { $0.node != product && !all.contains($0.node) }
        let others = Set(outside.filter { graph.scalar($0) == nil })
        let bias = others.filter { graph.isBias($0, of: product, in: all.first!, uses) }
        let constants = Set(outside).count - others.count
        return others.count - bias.count <= 1
            && others.subtracting(bias).allSatisfy { graph.type(of: $0) == type }
            && graph.stepCount(all) + constants <= ElementwiseProgram.stepLimit
    }
}

/// What some elementwise nodes make of a product.
private struct ElementwiseTail {
    private(set) var epilogue = Epilogue.none
    /// The bias and the other tensor.
    private(set) var inputs: [Graph.Value] = []
    /// How many nodes, the last ones, became a chain.
    private(set) var chained = 0

    private let graph: Graph
    private let uses: [Int]
    /// The result so far, and the nodes that are still to be added.
    private var current: Graph.Value
    private var nodes: [Int]
    private var others: [Graph.Value]

    init(_ graph: Graph, _ product: Int, _ nodes: [Int], _ uses: [Int]) {
        (self.graph, self.nodes, self.uses) = (graph, nodes, uses)
        current = Graph.Value(node: product)
        others = nodes.flatMap { graph.nodes[$0].inputs }
            .filter { $0.node != product && !nodes.contains($0.node) && graph.scalar($0) == nil }
        if let bias = others.first(where: { graph.isBias($0, of: product, in: nodes[0], uses) }) {
            epilogue.hasBias = true
            take(bias)
        }
        takeResidual()
        takeMask()
        takeClip()
        if !self.nodes.isEmpty {
            let inner = self.nodes
            chained = inner.count
            if let other = others.first {
                epilogue.other = .read
                inputs.append(other)
            }
            epilogue.activation = .chain(graph.fused(inner, inputs: [current] + others.prefix(1)))
        }
    }

    /// Says the first node, which reads `other` too.
    private mutating func take(_ other: Graph.Value) {
        inputs.append(other)
        others.removeAll { $0 == other }
        current = Graph.Value(node: nodes.removeFirst())
    }

    /// A tensor that is added at once and not read again.
    private mutating func takeResidual() {
        guard let first = nodes.first, graph.nodes[first].operation is Add, others.count == 1, uses[current.node] == 1,
            Set(graph.nodes[first].inputs) == [current, others[0]]
        else { return }
        epilogue.other = .added
        take(others[0])
    }

    /// A rectifier's mask, which comes last.
    private mutating func takeMask() {
        guard nodes.count == 1, graph.nodes[nodes[0]].operation is ReluGradient, others.count == 1,
            graph.nodes[nodes[0]].inputs == [current, others[0]]
        else { return }
        epilogue.other = .mask
        take(others[0])
    }

    /// Rectifiers and bounds, one after the other, and rounding after them.
    private mutating func takeClip() {
        guard !nodes.isEmpty, others.isEmpty else { return }
        var (low, high, value, rounds) = (-Double.infinity, Double.infinity, current, false)
        for index in nodes {
            let node = graph.nodes[index]
            let bound = node.inputs.compactMap { graph.scalar($0) }.first
            guard node.inputs.filter({ $0 == value }).count == 1 else { return }
            if rounds { return }
            switch (node.operation, bound) {
            case (is Round, _) where Epilogue.canRound(low, high): rounds = true
            case (is Relu, _): (low, high) = (max(low, 0), max(high, 0))
            case (is Maximum, let bound?) where !bound.isNaN: (low, high) = (max(low, bound), max(high, bound))
            case (is Minimum, let bound?) where !bound.isNaN: (low, high) = (min(low, bound), min(high, bound))
            default: return
            }
            value = Graph.Value(node: index)
        }
        (epilogue.activation, epilogue.rounds) = (.clip(low: low, high: high), rounds)
        (current, nodes) = (value, [])
    }
}

extension Graph {
    /// Whether a vector is added to a product's results, a number for each of the last axis, by the first node that
    /// reads them and the only one.
    fileprivate func isBias(_ value: Value, of product: Int, in first: Int, _ uses: [Int]) -> Bool {
        let type = self.type(of: value)
        return nodes[first].operation is Add && uses[product] == 1 && nodes[first].inputs.contains(value)
            && nodes[first].inputs.contains(Value(node: product)) && type.shape.count == 1
            && type.shape.last == nodes[product].types[0].shape.last && type.dtype == nodes[product].types[0].dtype
    }
}
