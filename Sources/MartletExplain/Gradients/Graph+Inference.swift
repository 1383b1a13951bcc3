import MartletGraph

extension Graph {
    /// A graph of the same parameters that gives what `make` makes of the input and of some values in inference.
    func inference(
        to values: [Value], _ make: (_ builder: Builder, _ input: Symbol, _ values: [Symbol]) -> [Symbol]
    ) throws -> Graph {
        try inferring(values) { inference, builder in
            let input = builder.input(inference.inputs[0])
            return make(builder, input, inference.outputs.map(builder.inline(inference, [input])))
        }
    }

    /// The same with a reference, the second input, from which differences flow by DeepLIFT's rule.
    func rescaled(
        to values: [Value], _ make: (_ builder: Builder, _ input: Symbol, _ values: [Symbol]) -> [Symbol]
    ) throws -> Graph {
        try inferring(values) { inference, builder in
            let (input, reference) = (builder.input(inference.inputs[0]), builder.input(inference.inputs[0]))
            let rescaling = try Rescaling(inference, builder, input, reference: reference)
            return make(builder, input, inference.outputs.map { rescaling($0) })
        }
    }

    private func inferring(
        _ values: [Value], _ make: (_ inference: Graph, _ builder: Builder) throws -> [Symbol]
    ) throws -> Graph {
        let inference = leading(to: values).improved(by: [.decidePhase(training: false) { _ in false }, .removeDead])
        let builder = Builder()
        var graph = try builder.finish(make(inference, builder))
        graph.parameters = parameters
        return graph
    }
}
