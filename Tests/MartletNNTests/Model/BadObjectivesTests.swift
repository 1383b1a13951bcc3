import MartletGraph
import MartletNN
import MartletNumerics
import MartletTestSupport
import Testing

private let objectives = BadCalls { call in
    let objective = Objective { networks, inputs in (networks[0](inputs[0]) - 1).square().mean() }
    let x = Tensor.ones([6, 2])
    call.model("a model beyond the last") { try objective.gradient(of: [$0], at: [x], for: [1]) }
    call.model("the smallest model") { try objective.gradient(of: [$0], at: [x], for: [.min]) }
    call.model("a model twice") { try objective.gradient(of: [$0], at: [x], for: [0, 0]) }
    call.model("other features") { try objective.gradient(of: [$0], at: [Tensor.zeros([1, 3])]) }
    call.model("a scalar") { try objective.gradient(of: [$0], at: [Tensor(1)]) }
    call("no models") { try Objective { _, x in x[0].mean() }.gradient(of: [], at: [Tensor.zeros([1])]) }
    call.model("a loss of many numbers") { try Objective { n, x in n[0](x[0]) }.gradient(of: [$0], at: [x]) }
    call.model("an integer loss") {
        try Objective { n, x in n[0](x[0]).argMax().sum() }.gradient(of: [$0], at: [x])
    }
    call.model("no results") { try Objective(results: { _, _ in [] }).results(of: [$0], at: []) }
    call.model("two inputs for one") { try Objective { n, x in n[0](x)[0].mean() }.gradient(of: [$0], at: [x, x]) }
    call.model("an unknown parameter") { try Objective { n, x in n[0][""].mean() }.gradient(of: [$0], at: []) }
    call.model("another trace") {
        try Objective { n, x in Builder().constant(Tensor(1)) }.gradient(of: [$0], at: [])
    }
    call.model("a stepper of unknown rows") { try objective.stepper(of: [$0], inputs: [TensorType([-1, 2])]).loss }
    call.model("a stepper of all rows") { try objective.stepper(of: [$0], inputs: [TensorType([.max, 2])]).loss }
    call.model("a stepper beyond memory") { try objective.stepper(of: [$0], inputs: [TensorType([1 << 40, 2])]).loss }
    call.model("a stepper of another model") {
        try objective.stepper(of: [$0], inputs: [TensorType([1, 2])], training: 1).loss
    }
    call.model("a stepper of no models") {
        var stepper = try objective.stepper(of: [$0], inputs: [TensorType([1, 2])])
        try stepper.run([])
    }
    call.model("an input beyond the last") {
        var stepper = try objective.stepper(of: [$0], inputs: [TensorType([1, 2])])
        return try stepper.withInput(1, as: Float.self) { $0.count }
    }
    call.model("the smallest result") {
        try objective.stepper(of: [$0], inputs: [TensorType([1, 2])]).withResult(.min, as: Float.self) { $0.count }
    }
    call.model("a result of another dtype") {
        try objective.stepper(of: [$0], inputs: [TensorType([1, 2])]).withResult(0, as: Int32.self) { $0.count }
    }
    call.model("another model's gradient") {
        var other = Model(Dense(1), input: [2])
        try other.compile(loss: .meanSquaredError)
        return try other.apply(objective.gradient(of: [$0], at: [x]).gradients[0])
    }
}

/// Whatever a loop by hand is told, it answers with an error that says what was wrong.
@Suite struct BadObjectivesTests {
    @Test(arguments: objectives.all) func objectivesThrow(_ call: BadCall) { #expect(call.problem == nil) }
}
