import MartletGraph
public import MartletPlot

extension Model {
    /// The model as a picture of its layers, as Keras's `plot_model` draws it: `.svg`, and `.text` for a terminal.
    ///
    /// A box for each call of a layer, with its type and output shape. Operations outside layers are shown where they
    /// join values, such as a residual sum said with `+`.
    public var diagram: Diagram { diagram() }

    /// The same with more or less in it; names and defaults are Keras's, but shapes are shown.
    ///
    /// - Parameters:
    ///   - showShapes: whether boxes tell the shapes of outputs; `None` is the batch.
    ///   - showParameters: whether they tell how many parameters a layer has, with those of layers within.
    ///   - expandNested: whether layers made of layers, such as models, are drawn as boxes around those.
    public func diagram(
        showShapes: Bool = true, showParameters: Bool = false, expandNested: Bool = false
    ) -> Diagram {
        DiagramTracer(self, showShapes, showParameters, expandNested).diagram
    }
}

/// Follows values from layer to layer.
private struct DiagramTracer {
    private typealias Source = (node: Int, output: Int)

    private let model: Model
    private let graph: Graph
    private let calls: [LayerCall]
    private let records: [String: LayerRecord]
    private let showShapes: Bool
    private let showParameters: Bool
    private let expandNested: Bool
    /// How often each layer is called, and was until now.
    private var counts: [String: (all: Int, seen: Int)] = [:]
    private let parameterCounts: [String: Int]
    private(set) var diagram = Diagram()

    init(_ model: Model, _ showShapes: Bool, _ showParameters: Bool, _ expandNested: Bool) {
        self.model = model
        graph = model.graph
        calls = graph.calls
        records = Dictionary(graph.layers.map { ($0.path, $0) }) { first, _ in first }
        (self.showShapes, self.showParameters, self.expandNested) = (showShapes, showParameters, expandNested)
        for call in calls { counts[call.layer, default: (0, 0)].all += 1 }
        var parameterCounts: [String: Int] = [:]
        for parameter in graph.parameters {
            for end in parameter.name.indices where parameter.name[end] == "/" {
                parameterCounts[String(parameter.name[..<end]), default: 0] += parameter.count
            }
        }
        self.parameterCounts = parameterCounts
        var inputs: [Graph.Value] = []
        var boxes: [Diagram.Node] = []
        for (node, value) in graph.nodes.enumerated() {
            guard let placeholder = value.operation as? Placeholder else { continue }
            inputs.append(Graph.Value(node: node))
            let name = graph.inputs.count == 1 ? "input" : "input_\(placeholder.index)"
            boxes.append(Diagram.Node(name, shape(value.types), style: .source))
        }
        diagram = level(calls.indices, inputs, boxes, outputs: [])
    }

    private func shape(_ types: [TensorType]) -> [String] {
        guard showShapes else { return [] }
        return [
            types.map { "(" + $0.shape.map { $0 < 0 ? "None" : "\($0)" }.joined(separator: ", ") + ")" }
                .joined(separator: ", ")
        ]
    }

    /// The calls of a range that lie in no other call of it.
    ///
    /// - Parameters:
    ///   - inputs: the values that come from outside, and what they are drawn as.
    ///   - outputs: the values that go outside, for a diagram in a box.
    private mutating func level(
        _ range: Range<Int>, _ inputs: [Graph.Value], _ boxes: [Diagram.Node], outputs: [Graph.Value]
    ) -> Diagram {
        var diagram = Diagram()
        var made: [Graph.Value: [Source]] = [:]
        for (input, box) in zip(inputs, boxes) { made[input] = [(diagram.add(box), 0)] }
        for (index, inner) in members(of: range) {
            let call = calls[index]
            let sources = call.inputs.map { trace($0, &made, &diagram) }
            let node = diagram.add(box(call, inner))
            for (input, sources) in sources.enumerated() {
                for source in sources {
                    diagram.add(Diagram.Edge(from: source.node, output: source.output, to: node, input: input))
                }
            }
            for (output, value) in call.outputs.enumerated() { made[value] = [(node, output)] }
        }
        for output in outputs {
            let sources = trace(output, &made, &diagram)
            let port = diagram.add(Diagram.Node("", isPort: true))
            for source in sources { diagram.add(Diagram.Edge(from: source.node, output: source.output, to: port)) }
        }
        return diagram
    }

    /// The calls that lie in no other call of the range, each with the range of those within it, which ended right before.
    private func members(of range: Range<Int>) -> [(call: Int, inner: Range<Int>)] {
        var result: [(Int, Range<Int>)] = []
        var end = range.upperBound
        while end > range.lowerBound {
            let call = end - 1
            let prefix = calls[call].layer + "/"
            var first = call
            while first > range.lowerBound, calls[first - 1].layer.hasPrefix(prefix) { first -= 1 }
            result.append((call, first..<call))
            end = first
        }
        return result.reversed()
    }

    private mutating func box(_ call: LayerCall, _ inner: Range<Int>) -> Diagram.Node {
        let record = records[call.layer]
        let name = call.layer.split(separator: "/").last.map(String.init) ?? call.layer
        counts[call.layer]!.seen += 1
        let count = counts[call.layer]!
        let parameters = parameterCounts[call.layer] ?? 0
        let isFrozen = model.isFrozen(call.layer)
        var kind = record?.kind ?? ""
        if isFrozen, parameters > 0 { kind += ", frozen" }
        if count.all > 1 { kind += ", call \(count.seen) of \(count.all)" }
        var lines = [kind] + shape(call.outputs.map(graph.type))
        if showParameters { lines.append("\(grouped(parameters)) parameters") }
        var box = Diagram.Node(name, lines, style: parameters == 0 ? .plain : isFrozen ? .frozen : .weighted)
        if expandNested, !inner.isEmpty {
            let ports = call.inputs.map { _ in Diagram.Node("", isPort: true) }
            box.inside = level(inner, call.inputs, ports, outputs: call.outputs)
        }
        return box
    }

    /// The boxes that a value comes from through operations outside layers; an operation gets a box where it joins some.
    private func trace(
        _ value: Graph.Value, _ made: inout [Graph.Value: [Source]], _ diagram: inout Diagram
    ) -> [Source] {
        var open = [value]
        while let next = open.last {
            let node = graph.nodes[next.node]
            let missing = made[next] == nil ? node.inputs.filter { made[$0] == nil } : []
            guard missing.isEmpty else {
                open += missing
                continue
            }
            open.removeLast()
            guard made[next] == nil else { continue }
            var sources: [Source] = []
            for source in node.inputs.flatMap({ made[$0]! })
            where !sources.contains(where: { $0 == source }) { sources.append(source) }
            if sources.count > 1 {
                let box = diagram.add(
                    Diagram.Node(node.operation.name, shape([node.types[next.output]]), style: .operation))
                for source in sources {
                    diagram.add(Diagram.Edge(from: source.node, output: source.output, to: box))
                }
                sources = [(box, 0)]
            }
            made[next] = sources
        }
        return made[value]!
    }
}
