extension Graph {
    /// Whether surely each row of what is computed from the inputs depends on the same row of these alone.
    ///
    /// The number of rows must stay the only unknown, and in front; operations that could move or mix rows even so are
    /// asked for their axes.
    package var keepsRowsApart: Bool {
        func isRows(_ value: Graph.Value) -> Bool { type(of: value).shape.contains { $0 < 0 } }
        return nodes.allSatisfy { node in
            let rows = node.inputs.filter(isRows)
            guard !rows.isEmpty else { return true }
            let types = rows.map(type(of:)) + node.types
            guard types.allSatisfy({ $0.shape.first == -1 && !$0.shape.dropFirst().contains { $0 < 0 } }) else {
                return false
            }
            switch node.operation {
            case is Reshape:
                let sizes = [type(of: rows[0]), node.types[0]].map { $0.shape.dropFirst().reduce(1, *) }
                return sizes[0] == sizes[1]
            case let transpose as Transpose: return transpose.permutation.first == 0
            case let concatenate as Concatenate: return concatenate.axis != 0
            case let pad as Pad: return pad.before.first == 0 && pad.after.first == 0
            case let slice as Slice: return slice.starts.first == 0 && slice.sizes.first == -1
            case let softmax as any SoftmaxOperation: return softmax.axis != 0
            case is ScatterAdd: return false
            case is Gather: return !isRows(node.inputs[0])
            default: return true
            }
        }
    }
}
