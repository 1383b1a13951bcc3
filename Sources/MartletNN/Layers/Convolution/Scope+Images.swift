import MartletGraph
import MartletNumerics

extension Scope {
    /// Whether `x` is a batch with `axes` axes between batch and channels, the channels known; else the mistake is
    /// recorded.
    func takes(_ x: Symbol, _ kind: String, axes: Int) -> Bool {
        if x.isPoisoned { return false }
        let axesNames = axes == 1 ? "[batch, steps, channels]" : "[batch, height, width, channels]"
        if x.rank == axes + 2, x.shape[axes + 1] > 0, x.shape.allSatisfy({ $0 <= Int32.max }) { return true }
        _ = fail("\(kind) takes \(axesNames) with a known number of channels, not \(x.type)")
        return false
    }

    /// Whether every size is at least 1; else the mistake is recorded.
    func arePositive(_ kind: String, _ sizes: KeyValuePairs<String, Size2D>) -> Bool {
        for (name, size) in sizes where !(1...1 << 20).contains(size.height) || !(1...1 << 20).contains(size.width) {
            _ = fail("\(name) of \(kind) is one positive number or [height, width], not \(size)")
            return false
        }
        return true
    }

    /// The output of a layer whose mistake is recorded already.
    var poisoned: Symbol { fail("its input is invalid") }

    /// The end of a layer with parameters: a bias for each of the last axis, the activation, its regularizer.
    func completed(
        _ product: Symbol, activation: Activation, useBias: Bool, biasInitializer: Initializer,
        biasRegularizer: Regularizer?, activityRegularizer: Regularizer?
    ) -> Symbol {
        var y = product
        if useBias, !y.isPoisoned {
            y = y + parameter("bias", [y.shape[y.rank - 1]], biasInitializer, regularizer: biasRegularizer)
        }
        y = activation(y)
        if let activityRegularizer { addLoss(activityRegularizer.activity(y)) }
        return y
    }
}

extension Symbol {
    /// `[batch, steps, …]` as images of one row: `[batch, 1, steps, …]`.
    var asRow: Symbol { reshaped([1] + shape.dropFirst(), keeping: 1) }

    /// Images of one row as `[batch, steps, …]`.
    var asSteps: Symbol { reshaped(Array(shape.dropFirst(2)), keeping: 1) }
}

extension Padding {
    /// How much larger than the least a transposed convolution's result is along an axis, as in Keras.
    func transposedRemainder(extent: Int, stride: Int, outputPadding: Int?) -> Int {
        guard let outputPadding else { return self == .same ? stride - 1 : max(stride - extent, 0) }
        return self == .same ? outputPadding.addingReportingOverflow(extent % 2 - 1).partialValue : outputPadding
    }
}
