import MartletCodecs
package import MartletGraph

extension Graph {
    /// The graph with its layers noted as if they had been made for the shapes that their results have now: what a pass
    /// ends with that changes shapes.
    package func notingShapes() -> Graph {
        guard var notes = notes as? LayerNotes else { return self }
        var first: [String: LayerCall] = [:]
        for call in calls where first[call.layer] == nil { first[call.layer] = call }
        notes.changeLayers { layer in
            guard let types = first[layer.path]?.outputs.map(type(of:)), types != layer.outputs else { return }
            layer.outputs = types
            let convolution = nodes.first { $0.path == layer.path && $0.operation is Convolution }?.operation
            layer.configuration = layer.configuration.map {
                Self.configuration($0, giving: types[0], groups: (convolution as? Convolution)?.groups)
            }
        }
        var result = self
        result.notes = notes
        return result
    }

    /// What a layer is made with that gives a result of this type.
    private static func configuration(_ configuration: String, giving type: TensorType, groups: Int?) -> String {
        guard var json = try? JSON(parsing: configuration), let channels = type.shape.last else { return configuration }
        for key in ["filters", "units"] where json[key] != nil { json[key] = .integer(channels) }
        if let groups, json["groups"] != nil { json["groups"] = .integer(groups) }
        if case .array(let target)? = json["targetShape"] {
            json["targetShape"] = .array(zip(target, type.shape.dropFirst()).map { $0 == -1 ? $0 : .integer($1) })
        }
        return json.serialized()
    }
}
