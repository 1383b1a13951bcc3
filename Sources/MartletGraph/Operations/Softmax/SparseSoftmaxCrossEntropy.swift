import Glibc
import CMartletKernels
package import MartletNumerics

/// Cross-entropy of softmax(logits) with class indices, a row each, and the probabilities themselves.
///
/// - Shape: `[rows, classes], [rows] → [rows], [rows, classes]`
package struct SparseSoftmaxCrossEntropy: Operation {
    package init() {}

    package func infer(_ inputs: [TensorType]) throws(GraphError) -> [TensorType] {
        try expect(2, inputs)
        let (logits, labels) = (inputs[0], inputs[1])
        guard logits.shape.count == 2, logits.dtype.isFloating, labels.shape.count == 1,
            labels.dtype == .int32 || labels.dtype == .int64,
            labels.shape[0] == logits.shape[0] || labels.shape[0] < 0 || logits.shape[0] < 0
        else { throw refuse("takes logits [rows, classes] and integer labels [rows], not \(logits) and \(labels)") }
        return [TensorType([logits.shape[0]], logits.dtype), logits]
    }

    package func reference(_ inputs: [Tensor]) throws -> [Tensor] {
        let classes = inputs[0].shape[1]
        let (logits, labels) = (inputs[0].array(of: Double.self), inputs[1].array(of: Int.self))
        var (losses, probabilities): ([Double], [Double]) = ([], [])
        for (row, label) in labels.enumerated() {
            let z = logits[row * classes..<(row + 1) * classes]
            let highest = z.max() ?? 0
            let total = z.reduce(0) { $0 + exp($1 - highest) }
            probabilities += z.map { exp($0 - highest) / total }
            losses.append(
                (0..<classes).contains(label) ? log(total) + highest - z[z.startIndex + label] : .nan)
        }
        let dtype = inputs[0].dtype
        return [
            try Tensor(losses, shape: [labels.count]).cast(to: dtype),
            try Tensor(probabilities, shape: inputs[0].shape).cast(to: dtype),
        ]
    }

    package func gradient(_ at: Adjoint) -> [Cotangent] {
        var flow = at.cotangents[0].map {
            at.outputs[1].apply(SparseSoftmaxCrossEntropyGradient(), at.inputs[1], $0)
        }
        if let through = at.cotangents[1] {
            let p = at.outputs[1]
            let more = p * through + p * ((p * through).sum(axes: [1], keepingDimensions: true) * -1)
            flow = flow.map { $0 + more } ?? more
        }
        return [flow.map { .flows($0) } ?? .zero, .zero]
    }

    package func lower(_ at: Lowering) -> Lowered {
        guard let call = crossEntropyCall(MK_CROSS_ENTROPY_SPARSE, at) else { return .reference }
        return .kernels([Kernel("softmax cross-entropy", call, [.input(0), .input(1), .output(0), .output(1)])])
    }

    package static var samples: [Sample] {
        [.init(Self(), [6, 10], [6], dtypes: [1: .int32], ranges: [1: 0...9])]
    }
}

/// `(probabilities − one-hot labels) · derivative of each row's loss`.
///
/// - Shape: `[rows, classes], [rows], [rows] → [rows, classes]`
package struct SparseSoftmaxCrossEntropyGradient: Operation {
    package init() {}

    package func infer(_ inputs: [TensorType]) throws(GraphError) -> [TensorType] {
        try expect(3, inputs)
        let types = try SparseSoftmaxCrossEntropy().infer(Array(inputs.prefix(2)))
        guard inputs[2].dtype == types[0].dtype, inputs[2].shape.count == 1,
            inputs[2].shape[0] == types[0].shape[0] || inputs[2].shape[0] < 0 || types[0].shape[0] < 0
        else { throw refuse("takes a derivative of type \(types[0]), not \(inputs[2])") }
        return [inputs[0]]
    }

    package func reference(_ inputs: [Tensor]) throws -> [Tensor] {
        let classes = inputs[0].shape[1]
        var result = inputs[0].array(of: Double.self)
        let (labels, scale) = (inputs[1].array(of: Int.self), inputs[2].array(of: Double.self))
        for (row, label) in labels.enumerated() {
            for j in 0..<classes {
                let difference = result[row * classes + j] - (j == label ? 1 : 0)
                result[row * classes + j] = (0..<classes).contains(label) ? difference * scale[row] : 0
            }
        }
        return [try Tensor(result, shape: inputs[0].shape).cast(to: inputs[0].dtype)]
    }

    package func gradient(_ at: Adjoint) -> [Cotangent] {
        [
            // A label outside of the classes gives nothing.
            .flows(at.cotangent * at.inputs[2].reshaped([-1, 1]) * isWithin(at)), .zero,
            .blocked("second derivative of a fused cross-entropy by its row weights"),
        ]
    }

    /// 1 for rows whose label is one of the classes, else 0: `[rows, 1]`.
    private func isWithin(_ at: Adjoint) -> Symbol {
        let (p, labels) = (at.inputs[0], at.inputs[1])
        let within = labels.isGreaterOrEqual(to: 0) .& labels.isLess(than: Double(p.shape[1]))
        return within.cast(to: p.dtype).reshaped([-1, 1])
    }

    package func lower(_ at: Lowering) -> Lowered {
        guard let call = crossEntropyCall(MK_CROSS_ENTROPY_SPARSE_GRADIENT, at) else { return .reference }
        let kernel = Kernel(
            "softmax cross-entropy gradient", call, [.input(0), .input(1), .input(2), .output(0)])
        return .kernels([kernel], overwriting: [0])
    }

    package static var samples: [Sample] {
        [.init(Self(), [6, 10], [6], [6], dtypes: [1: .int32], ranges: [0: 0...1, 1: -1...10])]
    }
}

/// The call for `[rows, classes]` first inputs and labels or targets second; nil without a kernel.
func crossEntropyCall(_ kind: mk_cross_entropy_kind, _ at: Lowering) -> mk_call? {
    guard at.inputs[0].dtype == .float32 else { return nil }
    var p = mk_cross_entropy_parameters()
    (p.kind, p.labels) = (kind, at.inputs[1].dtype.kernel)
    (p.rows, p.width) = (Int64(at.inputs[0].shape[0]), Int64(at.inputs[0].shape[1]))
    p.loss_stride = 1
    p.threads = at.inputs[0].shape.elementCount >= 1 << 16 ? Int32(at.threads) : 1
    return mk_cross_entropy(p)
}
