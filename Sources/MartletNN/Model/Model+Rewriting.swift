package import MartletGraph
package import MartletNumerics

extension Model {
    /// The model with its graph rebuilt by a pass, such as one that puts observers or masks into it
    /// (`Graph.transformed`).
    ///
    /// Parameters that the graph had before, under the same name and of the same type, keep their values, and the
    /// optimiser what it knows of those that are still trained. Frozen layers stay frozen. What `compile` set stays if
    /// the outputs are of the same types.
    ///
    /// - Parameters:
    ///   - values: values of new parameters, by name; the others are made by their initializers.
    ///   - pass: gives the new graph.
    /// - Throws: mistakes in the layers, what `pass` throws; `ModelError` for values that don't fit.
    package func rewritten(values: [String: Tensor] = [:], _ pass: (Graph) throws -> Graph) throws -> Model {
        try checked()
        var model = self
        let graph = try pass(graph).verified(after: "rewriting")
        model.frozen = frozen.intersection(graph.layers.map(\.path))
        model.layOut(graph)
        for entry in model.layout.entries
        where layout[entry.parameter.name]?.parameter.type != entry.parameter.type
            && values[entry.parameter.name] == nil
        {
            try graph.initialValue(of: entry.parameter, seed: seed).withUnsafeBytes { model.write($0, at: entry) }
        }
        for (name, value) in values {
            if let type = model.layout[name]?.parameter.type, type.dtype != value.dtype {
                throw ModelError.wrongShape(what: name, expected: type, got: TensorType(value.shape, value.dtype))
            }
            try model.set(name, to: value)
        }
        model.training.slots = carriedSlots(to: model.layout)
        if graph.outputTypes != self.graph.outputTypes {
            (model.compiled, model.uncompiled, model.training) = (nil, nil, TrainingState())
        }
        return model
    }

    /// The optimiser's slots for another layout: those of parameters that aren't trained here begin anew.
    private func carriedSlots(to new: ParameterLayout) -> [Tensor] {
        if new.trainable == layout.trainable { return training.slots }
        guard let optimizer = compiled?.optimizer, training.slots.count == optimizer.slots.count else { return [] }
        return zip(optimizer.slots, training.slots).map { name, old in
            var values = [Float](repeating: optimizer.initialSlotValue(name), count: new.trainableCount)
            let known = old.array(of: Float.self)
            for entry in new.trainable {
                let parameter = entry.parameter
                guard let old = layout[parameter.name], !old.isFrozen, old.parameter.type == parameter.type else {
                    continue
                }
                let slice = known[old.start..<old.start + parameter.count]
                values.replaceSubrange(entry.start..<entry.start + parameter.count, with: slice)
            }
            return Tensor(values)
        }
    }
}
