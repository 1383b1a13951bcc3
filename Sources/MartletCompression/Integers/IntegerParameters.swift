import MartletGraph
import MartletNumerics

/// The parameters of integers while a graph is lowered: under numbers, and in the end, those that are read, under names.
struct IntegerParameters {
    private struct Entry {
        var name: String
        var tensor: Tensor
    }

    private var entries: [Entry] = []

    private static let prefix = "martlet.integer."

    /// A parameter of a wished name; one that was declared before if it is the same.
    mutating func declare(_ name: String, _ tensor: Tensor, _ builder: Builder) -> Symbol {
        let known = entries.firstIndex {
            $0.name == name && $0.tensor.dtype == tensor.dtype && $0.tensor.shape == tensor.shape
                && $0.tensor == tensor
        }
        if known == nil { entries.append(Entry(name: name, tensor: tensor)) }
        let place = known ?? entries.count - 1
        return builder.parameter(
            Parameter(
                name: "\(Self.prefix)\(place)", shape: tensor.shape, dtype: tensor.dtype, isTrainable: false))
    }

    /// The graph with its parameters under the names that were wished, or these with a number if others have them; none
    /// is trained. And the values of those that are new.
    func named(in graph: Graph) throws -> (graph: Graph, values: [String: Tensor]) {
        var taken = Set(graph.parameters.map(\.name))
        var (names, values): ([String: String], [String: Tensor]) = ([:], [:])
        for parameter in graph.parameters where parameter.name.hasPrefix(Self.prefix) {
            let entry = entries[Int(parameter.name.dropFirst(Self.prefix.count))!]
            let isFree = { name in !taken.contains(name) }
            let name =
                isFree(entry.name)
                ? entry.name : (1...).lazy.map { "\(entry.name)_\($0)" }.first(where: isFree)!
            taken.insert(name)
            (names[parameter.name], values[name]) = (name, entry.tensor)
        }
        var renamed = graph
        renamed.parameters = graph.parameters.map {
            Parameter(name: names[$0.name] ?? $0.name, shape: $0.shape, dtype: $0.dtype, isTrainable: false)
        }
        let result = try renamed.transformed { _, node, _, new in
            guard var variable = node.operation as? Variable, let name = names[variable.name] else { return nil }
            variable.name = name
            return [new.builder.variable(variable)]
        }
        return (result, values)
    }
}
