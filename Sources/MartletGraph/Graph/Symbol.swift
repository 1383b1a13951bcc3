public import MartletNumerics

/// A tensor that will be computed: its type and the layer it comes from. It exists only while a function is traced.
///
/// A symbol whose making failed is poisoned: what is built from it is poisoned too, and the first error is thrown
/// when tracing ends.
public struct Symbol: CustomStringConvertible {
    package let builder: Builder
    package let value: Graph.Value
    /// Shape and dtype; an unknown batch is −1.
    public let type: TensorType

    /// The dimensions; `-1` where unknown while tracing (the batch).
    public var shape: Shape { type.shape }
    /// What kind of numbers it will hold.
    public var dtype: DType { type.dtype }
    /// How many axes it has, the batch among them.
    public var rank: Int { shape.count }

    package var isPoisoned: Bool { value.node < 0 }

    /// The path of the layer that it comes from.
    public var path: String { isPoisoned ? "" : builder.graph.nodes[value.node].path }

    /// Path and type, for messages.
    public var description: String { isPoisoned ? "invalid symbol" : "\(path.isEmpty ? "symbol" : path): \(type)" }

    @_semantics("optimize.sil.specialize.generic.never")
    package func apply(_ operation: any Operation, _ others: Symbol...) -> Symbol {
        builder.apply(operation, [self] + others)[0]
    }

    package func constant(_ value: Double, _ shape: Shape = []) -> Symbol {
        builder.constant(Tensor.full(value, shape: shape, dtype: dtype))
    }

    /// This symbol and a number as two symbols of one type: of this symbol's, or of float32 if the number is floating and
    /// the symbol is not.
    package func meeting<T: TensorScalar>(_ number: T) -> (Symbol, Symbol) {
        let symbol = T.dtype.isFloating && !dtype.isFloating && !isPoisoned ? cast(to: .float32) : self
        return (symbol, builder.constant(Tensor(number).cast(to: symbol.dtype)))
    }

    /// Zeros of this symbol's type.
    package func zerosLike() -> Symbol { constant(0).expanded(like: self) }
}

extension Symbol {
    /// Names this value, so that `trace` returns it.
    @discardableResult
    public func probe(_ name: String) -> Symbol {
        if !isPoisoned { builder.graph.probes[name] = value }
        return self
    }
}
