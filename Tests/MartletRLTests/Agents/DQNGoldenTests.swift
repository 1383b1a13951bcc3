import MartletCodecs
import MartletGraph
import MartletNN
import MartletNumerics
import MartletRL
import Testing

/// Errors, losses, gradients and a step are those of PyTorch (`Golden/make_dqn.py`).
@Suite struct DQNGoldenTests {
    static let file =
        #filePath.split(separator: "/").dropLast(2).reduce("") { $0 + "/" + $1 } + "/Golden/dqn.safetensors"
    static let cases = ["dqn", "double", "dueling", "n_step", "prioritized", "all", "clipped", "c51", "c51_all"]

    private struct Observed: Environment {
        var observationSpace: Space { .box(low: -1, high: 1, shape: [4]) }
        var actionSpace: Space { .discrete(3) }
        mutating func reset(seed: UInt64?, observation: inout MutableSpan<Float>) throws {}
        mutating func step(_ action: Int, observation: inout MutableSpan<Float>) throws -> Outcome {
            Outcome(reward: 0)
        }
    }

    static func configuration(_ name: String) -> DQNConfiguration {
        DQNConfiguration {
            let all = name.hasSuffix("all")
            ($0.learningRate, $0.batchSize, $0.maxGradientNorm) = (1e-3, 16, name == "clipped" ? 0.1 : 10)
            ($0.doubleQ, $0.dueling) = (all || name == "double", all || name == "dueling")
            $0.nSteps = all || name == "n_step" ? 3 : 1
            if all || name == "prioritized" { $0.prioritizedReplay = .init() }
            if name.hasPrefix("c51") { $0.distributional = .init(atoms: 11, vMin: -2, vMax: 3) }
        }
    }

    @Test(arguments: cases) func agreesWithPyTorch(_ name: String) throws {
        let file = try Safetensors(path: Self.file)
        let golden = Dictionary(uniqueKeysWithValues: file.tensors.map { ($0.name, $0.tensor) })
        let configuration = Self.configuration(name)
        var agent = try DQN(for: Observed(), hiddenUnits: [12, 8], configuration: configuration)
        for parameter in agent.online.parameters {
            try agent.networks[0].set(parameter.name, to: #require(golden["\(name)/online/\(parameter.name)"]))
            try agent.networks[1].set(parameter.name, to: #require(golden["\(name)/target/\(parameter.name)"]))
        }
        let discounts = "discounts_\(configuration.nSteps)"
        let batch = try ["states", "actions", "rewards", "next", discounts, "weights"]
            .map { try #require(golden["batch/\($0)"]) }
        let inputs = Array(batch.prefix(configuration.prioritizedReplay == nil ? 5 : 6))
        let (results, gradients) = try configuration.objective.results(of: agent.networks, at: inputs)
        func check(_ got: Tensor, _ name: String) throws {
            let wanted = try #require(golden[name]).array(of: Double.self)
            let got = got.array(of: Double.self)
            let scale = wanted.reduce(1e-3) { max($0, abs($1)) }
            #expect(got.count == wanted.count)
            for (i, (a, b)) in zip(got, wanted).enumerated() {
                #expect(abs(a - b) <= 1e-5 * scale, "\(name) at \(i)")
            }
        }
        try check(results[0], "\(name)/loss")
        if results.count > 1 { try check(results[1], "\(name)/errors") }
        for parameter in agent.online.parameters {
            try check(#require(gradients[0][parameter.name]), "\(name)/gradient/\(parameter.name)")
        }
        var stepper = try configuration.objective.stepper(
            of: agent.networks, inputs: inputs.map { TensorType($0.shape, $0.dtype) }, training: 0)
        for (index, input) in inputs.enumerated() {
            input.withUnsafeBytes { stepper.input(index).copyMemory(from: $0.baseAddress!, byteCount: $0.count) }
        }
        try stepper.step(&agent.networks)
        for parameter in agent.online.parameters {
            try check(#require(agent.online[parameter.name]), "\(name)/after/\(parameter.name)")
        }
    }
}
