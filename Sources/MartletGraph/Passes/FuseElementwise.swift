import CMartletKernels
import MartletNumerics

extension Pass {
    /// Joins elementwise operations of one shape into one kernel, so that what lies between them never leaves L1.
    ///
    /// Seen from the end, a node joins the group of its readers if all of them are in one group: then nothing outside
    /// depends on what is inside but through the group's last node, where the kernel runs.
    package static let fuseElementwise = Pass(name: "fuse elementwise") { graph in
        var groups = ElementwiseGroups(graph)
        groups.form()
        return graph.rewritten { index, node, _, new in
            guard let fused = groups.fused(at: index) else { return nil }
            return new.builder.apply(fused.operation, fused.inputs.map { new.symbol($0)! })
        }
    }
}

/// Which nodes are computed together; a group is named by its last node.
private struct ElementwiseGroups {
    let graph: Graph
    var group: [Int?]
    var members: [Int: [Int]] = [:]
    private var readers: [[Int]]
    private var isWanted: [Bool]

    init(_ graph: Graph) {
        self.graph = graph
        group = Array(repeating: nil, count: graph.nodes.count)
        readers = graph.readers
        isWanted = Array(repeating: false, count: graph.nodes.count)
        for value in graph.outputs + graph.losses + graph.updates.map(\.value) + graph.probes.values {
            isWanted[value.node] = true
        }
    }

    mutating func form() {
        for index in graph.nodes.indices.reversed() {
            guard graph.nodes[index].operation is any ElementwiseOperation, let kind = kind(index) else { continue }
            let groups = Set(readers[index].map { group[$0] })
            if !isWanted[index], groups.count == 1, let target = groups.first!,
                graph.nodes[index].types[0].shape == graph.nodes[target].types[0].shape,
                self.kind(target).map({ $0.joins(kind) }) == true,
                kind.isInner(graph.nodes[index].types[0].dtype),
                fits(members[target]! + [index], root: target)
            {
                group[index] = target
                members[target]!.append(index)
            } else {
                group[index] = index
                members[index] = [index]
            }
        }
    }

    /// The registers in which a node computes.
    private enum Kind: Equatable {
        case float, integer, either

        func joins(_ other: Kind) -> Bool { self == other || other == .either || self == .either }
        /// Whether a result of this dtype stays in the registers as it is.
        func isInner(_ dtype: DType) -> Bool {
            switch self {
            case .float: dtype == .float32 || dtype == .bool
            case .integer: dtype == .int64 || dtype == .bool
            case .either: dtype == .bool
            }
        }
    }

    private func kind(_ index: Int) -> Kind? {
        let node = graph.nodes[index]
        let dtypes = Set(node.inputs.map { graph.type(of: $0).dtype } + node.types.map(\.dtype))
        if dtypes.contains(.float64) { return nil }
        if dtypes == [.bool] { return .either }
        if dtypes.contains(.float32) { return dtypes.isSubset(of: [.float32, .bool]) ? .float : nil }
        return .integer
    }

    private func fits(_ nodes: [Int], root: Int) -> Bool {
        let inputs = externalInputs(nodes).filter { graph.scalar($0) == nil }
        let constants = externalInputs(nodes).count - inputs.count
        return inputs.count + 1 <= ElementwiseProgram.operandLimit
            && nodes.count * ElementwiseProgram.stepsOfOperation + constants <= ElementwiseProgram.stepLimit
    }

    private func externalInputs(_ nodes: [Int]) -> [Graph.Value] {
        var seen: Set<Graph.Value> = []
        return nodes.sorted().flatMap { graph.nodes[$0].inputs }
            .filter { !nodes.contains($0.node) && seen.insert($0).inserted }
    }

    /// The kernel that a group of several becomes, at its last node.
    func fused(at index: Int) -> (operation: FusedElementwise, inputs: [Graph.Value])? {
        guard let nodes = members[index]?.sorted(), nodes.count > 1 else { return nil }
        let inputs = externalInputs(nodes).filter { graph.scalar($0) == nil }
        return (graph.fused(nodes, inputs: inputs), inputs)
    }
}

extension Graph {
    /// The nodes that read each node, as often as they do.
    var readers: [[Int]] {
        var readers = [[Int]](repeating: [], count: nodes.count)
        for (index, node) in nodes.enumerated() { for input in node.inputs { readers[input.node].append(index) } }
        return readers
    }

    /// The number that a value is; nil if it isn't a constant of one.
    func scalar(_ value: Value) -> Double? {
        guard let constant = nodes[value.node].operation as? Constant, constant.tensor.count == 1 else { return nil }
        return constant.tensor.array(of: Double.self)[0]
    }

    /// Elementwise nodes, in order, as one operation on `inputs` and scalars.
    func fused(_ indices: [Int], inputs: [Value]) -> FusedElementwise {
        let steps = indices.map { node in
            FusedElementwise.Step(
                operation: nodes[node].operation as! any ElementwiseOperation,
                operands: nodes[node].inputs.map { value in
                    if let inner = indices.firstIndex(of: value.node) { return .step(inner) }
                    if let number = scalar(value) { return .constant(number, type(of: value).dtype) }
                    return .input(inputs.firstIndex(of: value)!)
                })
        }
        return FusedElementwise(steps: steps, type: nodes[indices.last!].types[0])
    }
}
