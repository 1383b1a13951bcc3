package import MartletGraph
import MartletNumerics

/// Whether derivatives, first and second, equal central differences in double precision; what is not, in words.
///
/// A path that says it has no derivative, and results that aren't floating, are left out; a derivative that can't be said
/// is a fault.
package func checkGradients(_ sample: Sample) -> [String] {
    // Says another derivative than its own on purpose.
    if sample.operation is StopGradient || sample.operation is FakeQuantize { return [] }
    let exact = sample.inDoublePrecision
    var generator = Generator(sample.label + " gradient")
    let inputs = generator.inputs(exact)
    var problems: [String] = []
    for (target, type) in exact.inputs.enumerated() where type.dtype.isFloating {
        do {
            guard let first = try DerivativeGraphs(exact, target: target, &generator) else { continue }
            problems += first.check(inputs, target: target)
        } catch {
            problems.append("the derivative by input \(target) can't be said: \(error)")
        }
    }
    return problems
}

/// A scalar made of an operation's results, its derivative by one input, a scalar made of that, and the derivatives of
/// this one by every floating input.
private struct DerivativeGraphs {
    let value: Graph
    let derivative: Graph
    let scalarOfDerivative: Graph
    /// By input; those missing have no derivative.
    var second: [Int: Graph] = [:]

    /// Nil if the operation says that no derivative flows to `target`, or nothing that it gives is floating.
    ///
    /// - Throws: `GraphError` where a derivative flows and cannot be said.
    init?(_ sample: Sample, target: Int, _ generator: inout Generator) throws(GraphError) {
        let weights = Generator(sample.label)
        func say(_ also: Int?) throws(GraphError) -> [Graph]? {
            var generator = weights
            let builder = Builder()
            let symbols = sample.inputs.map { builder.input($0) }
            guard let loss = builder.apply(sample.operation, symbols).weighted(builder, &generator) else { return nil }
            let slope = builder.gradient(of: loss, to: [symbols[target]])
            if let error = builder.error { if error.isBlocked { return nil } else { throw error } }
            guard slope.map(\.type) == [sample.inputs[target]] else {
                throw GraphError(operation: sample.operation.name, message: "it is of type \(slope.map(\.type))")
            }
            guard let scalar = slope.weighted(builder, &generator) else { return nil }
            let more = also.map { builder.gradient(of: scalar, to: [symbols[$0]]) } ?? []
            if let error = builder.error { if error.isBlocked { return nil } else { throw error } }
            let results = [[loss], slope, [scalar], more]
            var graphs: [Graph] = []
            for result in results { graphs.append(try builder.finish(result)) }
            return graphs
        }
        guard let graphs = try say(nil) else { return nil }
        (value, derivative, scalarOfDerivative) = (graphs[0], graphs[1], graphs[2])
        for (index, type) in sample.inputs.enumerated() where type.dtype.isFloating {
            second[index] = try say(index)?[3]
        }
    }

    func check(_ inputs: [Tensor], target: Int) -> [String] {
        var problems = compare(derivative, value, inputs, target).map { "derivative by input \(target) \($0)" }
        for (index, graph) in second.sorted(by: { $0.key < $1.key }) {
            problems += compare(graph, scalarOfDerivative, inputs, index)
                .map { "second derivative by inputs \(target) and \(index) \($0)" }
        }
        return problems
    }

    /// At most 24 elements of the derivative, against the scalar's central differences.
    ///
    /// With steps of h = 10⁻⁶ the differences err by h² of the third derivative and by the rounding of the scalar, a
    /// sum of some hundred numbers of order 1, over h: 10⁻¹⁴ / 10⁻⁶ = 10⁻⁸; and a tenth of each is left.
    private func compare(_ derivative: Graph, _ scalar: Graph, _ inputs: [Tensor], _ index: Int) -> [String] {
        guard let slope = try? derivative.evaluate(inputs: inputs)[0].array(of: Double.self) else {
            return ["cannot be evaluated"]
        }
        let numbers = inputs[index].array(of: Double.self)
        func value(_ element: Int, _ change: Double) -> Double {
            var (moved, others) = (numbers, inputs)
            moved[element] += change
            others[index] = try! Tensor(moved, shape: inputs[index].shape)
            return (try? scalar.evaluate(inputs: others)[0].scalar(as: Double.self)) ?? .nan
        }
        for element in stride(from: 0, to: numbers.count, by: max(1, numbers.count / 24)) {
            let step = 1e-6
            let difference = (value(element, step) - value(element, -step)) / (2 * step)
            if !(abs(difference - slope[element]) <= 1e-7 + 1e-5 * abs(difference)) {
                return ["is \(slope[element]) at \(element), and the difference is \(difference)"]
            }
        }
        return []
    }
}

extension GraphError {
    /// Whether an operation says that it has no derivative, rather than failing to say one.
    fileprivate var isBlocked: Bool { message.hasPrefix("has no derivative (") }
}

extension [Symbol] {
    /// The sum of the floating elements, each times a random number; nil if there are none or they are invalid.
    fileprivate func weighted(_ builder: Builder, _ generator: inout Generator) -> Symbol? {
        let terms = filter { $0.dtype.isFloating && !$0.isPoisoned }.map { symbol in
            let weights = generator.tensor(TensorType(symbol.shape, .float64), in: 0.5...1.5)
            return (symbol.cast(to: .float64) * builder.constant(weights)).sum()
        }
        return terms.first.map { terms.dropFirst().reduce($0, +) }
    }
}
