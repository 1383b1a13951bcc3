import MartletGraph
package import MartletNN
import MartletNumerics

extension DQNConfiguration {
    /// The loss on a batch, a scalar, then each row's error, by which prioritised replay draws.
    ///
    /// The networks are the online one and the target; the inputs those of `ReplayBuffer.batchTypes`.
    package var objective: Objective {
        Objective(results: { [self] networks, inputs in
            let (states, actions, rewards, next, discounts) = (inputs[0], inputs[1], inputs[2], inputs[3], inputs[4])
            let output = networks[0](states)
            let following = networks[1](next)
            // The action that the next state's value is that of.
            let chooser = doubleQ ? values(networks[0](next)) : values(following)
            let errors: Symbol
            let losses: Symbol
            if let distributional {
                let best = following.picked(chooser.argMax(axis: 1)).softmax()
                let goal = distributional.projected(best, rewards, discounts).stopGradient()
                losses = -(goal * output.picked(actions).logSoftmax()).sum(axes: [1])
                errors = losses
            } else {
                let best = doubleQ ? following.picked(chooser.argMax(axis: 1)) : following.max(axes: [1])
                let goal = (rewards + discounts * best).stopGradient()
                errors = goal - output.picked(actions)
                losses = errors.huber()
            }
            let weighted = prioritizedReplay == nil ? losses : losses * inputs[5]
            return [weighted.mean()] + (prioritizedReplay == nil ? [] : [errors.stopGradient().abs()])
        })
    }

    /// The actions' values of observations, for acting.
    package var acting: Objective {
        Objective(results: { [self] networks, inputs in [values(networks[0](inputs[0], training: noisyNetwork))] })
    }
}

extension DQNConfiguration.Distributional {
    /// The distribution of `reward + discount · value` on the atoms: each value's probability goes to the two atoms
    /// around it, in proportion to nearness. `[batch, atoms]`
    func projected(_ probabilities: Symbol, _ rewards: Symbol, _ discounts: Symbol) -> Symbol {
        let builder = probabilities.builder
        let column = { (x: Symbol) in x.expandedDimensions(axis: 1) }
        let values = (column(rewards) + column(discounts) * builder.constant(support)).clipped(to: vMin...vMax)
        let places = ((values - vMin) * (1 / spacing)).expandedDimensions(axis: 2)
        let atoms = builder.constant(Tensor((0..<atoms).map { Float($0) }))
        let shares = (1 - (places - atoms).abs()).relu()  // [batch, from, to]
        return (shares * probabilities.expandedDimensions(axis: 2)).sum(axes: [1])
    }
}

extension Symbol {
    /// Along the second axis the element at each row's index: `[batch, n, …], [batch] → [batch, …]`.
    func picked(_ indices: Symbol) -> Symbol {
        var mask = indices.oneHot(depth: shape[1])
        while mask.rank < rank { mask = mask.expandedDimensions(axis: mask.rank) }
        return (self * mask).sum(axes: [1])
    }

    /// `x²/2` up to 1, then `|x| − 1/2`.
    func huber() -> Symbol {
        let size = abs()
        return select(size.isLessOrEqual(to: 1), square() * 0.5, size - 0.5)
    }
}
