package import MartletGraph
import MartletNumerics

extension Sample {
    /// The name of the case, for messages and seeds.
    package var label: String { "\(operation.label) of \(inputs.map(\.description).joined(separator: ", "))" }

    /// The same case with another length of the batch: axis 0 of each input that has the first one's.
    /// Nil if the operation doesn't take it, or there is no batch.
    package func batch(_ length: Int) -> Sample? {
        guard let own = inputs.first?.shape.first else { return nil }
        var result = self
        for index in inputs.indices where inputs[index].shape.first == own { result.inputs[index].shape[0] = length }
        guard let types = try? operation.infer(result.inputs), types.allSatisfy(\.isConcrete) else { return nil }
        return result
    }

    /// The same case with float64 in place of float32.
    package var inDoublePrecision: Sample {
        var result = self
        for index in inputs.indices where inputs[index].dtype == .float32 { result.inputs[index].dtype = .float64 }
        return result
    }
}
