import CMartletKernels
import MartletNumerics

/// Makes a plan: lowers each node, gives every value its place, and lists the addresses to fill in.
struct Planner {
    let graph: Graph
    let banks: [ParameterLayout]
    let threads: Int

    private(set) var memory = MemoryPlan()
    private(set) var calls: [mk_call] = []
    private(set) var steps: [Plan.Step] = []
    private(set) var patches: [Plan.Region: [Plan.Patch]] = [:]
    private(set) var retained: [any AnyObject & Sendable] = []
    private var constantBytes: [UInt8] = []
    private var places: [Graph.Value: Plan.Location] = [:]
    private var blocks: [Plan.Location: (block: Range<Int>, readers: Int)] = [:]

    init(graph: Graph, banks: [ParameterLayout], threads: Int) {
        self.graph = graph
        self.banks = banks
        self.threads = threads
    }

    var constants: Tensor {
        Tensor(copying: constantBytes.isEmpty ? [0] : constantBytes, [constantBytes.count], .uint8)
    }

    mutating func plan(_ wanted: [(Graph.Value, Plan.Destination)]) {
        let lowered = graph.nodes.map(lower)
        let root = roots(lowered)
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
            let node = graph.nodes[origin.node]
            let isMade = !(node.operation is Placeholder || node.operation is Variable || node.operation is Constant)
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
            emit(index, node, lowered[index], readers, root)
        }
        for (value, place) in copies {
            let from = places[root(value)]!
            append(
                Kernel("copy", .copy(byteCount: graph.type(of: value).byteCount), [.input(0), .output(0)]),
                path: "", [from], [place])
        }
    }

    /// How a node is computed; nil for sources.
    private func lower(_ node: Graph.Node) -> Lowered? {
        if node.operation is Placeholder || node.operation is Variable || node.operation is Constant { return nil }
        let at = Lowering(inputs: node.inputs.map(graph.type(of:)), outputs: node.types, threads: threads)
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

    private func location(_ destination: Plan.Destination) -> Plan.Location {
        switch destination {
        case .output(let index): .init(region: .output(index))
        case .gradient(let bank, let name): .init(region: .gradients(bank: bank), offset: 4 * banks[bank][name]!.offset)
        case .parameter(let bank, let name):
            .init(region: .parameters(bank: bank), offset: 4 * banks[bank][name]!.offset)
        }
    }

    private mutating func emit(
        _ index: Int, _ node: Graph.Node, _ lowered: Lowered?, _ readers: [Graph.Value: Int],
        _ root: (Graph.Value) -> Graph.Value
    ) {
        guard let lowered else { return placeSource(index, node) }
        guard case .kernels(let kernels, let overwriting) = lowered else { return }
        let inputs = node.inputs.map(root)
        var outputs: [Plan.Location] = []
        for (output, type) in node.types.enumerated() {
            let value = Graph.Value(node: index, output: output)
            if places[value] == nil {
                let inherited = output == 0 ? overwriting.first { mayOverwrite(inputs[$0], type, inputs) } : nil
                if let inherited {
                    places[value] = places[inputs[inherited]]!
                    blocks[places[value]!]!.readers += readers[value, default: 0]
                } else {
                    let block = memory.allocate(type.byteCount)
                    places[value] = .init(region: .arena, offset: block.lowerBound)
                    blocks[places[value]!] = (block, readers[value, default: 0])
                }
            }
            outputs.append(places[value]!)
        }
        var scratch: [Int: Range<Int>] = [:]
        for kernel in kernels {
            append(kernel, path: node.path, inputs.map { places[$0]! }, outputs, &scratch)
        }
        scratch.values.sorted { $0.lowerBound < $1.lowerBound }.forEach { memory.release($0) }
        for place in inputs.map({ places[$0]! }) { release(place, readers: 1) }
        for place in outputs { release(place, readers: 0) }
    }

    private mutating func release(_ place: Plan.Location, readers: Int) {
        guard let held = blocks[place] else { return }
        blocks[place]!.readers -= readers
        if held.readers - readers <= 0 {
            memory.release(held.block)
            blocks[place] = nil
        }
    }

    /// Whether the value is read for the last time here and fills its memory exactly.
    private func mayOverwrite(_ value: Graph.Value, _ type: TensorType, _ inputs: [Graph.Value]) -> Bool {
        guard let place = places[value], let held = blocks[place], held.readers == inputs.filter({ $0 == value }).count
        else { return false }
        return graph.type(of: value).byteCount == type.byteCount
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

    private mutating func append(
        _ kernel: Kernel, path: String, _ inputs: [Plan.Location], _ outputs: [Plan.Location],
        _ scratch: inout [Int: Range<Int>]
    ) {
        var names: [String] = []
        for (position, operand) in kernel.operands.enumerated() {
            let place: Plan.Location
            switch operand {
            case .none: continue
            case .input(let index, let offset):
                place = .init(region: inputs[index].region, offset: inputs[index].offset + offset)
            case .output(let index, let offset):
                place = .init(region: outputs[index].region, offset: outputs[index].offset + offset)
            case .scratch(let size, let index):
                if size == 0 { continue }
                let block = scratch[index] ?? memory.allocate(size)
                scratch[index] = block
                place = .init(region: .arena, offset: block.lowerBound)
            case .random: place = .init(region: .random)
            }
            patches[place.region, default: []].append(.init(call: calls.count, operand: position, offset: place.offset))
            names.append("\(place.region)+\(place.offset)")
        }
        calls.append(kernel.call)
        steps.append(.init(name: kernel.name, path: path, flops: kernel.flops, operands: names))
        if let object = kernel.retained { retained.append(object) }
    }

    private mutating func append(
        _ kernel: Kernel, path: String, _ inputs: [Plan.Location], _ outputs: [Plan.Location]
    ) {
        var none: [Int: Range<Int>] = [:]
        append(kernel, path: path, inputs, outputs, &none)
    }
}
