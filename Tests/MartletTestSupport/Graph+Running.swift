package import MartletGraph
package import MartletNumerics

extension Graph {
    /// Improves the graph, plans it and runs it once; the graph has no parameters.
    package func run(_ inputs: [Tensor]) throws -> [Tensor] {
        let improved = optimized
        return Plan(improved, wanted: improved.outputs.enumerated().map { ($1, .output($0)) }, banks: []).run(inputs)
    }
}

extension Plan {
    /// Runs once, without parameters.
    package func run(_ inputs: [Tensor]) -> [Tensor] {
        let session = Session(self)
        let outputs = outputs.map { Tensor(uninitialized: $0.shape, dtype: $0.dtype) }
        for (index, input) in inputs.enumerated() {
            session.bind(slot(.input(index)), UnsafeMutableRawPointer(mutating: input.baseAddress))
        }
        for (index, output) in outputs.enumerated() {
            session.bind(slot(.output(index)), UnsafeMutableRawPointer(mutating: output.baseAddress))
        }
        session.run()
        withExtendedLifetime((inputs, outputs)) {}
        return outputs
    }
}
