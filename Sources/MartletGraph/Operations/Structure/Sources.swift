package import MartletNumerics

/// A tensor given when the graph runs.
package struct Placeholder: Operation {
    package var index: Int
    package var type: TensorType

    package func infer(_ inputs: [TensorType]) throws(GraphError) -> [TensorType] {
        try expect(0, inputs)
        return [type]
    }
    package func reference(_ inputs: [Tensor]) throws -> [Tensor] { preconditionFailure("placeholders are bound") }
    package func gradient(_ at: Adjoint) -> [Cotangent] { [] }
    package var label: String { "Placeholder(\(index))" }
    package static var samples: [Sample] { [] }
}

/// The current value of a parameter in one of the plan's banks: bank 0 is the model's own, others are other models'.
package struct Variable: Operation {
    package var bank = 0
    package var name: String
    package var shape: Shape
    package var dtype: DType

    package init(bank: Int = 0, name: String, shape: Shape, dtype: DType = .float32) {
        self.bank = bank
        self.name = name
        self.shape = shape
        self.dtype = dtype
    }

    package init(_ parameter: Parameter, bank: Int = 0) {
        self.init(bank: bank, name: parameter.name, shape: parameter.shape, dtype: parameter.dtype)
    }

    /// Files of before there were other dtypes name none.
    package init(from decoder: any Decoder) throws {
        let box = try decoder.container(keyedBy: CodingKeys.self)
        bank = try box.decode(Int.self, forKey: .bank)
        name = try box.decode(String.self, forKey: .name)
        shape = try box.decode(Shape.self, forKey: .shape)
        dtype = try box.decodeIfPresent(DType.self, forKey: .dtype) ?? .float32
    }

    package func infer(_ inputs: [TensorType]) throws(GraphError) -> [TensorType] {
        try expect(0, inputs)
        return [TensorType(shape, dtype)]
    }
    package func reference(_ inputs: [Tensor]) throws -> [Tensor] { preconditionFailure("variables are bound") }
    package func gradient(_ at: Adjoint) -> [Cotangent] { [] }
    package var label: String { bank == 0 ? name : "\(name)@\(bank)" }
    package static var samples: [Sample] { [] }
}

/// A tensor known while the graph is built.
package struct Constant: Operation {
    package var tensor: Tensor

    package init(_ tensor: Tensor) { self.tensor = tensor }

    package func infer(_ inputs: [TensorType]) throws(GraphError) -> [TensorType] {
        try expect(0, inputs)
        return [TensorType(tensor.shape, tensor.dtype)]
    }
    package func reference(_ inputs: [Tensor]) throws -> [Tensor] { [tensor] }
    package func gradient(_ at: Adjoint) -> [Cotangent] { [] }
    package var label: String {
        tensor.count == 1 ? "\(tensor.array(of: Double.self)[0])" : "Constant\(tensor.shape)"
    }
    package static var samples: [Sample] { [] }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(tensor.shape)
        hasher.combine(tensor.dtype)
        tensor.withUnsafeBytes { hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: $0.prefix(64))) }
    }

    /// Whether all bits are the same: 0 and -0 differ, NaN is itself.
    package static func == (a: Constant, b: Constant) -> Bool {
        guard a.tensor.shape == b.tensor.shape, a.tensor.dtype == b.tensor.dtype else { return false }
        return a.tensor.withUnsafeBytes { left in b.tensor.withUnsafeBytes { left.elementsEqual($0) } }
    }

    private enum Keys: String, CodingKey { case dtype, shape, values }

    package init(from decoder: any Decoder) throws {
        let box = try decoder.container(keyedBy: Keys.self)
        let values = try box.decode([Double].self, forKey: .values)
        tensor = try Tensor(values, shape: box.decode(Shape.self, forKey: .shape))
            .cast(to: box.decode(DType.self, forKey: .dtype))
    }

    package func encode(to encoder: any Encoder) throws {
        var box = encoder.container(keyedBy: Keys.self)
        try box.encode(tensor.dtype, forKey: .dtype)
        try box.encode(tensor.shape, forKey: .shape)
        try box.encode(tensor.array(of: Double.self), forKey: .values)
    }
}
