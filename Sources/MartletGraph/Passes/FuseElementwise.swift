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
    /// In which registers all of a group are exact.
    private var registers: [Int: ElementwiseRegisters] = [:]
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
            let node = graph.nodes[index]
            guard let operation = node.operation.elementwise else { continue }
            let exact = operation.registers(node.inputs.map { graph.type(of: $0).dtype }, node.types[0].dtype)
            if exact.isEmpty { continue }
            let groups = Set(readers[index].map { group[$0] })
            if !isWanted[index], groups.count == 1, let target = groups.first!,
                node.types[0].shape == graph.nodes[target].types[0].shape,
                let joint = registers[target]?.intersection(exact).intersection(.keeping(node.types[0].dtype)),
                !joint.isEmpty, fits(members[target]! + [index], root: target)
            {
                group[index] = target
                members[target]!.append(index)
                registers[target] = joint
            } else {
                group[index] = index
                members[index] = [index]
                registers[index] = exact
            }
        }
    }

    private func fits(_ nodes: [Int], root: Int) -> Bool {
        let inputs = externalInputs(nodes).filter { graph.scalar($0) == nil }
        let constants = externalInputs(nodes).count - inputs.count
        return inputs.count + 1 <= ElementwiseProgram.operandLimit
            && graph.stepCount(nodes) + constants <= ElementwiseProgram.stepLimit
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
        let integers = !registers[index]!.contains(.floats)
        return (graph.fused(nodes, inputs: inputs, integers: integers), inputs)
    }
}

extension Graph {
    /// The nodes that read each node, as often as they do.
    package var readers: [[Int]] {
        var readers = [[Int]](repeating: [], count: nodes.count)
        for (index, node) in nodes.enumerated() { for input in node.inputs { readers[input.node].append(index) } }
        return readers
    }

    /// The most steps that elementwise nodes take as one program, but for constants.
    func stepCount(_ indices: [Int]) -> Int {
        indices.reduce(0) { $0 + (nodes[$1].operation.elementwise?.stepCount ?? 0) }
    }

    /// The number that a value is; nil if it isn't a constant of one that float64 can tell from others.
    func scalar(_ value: Value) -> Double? {
        guard let constant = nodes[value.node].operation as? Constant, constant.tensor.count == 1 else { return nil }
        let number = constant.tensor.array(of: Double.self)[0]
        return constant.tensor.dtype == .int64 && abs(number) >= 0x1p53 ? nil : number
    }

    /// Elementwise nodes, in order, as one operation on `inputs` and scalars.
    ///
    /// - Parameter integers: whether it computes in 64-bit integers rather than in float32.
    func fused(_ indices: [Int], inputs: [Value], integers: Bool = false) -> FusedElementwise {
        let steps = indices.map { node in
            FusedElementwise.Step(
                operation: nodes[node].operation.elementwise!,
                operands: nodes[node].inputs.map { value in
                    if let inner = indices.firstIndex(of: value.node) { return .step(inner) }
                    if let number = scalar(value) { return .constant(number, type(of: value).dtype) }
                    return .input(inputs.firstIndex(of: value)!)
                })
        }
        return FusedElementwise(steps: steps, type: nodes[indices.last!].types[0], integers: integers)
    }
}
