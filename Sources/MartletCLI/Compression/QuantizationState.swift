import Martlet

/// What of a model is rounded.
enum QuantizationState: String {
    /// Floating numbers that are rounded to what integers can hold.
    case rounded
    /// Integers.
    case integers

    var description: String {
        switch self {
        case .rounded: "rounded to integers"
        case .integers: "of integers"
        }
    }
}

extension Model {
    /// Nil for a model in floating numbers.
    var quantization: QuantizationState? {
        if graph.parameters.contains(where: { $0.dtype == .int8 || $0.dtype == .uint8 }) { return .integers }
        return graph.nodes.contains { $0.operation is FakeQuantize } ? .rounded : nil
    }
}
