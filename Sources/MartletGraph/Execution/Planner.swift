import CMartletKernels
import MartletNumerics

/// Makes a plan: lowers each node, gives every value its place, and lists the addresses to fill in.
struct Planner {
    let graph: Graph
    let banks: [ParameterLayout]
    let threads: Int
    let options: PlanOptions

    private(set) var run = PlanStage()
    private(set) var preparation = Preparation()
    private(set) var retained: [any AnyObject & Sendable] = []
    private var constantBytes: [UInt8] = []
    private var places: [Graph.Value: Plan.Location] = [:]
    /// The nodes whose values depend on constants and fixed parameters alone.
    private var isFixed: [Bool] = []
    let known: KnownValues

    init(
        graph: Graph, banks: [ParameterLayout], threads: Int, options: PlanOptions,
        values: @escaping (Variable) -> Tensor?
    ) {
        known = KnownValues(graph, values)
        self.graph = graph
        self.banks = banks
        self.threads = threads
        self.options = options
    }

    var constants: Tensor {
        Tensor(copying: constantBytes.isEmpty ? [0] : constantBytes, [constantBytes.count], .uint8)
    }

    mutating func plan(_ wanted: [(Graph.Value, Plan.Destination)], fixed: (Variable) -> Bool) {
        // Lowering may ask for the values of nodes before, if they are fixed.
        var lowered: [Lowered?] = []
        for node in graph.nodes {
            lowered.append(lower(node))
            isFixed.append(staysFixed(node, lowered.last!, fixed))
            known.append(isFixed: isFixed.last!)
        }
        let root = roots(lowered)
        var readers: [Graph.Value: Int] = [:]  // by the value whose memory it is
        var lastReads: [Variable: Int] = [:]
        for (index, node) in graph.nodes.enumerated() {
            if case .alias? = lowered[index] { continue }
            for origin in node.inputs.map(root) {
                readers[origin, default: 0] += 1
                if let variable = variable(origin) { lastReads[variable] = index }
            }
        }
        for (value, _) in wanted { if let variable = variable(root(value)) { lastReads[variable] = graph.nodes.count } }
        // Outputs and gradients are computed where they are wanted, as are parameters in whose memory they may lie; what cannot
        // be is copied at the end.
        var copies: [(Graph.Value, Plan.Location)] = []
        for (value, destination) in wanted {
            let place = location(destination)
            let origin = root(value)
            let isMade = !isSource(graph.nodes[origin.node]) && !isFixed[origin.node]
            if case .parameter(let bank, let name) = destination,
                !(isMade && places[origin] == nil && replaces(origin, bank, name, lowered, root, lastReads))
            {
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
        preparation.keep(run.patches.keys)
    }

    private func isSource(_ node: Graph.Node) -> Bool {
        node.operation is Placeholder || node.operation is Variable || node.operation is Constant
    }

    /// How a node is computed; nil for sources.
    private func lower(_ node: Graph.Node) -> Lowered? {
        if isSource(node) { return nil }
        let at = Lowering(
            inputs: node.inputs.map(graph.type(of:)), outputs: node.types, threads: threads, options: options,
            known: { [known] in known.value(node.inputs[$0]) })
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

    /// Whether a value may lie in the memory of the parameter that it becomes: its node, which may overwrite it, is the last
    /// that reads it.
    private func replaces(
        _ value: Graph.Value, _ bank: Int, _ name: String, _ lowered: [Lowered?], _ root: (Graph.Value) -> Graph.Value,
        _ lastReads: [Variable: Int]
    ) -> Bool {
        guard case .kernels(_, let overwriting)? = lowered[value.node], value.output == 0 else { return false }
        let inputs = graph.nodes[value.node].inputs.map { variable(root($0)) }
        let own = inputs.indices.filter { inputs[$0]?.bank == bank && inputs[$0]?.name == name }
        return own.count == 1 && overwriting.contains(own[0]) && lastReads[inputs[own[0]]!] == value.node
    }

    /// The parameter that a value is.
    private func variable(_ value: Graph.Value) -> Variable? { graph.nodes[value.node].operation as? Variable }

    /// Whether a node's value depends on constants and fixed parameters alone.
    private func staysFixed(_ node: Graph.Node, _ lowered: Lowered?, _ fixed: (Variable) -> Bool) -> Bool {
        switch node.operation {
        case is Placeholder: return false
        case is Constant: return true
        case let variable as Variable: return fixed(variable)
        default:
            if case .kernels(let kernels, _)? = lowered, kernels.contains(where: { $0.operands.contains(.random) }) {
                return false
            }
            return !node.inputs.isEmpty && node.inputs.allSatisfy { isFixed[$0.node] }
        }
    }

    private func location(_ destination: Plan.Destination) -> Plan.Location {
        switch destination {
        case .output(let index): .init(region: .output(index))
        case .gradient(let bank, let name): .init(region: .gradients(bank: bank), offset: banks[bank][name]!.byteOffset)
        case .parameter(let bank, let name):
            .init(region: .parameters(bank: bank), offset: banks[bank][name]!.byteOffset)
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
            places[value] = .init(region: .parameters(bank: variable.bank), offset: entry.byteOffset)
        case let constant as Constant:
            constantBytes += [UInt8](repeating: 0, count: (64 - constantBytes.count % 64) % 64)
            places[value] = .init(region: .constants, offset: constantBytes.count)
            constant.tensor.withUnsafeBytes { constantBytes += $0 }
        default: preconditionFailure("\(node.operation.name) is not a source")
        }
    }

    /// Gives the outputs of a node their places.
    private mutating func place(
        _ index: Int, _ node: Graph.Node, overwriting: [Graph.Value], inputs: [Graph.Value],
        _ readers: [Graph.Value: Int]
    ) {
        if isFixed[index] { preparation.beginPart(node.operation, inputs.map(graph.type(of:)) + node.types) }
        for (output, type) in node.types.enumerated() {
            let value = Graph.Value(node: index, output: output)
            if places[value] != nil { continue }
            if isFixed[index] {
                places[value] = preparation.block(type.byteCount)
                continue
            }
            let count = readers[value, default: 0]
            let inherited = overwriting.first { old in
                // Read for the last time here, and filling its memory exactly.
                output == 0 && run.readers(places[old]!) == inputs.filter { $0 == old }.count
                    && graph.type(of: old).byteCount == type.byteCount
            }
            if let inherited {
                places[value] = places[inherited]!
                run.inherit(places[inherited]!, readers: count)
            } else {
                places[value] = run.place(type.byteCount, readers: count)
            }
        }
    }

    /// Appends a node's kernels and frees what is no longer read.
    private mutating func emit(_ index: Int, _ node: Graph.Node, _ kernels: [Kernel], _ inputs: [Graph.Value]) {
        var scratch: [Scratch: Range<Int>] = [:]
        var kept: [Scratch: Plan.Location] = [:]
        var hasPart = isFixed[index]
        for kernel in kernels {
            let isOnce = isFixed[index] || isHoisted(kernel, inputs)
            if isOnce, !hasPart {
                preparation.beginPart()
                hasPart = true
            }
            let located = kernel.operands.map { operand -> Plan.Location? in
                switch operand {
                case .none: return nil
                case .random: return .init(region: .random)
                case .input(let input, let offset): return places[inputs[input]]!.advanced(by: offset)
                case .output(let output, let offset):
                    return places[Graph.Value(node: index, output: output)]!.advanced(by: offset)
                case .scratch(let size, let number):
                    let key = Scratch(number: number, isPrepared: false)
                    return isOnce ? block(&kept, key, size) : reserve(&scratch, key, size)
                case .prepared(let size, let number, let input):
                    let key = Scratch(number: number, isPrepared: true)
                    let stays = isOnce || isFixed[inputs[input].node]
                    return stays ? block(&kept, key, size) : reserve(&scratch, key, size)
                }
            }
            if isOnce {
                preparation.append(kernel, path: node.path, located) { [graph] position in
                    guard case .input(let input, _) = kernel.operands[position],
                        let constant = graph.nodes[inputs[input].node].operation as? Constant
                    else { preconditionFailure("only inputs are constants") }
                    return constant.tensor.withUnsafeBytes { Array($0) }
                }
            } else {
                run.append(kernel, path: node.path, located)
            }
            if let object = kernel.retained { retained.append(object) }
        }
        for block in scratch.values.sorted(by: { $0.lowerBound < $1.lowerBound }) { run.release(block) }
        if isFixed[index] { return }
        for value in inputs { run.release(places[value]!) }
        for output in node.types.indices { run.release(places[Graph.Value(node: index, output: output)]!, readers: 0) }
    }

    /// Memory that the kernels of one node share.
    private struct Scratch: Hashable {
        var number: Int
        var isPrepared: Bool
    }

    private mutating func reserve(
        _ blocks: inout [Scratch: Range<Int>], _ key: Scratch, _ size: Int
    ) -> Plan.Location? {
        if size == 0 { return nil }
        let block = blocks[key] ?? run.reserve(size)
        blocks[key] = block
        return .init(region: .arena, offset: block.lowerBound)
    }

    /// A block of the node's part of the preparation.
    private mutating func block(
        _ blocks: inout [Scratch: Plan.Location], _ key: Scratch, _ size: Int
    ) -> Plan.Location? {
        if size == 0 { return nil }
        let block = blocks[key] ?? preparation.block(size)
        blocks[key] = block
        return block
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
