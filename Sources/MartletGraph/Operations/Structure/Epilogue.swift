import CMartletKernels
import MartletNumerics

/// What a product does to its results while they are still in registers; `bias` and `mask` are one more input.
/// Passes put it there, after gradients were taken.
package enum Epilogue: String, Sendable, Hashable, Codable {
    case none, bias, biasRelu, reluMask
    /// Of images: then the largest of each 2 × 2 pixels alone.
    case biasReluMaxPool

    /// How many inputs it takes.
    package var inputCount: Int { self == .none ? 0 : 1 }

    /// Why `types` don't fit a result of type `result`; nil if they do. Only some products pool.
    func objection(_ types: some Collection<TensorType>, _ result: TensorType, pools: Bool = false) -> String? {
        if self == .biasReluMaxPool, !pools { return "its results are no images to pool" }
        guard let aux = types.first else { return nil }
        let isFitting =
            switch self {
            case .none: true
            case .bias, .biasRelu, .biasReluMaxPool:
                aux == TensorType([result.shape[result.shape.count - 1]], result.dtype)
            case .reluMask:
                aux.dtype == result.dtype && aux.shape.broadcast(with: result.shape) != nil
                    && aux.shape.count == result.shape.count
            }
        return isFitting ? nil : "\(aux) is no \(rawValue) of \(result)"
    }

    /// The result, before pooling, for a product, the flat index of which is `index` and the last index `column`.
    func value(_ product: Double, _ index: Int, _ column: Int, _ aux: [Double]) -> Double {
        switch self {
        case .none: product
        case .bias: product + aux[column]
        case .biasRelu, .biasReluMaxPool: max(product + aux[column], 0)
        case .reluMask: aux[index] > 0 ? product : 0
        }
    }

    var code: mk_epilogue {
        switch self {
        case .none: MK_EPILOGUE_NONE
        case .bias: MK_EPILOGUE_BIAS
        case .biasRelu, .biasReluMaxPool: MK_EPILOGUE_BIAS_RELU
        case .reluMask: MK_EPILOGUE_RELU_MASK
        }
    }
}

/// A product of its first two inputs that may end in an epilogue, with a third.
package protocol EpilogueOperation: Operation {
    var epilogue: Epilogue { get set }
    /// Whether its kernels have that epilogue, for two inputs of these types.
    func takes(_ epilogue: Epilogue, _ inputs: [TensorType]) -> Bool
}
