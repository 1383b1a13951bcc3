import CMartletKernels
import Glibc
package import MartletNumerics

/// Cross-entropy of softmax(logits) with targets, `−Σ target · log softmax(logits)`, a row each, and the softmax itself.
///
/// - Shape: `[rows, classes], [rows, classes] → [rows], [rows, classes]`
package struct SoftmaxCrossEntropy: Operation {
    package func infer(_ inputs: [TensorType]) throws(GraphError) -> [TensorType] {
        try expect(2, inputs)
        let (logits, targets) = (inputs[0], inputs[1])
        guard logits.shape.count == 2, logits.dtype.isFloating, targets.dtype == logits.dtype,
            targets.shape.count == 2, zip(logits.shape, targets.shape).allSatisfy({ $0 == $1 || $0 < 0 || $1 < 0 })
        else { throw refuse("takes logits and targets [rows, classes] of one type, not \(logits) and \(targets)") }
        return [TensorType([logits.shape[0]], logits.dtype), logits]
    }

    package func reference(_ inputs: [Tensor]) throws -> [Tensor] {
        let (z, t) = (inputs[0].array(of: Double.self), inputs[1].array(of: Double.self))
        let (rows, classes) = (inputs[0].shape[0], inputs[0].shape[1])
        var losses: [Double] = []
        for row in 0..<rows {
            let places = row * classes..<(row + 1) * classes
            let logarithms = LogSoftmax(axis: 1).value(Array(z[places]), [])
            var loss = 0.0
            for (target, logarithm) in zip(t[places], logarithms) where target != 0 { loss -= target * logarithm }
            losses.append(loss)
        }
        return [
            try Tensor(losses, shape: [rows]).cast(to: inputs[0].dtype),
            try Softmax(axis: 1).reference([inputs[0]])[0],
        ]
    }

    package func gradient(_ at: Adjoint) -> [Cotangent] {
        let (p, targets) = (at.outputs[1], at.inputs[1])
        let fromLoss = at.cotangents[0].map { p.apply(SoftmaxCrossEntropyGradient(), targets, $0) }
        let fromProbabilities = at.cotangents[1].map { p.apply(SoftmaxGradient(axis: 1), $0) }
        let flows = [fromLoss, fromProbabilities].compactMap { $0 }
        let toTargets = at.cotangents[0].map { -(at.inputs[0].logSoftmax(axis: 1) * $0.expandedDimensions(axis: 1)) }
        return [.flows(flows.dropFirst().reduce(flows[0], +)), toTargets.map { .flows($0) } ?? .zero]
    }

    package func lower(_ at: Lowering) -> Lowered {
        guard let call = crossEntropyCall(MK_CROSS_ENTROPY_DENSE, at) else { return .reference }
        return .kernels([Kernel("softmax cross-entropy", call, [.input(0), .input(1), .output(0), .output(1)])])
    }

    package static var samples: [Sample] { [.init(Self(), [6, 10], [6, 10], ranges: [1: 0...1])] }
}

/// `(Σ targets · probabilities − targets) · derivative of each row's loss`; the sum is 1 if targets are probabilities.
///
/// - Shape: `[rows, classes], [rows, classes], [rows] → [rows, classes]`
package struct SoftmaxCrossEntropyGradient: Operation {
    package func infer(_ inputs: [TensorType]) throws(GraphError) -> [TensorType] {
        try expect(3, inputs)
        let (p, targets, weights) = (inputs[0], inputs[1], inputs[2])
        guard p.shape.count == 2, p.dtype.isFloating, targets.dtype == p.dtype, weights.dtype == p.dtype,
            weights.shape.count == 1, targets.shape.count == 2,
            zip(p.shape, targets.shape).allSatisfy({ $0 == $1 || $0 < 0 || $1 < 0 }),
            p.shape[0] == weights.shape[0] || p.shape[0] < 0 || weights.shape[0] < 0
        else { throw refuse("takes [rows, classes] twice and [rows], not \(p), \(targets) and \(weights)") }
        return [p]
    }

    package func reference(_ inputs: [Tensor]) throws -> [Tensor] {
        let classes = inputs[0].shape[1]
        let (p, t) = (inputs[0].array(of: Double.self), inputs[1].array(of: Double.self))
        let weights = inputs[2].array(of: Double.self)
        var values = p
        for (row, weight) in weights.enumerated() {
            let places = row * classes..<(row + 1) * classes
            let total = t[places].reduce(0, +)
            for i in places { values[i] = (total * p[i] - t[i]) * weight }
        }
        return [try Tensor(values, shape: inputs[0].shape).cast(to: inputs[0].dtype)]
    }

    package func gradient(_ at: Adjoint) -> [Cotangent] {
        let (p, targets, weights) = (at.inputs[0], at.inputs[1], at.inputs[2].expandedDimensions(axis: 1))
        let total = targets.sum(axes: [1], keepingDimensions: true)
        let flow = at.cotangent * weights
        return [
            .flows(flow * total), .flows((flow * p).sum(axes: [1], keepingDimensions: true) - flow),
            .flows((at.cotangent * (total * p - targets)).sum(axes: [1])),
        ]
    }

    package func lower(_ at: Lowering) -> Lowered {
        guard let call = crossEntropyCall(MK_CROSS_ENTROPY_DENSE_GRADIENT, at) else { return .reference }
        let kernel = Kernel("softmax cross-entropy gradient", call, [.input(0), .input(1), .input(2), .output(0)])
        return .kernels([kernel], overwriting: [0])
    }

    package static var samples: [Sample] { [.init(Self(), [6, 10], [6, 10], [6], in: 0...1)] }
}
