import CMartletKernels
import MartletNumerics

/// Makes a plan: lowers each node, gives every value its place, and lists the addresses to fill in.
struct Planner {
    let graph: Graph
    let banks: [ParameterLayout]
    let threads: Int
    let savesMemory: Bool
    let precision: Precision

    private(set) var run = PlanStage(.arena)
    private(set) var preparation = PlanStage(.prepared)
    private(set) var retained: [any AnyObject & Sendable] = []
    private var constantBytes: [UInt8] = []
    private var places: [Graph.Value: Plan.Location] = [:]
    /// The nodes whose values depend on constants and fixed parameters alone.
    private var isFixed: [Bool] = []

    init(graph: Graph, banks: [ParameterLayout], threads: Int, savesMemory: Bool, precision: Precision) {
        self.graph = graph
        self.banks = banks
        self.threads = threads
        self.savesMemory = savesMemory
        self.precision = precision
    }

    var constants: Tensor {
        Tensor(copying: constantBytes.isEmpty ? [0] : constantBytes, [constantBytes.count], .uint8)
    }

    mutating func plan(_ wanted: [(Graph.Value, Plan.Destination)], fixed: (Variable) -> Bool) {
        let lowered = graph.nodes.map(lower)
        let root = roots(lowered)
        isFixed = fixedNodes(lowered, fixed)
        var readers: [Graph.Value: Int] = [:]  // by the value whose memory it is
        for (index, node) in graph.nodes.enumerated() {
            if case .alias? = lowered[index] { continue }
            for input in node.inputs { readers[root(input), default: 0] += 1 }
        }
        // Outputs and gradients are computed where they are wanted; what cannot be is copied at the end.
        var copies: [(Graph.Value, Plan.Location)] = []
        for (value, destination) in wanted {
            let place = location(destination)
            let origin = root(value)
            let isMade = !isSource(graph.nodes[origin.node]) && !isFixed[origin.node]
            if case .parameter = destination {
                copies.append((value, place))
                readers[origin, default: 0] += 1
            } else if isMade, places[origin] == nil {
                places[origin] = place
            } else {
                copies.append((value, place))
                readers[origin, default: 0] += 1
            }
        }
        for (index, node) in graph.nodes.enumerated() {
            switch lowered[index] {
            case nil: placeSource(index, node)
            case .kernels(let kernels, let overwriting):
                let inputs = node.inputs.map(root)
                place(index, node, overwriting: overwriting.map { inputs[$0] }, inputs: inputs, readers)
                emit(index, node, kernels, inputs)
            case .alias, .reference: break
            }
        }
        for (value, place) in copies {
            let copy = Kernel("copy", .copy(byteCount: graph.type(of: value).byteCount), [.input(0), .output(0)])
            run.append(copy, path: "", [places[root(value)]!, place])
        }
    }

    private func isSource(_ node: Graph.Node) -> Bool {
        node.operation is Placeholder || node.operation is Variable || node.operation is Constant
    }

    /// How a node is computed; nil for sources.
    private func lower(_ node: Graph.Node) -> Lowered? {
        if isSource(node) { return nil }
        let at = Lowering(
            inputs: node.inputs.map(graph.type(of:)), outputs: node.types, threads: threads, savesMemory: savesMemory,
            precision: precision)
        precondition(at.outputs.allSatisfy(\.isConcrete), "plans are made for concrete types")
        let choice = node.operation.lower(at)
        if case .reference = choice { return .kernels([ReferenceKernel(node.operation, at).kernel]) }
        return choice
    }

    /// Follows aliases to the value that owns the memory.
    private func roots(_ lowered: [Lowered?]) -> (Graph.Value) -> Graph.Value {
        var origin: [Int: Graph.Value] = [:]
        for (index, node) in graph.nodes.enumerated() {
            if case .alias(let input)? = lowered[index] {
                let source = node.inputs[input]
                origin[index] = origin[source.node] ?? source
            }
        }
        return { [origin] in origin[$0.node] ?? $0 }
    }

    private func fixedNodes(_ lowered: [Lowered?], _ fixed: (Variable) -> Bool) -> [Bool] {
        var result: [Bool] = []
        for (node, lowered) in zip(graph.nodes, lowered) {
            var isRandom = false
            if case .kernels(let kernels, _)? = lowered {
                isRandom = kernels.contains { $0.operands.contains(.random) }
            }
            switch node.operation {
            case is Placeholder: result.append(false)
            case is Constant: result.append(true)
            case let variable as Variable: result.append(fixed(variable))
            default: result.append(!isRandom && !node.inputs.isEmpty && node.inputs.allSatisfy { result[$0.node] })
            }
        }
        return result
    }

    private func location(_ destination: Plan.Destination) -> Plan.Location {
        switch destination {
        case .output(let index): .init(region: .output(index))
        case .gradient(let bank, let name): .init(region: .gradients(bank: bank), offset: 4 * banks[bank][name]!.offset)
        case .parameter(let bank, let name):
            .init(region: .parameters(bank: bank), offset: 4 * banks[bank][name]!.offset)
        }
    }

