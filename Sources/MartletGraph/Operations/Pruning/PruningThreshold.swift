import CMartletKernels
package import MartletNumerics

/// The least magnitude of those that stay of several weights together, as training goes on: what `PruningMask` reads whose pattern
/// is global.
///
/// Inputs: weights of float32, one or more, then the step, a scalar of int64. Of n numbers in all the
/// `max(round(n · (1 − sparsity)), 1)` largest stay. 0 in steps in which the schedule makes no mask.
package struct PruningThreshold: Operation {
    package var schedule: PruningSchedule

    package init(_ schedule: PruningSchedule) { self.schedule = schedule }

    package func infer(_ inputs: [TensorType]) throws(GraphError) -> [TensorType] {
        try expect(max(inputs.count, 2), inputs)
        if let reason = schedule.objection { throw refuse(reason) }
        guard inputs.last == TensorType([], .int64), inputs.dropLast().allSatisfy({ $0.dtype == .float32 }) else {
            throw refuse("takes weights of float32 and a step of int64, not \(inputs)")
        }
        return [TensorType([])]
    }

    package func reference(_ inputs: [Tensor]) throws -> [Tensor] {
        let step = inputs.last!.array(of: Int.self)[0]
        let magnitudes = inputs.dropLast().flatMap { $0.array(of: Float.self).map(abs) }
        if magnitudes.isEmpty || !schedule.isDue(at: step) { return [Tensor(Float(0))] }
        return [Tensor(magnitudes.sorted(by: >)[schedule.kept(of: magnitudes.count, at: step) - 1])]
    }

    package func gradient(_ at: Adjoint) -> [Cotangent] { at.inputs.map { _ in .zero } }

    package func lower(_ at: Lowering) -> Lowered {
        let counts = at.inputs.dropLast().map(\.shape.elementCount)
        let total = counts.reduce(0, +)
        var p = mk_prune_threshold_parameters()
        (p.total, p.schedule) = (Int64(total), schedule.kernel)
        p.threads = Int32(total >= 1 << 16 ? max(at.threads, 1) : 1)
        let scratch = Operand.scratch(byteCount: Int(mk_prune_threshold_scratch(p)))
        var kernels: [Kernel] = []
        for digit in 0..<MK_PRUNE_DIGITS {
            for (index, count) in counts.enumerated() {
                (p.digit, p.count, p.first, p.last) = (digit, Int64(count), index == 0, index == counts.count - 1)
                kernels.append(
                    Kernel(
                        "prune threshold", mk_prune_threshold(p),
                        [.input(index), .input(counts.count), scratch, .output(0)]))
            }
        }
        return .kernels(kernels)
    }

    package static var samples: [Sample] {
        let threshold = PruningThreshold(.polynomialDecay(finalSparsity: 0.8, endStep: 8, frequency: 2))
        func at(_ step: Double) -> ClosedRange<Double> { step...step }
        return [
            .init(threshold, [4, 8], [], dtypes: [1: .int64], ranges: [1: at(2)]),
            .init(threshold, [3, 3, 2, 5], [7, 1], [], dtypes: [2: .int64], ranges: [2: at(8)]),
            .init(threshold, [7], [2], [], dtypes: [2: .int64], ranges: [2: at(3)]),
            .init(threshold, [0, 3], [5], [], dtypes: [2: .int64], ranges: [2: at(4)]),
        ]
    }
}
