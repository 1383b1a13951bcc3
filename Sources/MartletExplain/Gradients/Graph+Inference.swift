import MartletGraph

extension Graph {
    /// A graph of the same parameters that gives what `make` makes of the input and of some values in inference.
    func inference(
        to values: [Value], _ make: (_ builder: Builder, _ input: Symbol, _ values: [Symbol]) -> [Symbol]
    ) throws -> Graph {
        let inference = leading(to: values).improved(by: [.decidePhase(training: false) { _ in false }, .removeDead])
        let builder = Builder()
        let input = builder.input(inference.inputs[0])
        let value = builder.inline(inference, [input])
        var graph = try builder.finish(make(builder, input, inference.outputs.map(value)))
        graph.parameters = parameters
        return graph
    }
}
