import MartletCodecs
import MartletGraph
public import MartletNN

extension SummaryWriter {
    /// Shows what a model computes: its operations within the layers that they come from, with their shapes.
    public func graph(_ model: Model) throws {
        var definition = ProtobufWriter()
        definition.graph(model.graph)
        try add(step: 0, wallTime: nil) { $0.field(EventField.graph, bytes: definition.bytes) }
    }
}

// graph.proto, node_def.proto, attr_value.proto, versions.proto.
extension ProtobufWriter {
    fileprivate mutating func graph(_ graph: Graph) {
        let names = Self.names(graph)
        for (node, name) in zip(graph.nodes, names) {
            field(1) {
                $0.field(1, name)
                $0.field(2, node.operation.name)
                for input in node.inputs {
                    $0.field(3, input.output == 0 ? names[input.node] : "\(names[input.node]):\(input.output)")
                }
                $0.field(5) {  // an attribute: a list of shapes
                    $0.field(1, "_output_shapes")
                    $0.field(2) { $0.field(1) { for type in node.types { $0.shape(Array(type.shape), field: 7) } } }
                }
            }
        }
        field(4) { $0.field(1, varint: 22) }
    }

    /// Such as `block1_conv1/Convolution`, and `block1_conv1/Convolution_1` for another.
    private static func names(_ graph: Graph) -> [String] {
        var counts: [String: Int] = [:]
        return graph.nodes.map { node in
            let name = (node.path.isEmpty ? "" : node.path + "/") + node.operation.name
            defer { counts[name, default: 0] += 1 }
            return counts[name].map { "\(name)_\($0)" } ?? name
        }
    }
}
