import MartletGraph
import MartletNN
import MartletNumerics

extension DQNConfiguration {
    /// Adam with PyTorch's epsilon, the gradient's norm limited.
    var optimizer: Adam {
        Adam(learningRate: learningRate, epsilon: 1e-8, clipping: .globalNorm(maxGradientNorm))
    }

    /// A dense layer, noisy where noise explores.
    func dense(
        _ x: Symbol, _ units: Int, activation: Activation = .linear, isNoisy: Bool = true, name: String
    ) -> Symbol {
        noisyNetwork && isNoisy
            ? NoisyDense(units, activation: activation, name: name)(x)
            : Dense(units, activation: activation, name: name)(x)
    }

    /// The network: features of an observation, then the value of each action, `[batch, actions]`; where distributions
    /// are learned the logits of each action's, `[batch, actions, atoms]`.
    func network(_ spaces: DQN.Spaces, seed: UInt64, _ features: (Symbol) -> Symbol) throws -> Model {
        var mistake: String?
        let model = Model(inputs: [spaces.observation], seed: seed) { (inputs: [Symbol]) -> Symbol in
            let observation = spaces.states.map { inputs[0].cast(to: .int32).oneHot(depth: $0) } ?? inputs[0]
            let x = features(observation)
            if !x.isPoisoned, x.rank != 2 { mistake = "must be [batch, n], not \(x.type)" }
            let atoms = distributional?.atoms
            func stream(_ actions: Int, _ name: String) -> Symbol {
                dense(x, actions * (atoms ?? 1), name: name).reshaped([-1, actions] + (atoms.map { [$0] } ?? []))
            }
            let advantages = stream(spaces.actions, dueling ? "advantage" : "output")
            guard dueling else { return advantages }
            return advantages + (stream(1, "value") - advantages.mean(axes: [1], keepingDimensions: true))
        }
        if let mistake { throw AgentError.invalid(argument: "features", reason: mistake) }
        try model.checked()
        return model
    }

    /// The actions' values, `[batch, actions]`, by a network's output.
    func values(_ output: Symbol) -> Symbol {
        guard let distributional else { return output }
        return (output.softmax() * output.builder.constant(distributional.support)).sum(axes: [2])
    }
}

extension DQNConfiguration.Distributional {
    /// The values whose probabilities are learned, `[atoms]`.
    var support: Tensor { Tensor((0..<atoms).map { Float(vMin + Double($0) * spacing) }) }
}