    private mutating func placeSource(_ index: Int, _ node: Graph.Node) {
        let value = Graph.Value(node: index)
        switch node.operation {
        case let placeholder as Placeholder: places[value] = .init(region: .input(placeholder.index))
        case let variable as Variable:
            guard let entry = banks[variable.bank][variable.name] else {
                preconditionFailure("no parameter '\(variable.name)' in bank \(variable.bank)")
            }
            places[value] = .init(region: .parameters(bank: variable.bank), offset: 4 * entry.offset)
        case let constant as Constant:
            constantBytes += [UInt8](repeating: 0, count: (64 - constantBytes.count % 64) % 64)
            places[value] = .init(region: .constants, offset: constantBytes.count)
            constant.tensor.withUnsafeBytes { constantBytes += $0 }
        default: preconditionFailure("\(node.operation.name) is not a source")
        }
    }

    /// The stage in which a node is computed.
    private func stage(of index: Int) -> WritableKeyPath<Planner, PlanStage> { isFixed[index] ? \.preparation : \.run }

    /// Gives the outputs of a node their places.
    private mutating func place(
        _ index: Int, _ node: Graph.Node, overwriting: [Graph.Value], inputs: [Graph.Value],
        _ readers: [Graph.Value: Int]
    ) {
        let stage = stage(of: index)
        for (output, type) in node.types.enumerated() {
            let value = Graph.Value(node: index, output: output)
            if places[value] != nil { continue }
            let count = readers[value, default: 0]
            let inherited = overwriting.first { old in
                // Read for the last time here, by this stage, and filling its memory exactly.
                output == 0 && self[keyPath: stage].readers(places[old]!) == inputs.filter { $0 == old }.count
                    && graph.type(of: old).byteCount == type.byteCount
            }
            if let inherited {
                places[value] = places[inherited]!
                self[keyPath: stage].inherit(places[inherited]!, readers: count)
            } else {
                places[value] = self[keyPath: stage].place(type.byteCount, readers: count)
            }
        }
    }

    /// Appends a node's kernels and frees what is no longer read.
    private mutating func emit(_ index: Int, _ node: Graph.Node, _ kernels: [Kernel], _ inputs: [Graph.Value]) {
        let own = stage(of: index)
        var scratch: [Scratch: Range<Int>] = [:]
        /// The inputs that every run reads.
        var isRead = [Bool](repeating: false, count: inputs.count)
        for kernel in kernels {
            let isOnce = own == \.run && isHoisted(kernel, inputs)
            let stage = isOnce ? \Planner.preparation : own
            let located = kernel.operands.map { operand -> Plan.Location? in
                switch operand {
                case .none: return nil
                case .random: return .init(region: .random)
                case .input(let input, let offset):
                    if !isOnce { isRead[input] = true }
                    return places[inputs[input]]!.advanced(by: offset)
                case .output(let output, let offset):
                    return places[Graph.Value(node: index, output: output)]!.advanced(by: offset)
                case .scratch(let size, let number):
                    return block(&scratch, .init(stage: stage, number: number, isPrepared: false, isKept: false), size)
                case .prepared(let size, let number, let input):
                    let isKept = own == \.run && isFixed[inputs[input].node]
                    let stage = isKept ? \Planner.preparation : own
                    return block(&scratch, .init(stage: stage, number: number, isPrepared: true, isKept: isKept), size)
                }
            }
            self[keyPath: stage].append(kernel, path: node.path, located)
            if let object = kernel.retained { retained.append(object) }
        }
        for (key, block) in scratch.sorted(by: { $0.value.lowerBound < $1.value.lowerBound }) where !key.isKept {
            self[keyPath: key.stage].release(block)
        }
        for (input, value) in inputs.enumerated() {
            self[keyPath: own].release(places[value]!)
            if own == \.run, !isRead[input] { preparation.release(places[value]!) }
        }
        for output in node.types.indices {
            self[keyPath: own].release(places[Graph.Value(node: index, output: output)]!, readers: 0)
        }
    }

    /// Memory that the kernels of one node share.
    private struct Scratch: Hashable {
        var stage: WritableKeyPath<Planner, PlanStage>
        var number: Int
        var isPrepared: Bool
        /// Whether it stays after the node.
        var isKept: Bool
    }

    private mutating func block(_ blocks: inout [Scratch: Range<Int>], _ key: Scratch, _ size: Int) -> Plan.Location? {
        if size == 0 { return nil }
        let block = blocks[key] ?? self[keyPath: key.stage].reserve(size)
        blocks[key] = block
        return .init(region: self[keyPath: key.stage].region, offset: block.lowerBound)
    }

    /// Whether a kernel of a node that isn't fixed runs once for each version of the parameters.
    private func isHoisted(_ kernel: Kernel, _ inputs: [Graph.Value]) -> Bool {
        kernel.isPreparation
            && kernel.operands.allSatisfy { operand in
                switch operand {
                case .input(let input, _), .prepared(_, _, let input): isFixed[inputs[input].node]
                case .output, .random: false
                case .scratch, .none: true
                }
            }
    }
}

extension Plan.Location {
    func advanced(by bytes: Int) -> Plan.Location { .init(region: region, offset: offset + bytes) }
}
