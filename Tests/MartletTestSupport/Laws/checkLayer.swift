package import MartletGraph
package import MartletNN
import MartletNumerics

/// The laws of a layer without random numbers, on one kind of input, its first dimension the batch; what is broken, in words.
///
/// 1. Traced with an unknown batch, it infers what it gives for batches of 1 and of 5 rows.
/// 2. Its parameters lie under its path, each declared once, also when it is called twice.
/// 3. Planned, it gives what the plain loops give, in training and in inference.
/// 4. Derivatives of its training form by the input and by every trainable parameter equal central differences in
///    double precision.
/// 5. What it updates is state that it declared.
package func checkLayer(
    _ layer: some Layer, _ type: TensorType, in range: ClosedRange<Double> = -2...2
) throws -> [String] {
    let trace = try LayerTrace(layer, type)
    var problems: [String] = []
    for rows in [1, 5] { problems += try trace.checkBatch(rows) }
    problems += trace.checkParameters()
    for training in [false, true] { problems += try trace.checkPlanned(training, range) }
    problems += try trace.checkDerivatives(range)
    return problems
}

/// A layer said once on an unknown batch, called twice under one name.
private struct LayerTrace {
    let input: TensorType
    let path: String
    let graph: Graph

    init(_ layer: some Layer, _ type: TensorType) throws {
        input = type
        path = "checked"
        var open = type
        open.shape[0] = -1
        let builder = Builder()
        let symbol = builder.input(open)
        let outputs = (0..<2).map { _ in
            builder.within("checked") { layer.forward(symbol, Scope(builder)) }
        }
        graph = try builder.finish([outputs[0]])
    }

    /// The graph said again on `rows` rows.
    func decided(rows: Int, training: Bool) throws -> (builder: Builder, input: Symbol, output: Symbol) {
        let decided = graph.improved(by: [.decidePhase(training: training) { _ in false }])
        let builder = Builder()
        var type = input
        type.shape[0] = rows
        let input = builder.input(type)
        return (builder, input, builder.inline(decided, [input])(decided.outputs[0]))
    }

    func checkBatch(_ rows: Int) throws -> [String] {
        let (said, got) = (graph.outputTypes[0], try decided(rows: rows, training: false).output.type)
        var expected = said
        if said.shape.first == -1 { expected.shape[0] = rows }
        return got == expected ? [] : ["says \(said) and gives \(got) for \(rows) rows"]
    }

    func checkParameters() -> [String] {
        let names = graph.parameters.map(\.name)
        var problems: [String] = []
        if Set(names).count != names.count { problems.append("declares a parameter twice: \(names)") }
        for name in names where !name.hasPrefix(path + "/") { problems.append("'\(name)' lies outside of its path") }
        let state = Set(graph.parameters.filter { !$0.isTrainable }.map(\.name))
        for update in graph.updates where !state.contains(update.parameter) {
            problems.append("updates '\(update.parameter)', which is not its state")
        }
        return problems
    }

    /// Values for parameters, none special, and for the input.
    func values(_ range: ClosedRange<Double>) -> (input: Tensor, parameters: [String: Tensor]) {
        var generator = Generator("\(path) \(input)")
        let x = generator.tensor(input, in: range)
        let parameters = graph.parameters.map { parameter in
            (parameter.name, generator.tensor(TensorType(parameter.shape), in: 0.5...1.5))
        }
        return (x, Dictionary(uniqueKeysWithValues: parameters))
    }

    /// Rounding in float32 leaves 10⁻⁵ of the largest number, for sums of at most some hundred.
    func checkPlanned(_ training: Bool, _ range: ClosedRange<Double>) throws -> [String] {
        let (x, parameters) = values(range)
        let (builder, _, output) = try decided(rows: input.shape[0], training: training)
        let said = try builder.finish([output])
        let truth = try said.evaluate(inputs: [x], variables: parameters, inDoublePrecision: true)[0]
        let bound = try builder.finish([output]).binding(parameters)
        let error = try bound.run([x])[0].relativeError(to: truth.cast(to: output.dtype))
        return error <= 1e-5 ? [] : ["planned for \(training ? "training" : "inference") it is off by \(error)"]
    }

    /// Differences over 2 · 10⁻⁶ err by 10⁻¹² of the third derivative, and by rounding, 10⁻¹⁴ / 10⁻⁶ = 10⁻⁸.
    func checkDerivatives(_ range: ClosedRange<Double>) throws -> [String] {
        let (x, parameters) = values(range)
        let (builder, given, output) = try decided(rows: input.shape[0], training: true)
        guard output.dtype.isFloating else { return [] }
        var generator = Generator("weights")
        let weights = builder.constant(generator.tensor(TensorType(output.shape), in: -1...1))
        let loss = (output * weights).sum()
        let trainable = graph.parameters.filter(\.isTrainable)
        let isFloating = given.dtype.isFloating
        let targets = trainable.map { builder.variable(Variable($0)) }
        let derivatives = builder.gradient(of: loss, to: targets + (isFloating ? [given] : []))
        let slopes = try builder.finish(derivatives)
        let (exactX, exactParameters) = (x.inDoublePrecision, parameters.mapValues(\.inDoublePrecision))
        let results = try slopes.evaluate(inputs: [exactX], variables: exactParameters, inDoublePrecision: true)
        let scalar = try builder.finish([loss])

        var problems: [String] = []
        func check(_ name: String, _ slope: Tensor, at place: Tensor, _ loss: (Tensor) throws -> Tensor) throws {
            let (numbers, own) = (place.array(of: Double.self), slope.array(of: Double.self))
            func value(_ element: Int, _ change: Double) throws -> Double {
                var moved = numbers
                moved[element] += change
                return try loss(Tensor(moved, shape: place.shape)).scalar(as: Double.self)
            }
            for element in stride(from: 0, to: numbers.count, by: max(1, numbers.count / 12)) {
                let difference = (try value(element, 1e-6) - value(element, -1e-6)) / 2e-6
                if !(abs(difference - own[element]) <= 1e-7 + 1e-5 * abs(difference)) {
                    problems.append(
                        "the derivative by \(name)[\(element)] is \(own[element]), the difference \(difference)")
                }
            }
        }
        for (parameter, slope) in zip(trainable, results) {
            try check(parameter.name, slope, at: exactParameters[parameter.name]!) { moved in
                try scalar.evaluate(
                    inputs: [exactX], variables: exactParameters.merging([parameter.name: moved]) { $1 },
                    inDoublePrecision: true)[0]
            }
        }
        if isFloating {
            try check("the input", results[trainable.count], at: exactX) { moved in
                try scalar.evaluate(inputs: [moved], variables: exactParameters, inDoublePrecision: true)[0]
            }
        }
        return problems
    }
}

extension Tensor {
    fileprivate var inDoublePrecision: Tensor { dtype == .float32 ? cast(to: .float64) : self }
}

extension Graph {
    /// The graph with its parameters as constants.
    fileprivate func binding(_ parameters: [String: Tensor]) -> Graph {
        rewritten { _, node, _, new in
            (node.operation as? Variable).map { [new.builder.constant(parameters[$0.name]!)] }
        }
    }
}
