import CMartletKernels
package import MartletNumerics

/// Which weights stay as training goes on: the largest, by magnitude.
///
/// Inputs: weights of float32, the mask so far, of bool and the same shape, the step, a scalar of int64, and if the pattern is
/// global the least magnitude that stays, a scalar of float32 (`PruningThreshold`). In steps in which the schedule says so the
/// result is a new mask, else the mask so far. Of n blocks, or single weights, the
/// `max(round(n · (1 − sparsity)), 1)` largest stay, and those as large as the least of them; by tfmot's formulas, in float32.
package struct PruningMask: Operation {
    package var schedule: PruningSchedule
    package var pattern: SparsityPattern

    package init(_ schedule: PruningSchedule, _ pattern: SparsityPattern) {
        (self.schedule, self.pattern) = (schedule, pattern)
    }

    package func infer(_ inputs: [TensorType]) throws(GraphError) -> [TensorType] {
        try expect(pattern == .global ? 4 : 3, inputs)
        if let reason = schedule.objection ?? pattern.objection(Array(inputs[0].shape)) { throw refuse(reason) }
        let (weights, mask, step) = (inputs[0], inputs[1], inputs[2])
        guard weights.dtype == .float32, !weights.shape.isEmpty, mask.dtype == .bool,
            mask.shape.count == weights.shape.count,
            zip(mask.shape, weights.shape).allSatisfy({ $0 == $1 || $0 < 0 || $1 < 0 }),
            step == TensorType([], .int64), inputs.dropFirst(3).allSatisfy({ $0 == TensorType([]) })
        else { throw refuse("takes weights of float32, their mask of bool and a step of int64, not \(inputs)") }
        return [TensorType(Shape(zip(mask.shape, weights.shape).map { max($0, $1) }), .bool)]
    }

    package func reference(_ inputs: [Tensor]) throws -> [Tensor] {
        let step = inputs[2].array(of: Int.self)[0]
        let weights = inputs[0].array(of: Float.self).map(abs)
        let (columns, shape) = (inputs[0].shape.last!, inputs[0].shape)
        var mask = [Bool](repeating: true, count: weights.count)
        switch pattern {
        case .structured(let zeros, let of):
            if step != 1 { return [inputs[1]] }
            let (rows, run) = (weights.count / max(columns, 1), shape[shape.count - 2])
            for column in 0..<columns {
                for start in stride(from: 0, to: rows, by: run) {
                    for top in stride(from: start, to: start + run, by: of) {
                        let group = (top..<min(top + of, start + run)).map { $0 * columns + column }
                        let order = group.sorted { (weights[$0], -$0) < (weights[$1], -$1) }
                        for index in order.prefix(zeros) { mask[index] = false }
                    }
                }
            }
        case .global:
            if !schedule.isDue(at: step) { return [inputs[1]] }
            let least = inputs[3].array(of: Float.self)[0]
            mask = weights.map { $0 >= least }
        case .unstructured, .blocks:
            if !schedule.isDue(at: step) { return [inputs[1]] }
            var blocks: [Int: [Int]] = [:]
            var judge: ([Float]) -> Float = { $0[0] }
            if case .blocks(let high, let wide, let pooling) = pattern {
                for index in weights.indices {
                    blocks[index / columns / high * columns + index % columns / wide, default: []].append(index)
                }
                judge = { pooling == .max ? $0.max()! : $0.reduce(0, +) / Float($0.count) }
            } else {
                for index in weights.indices { blocks[index] = [index] }
            }
            let judged = blocks.mapValues { judge($0.map { weights[$0] }) }
            if judged.isEmpty { return [inputs[1]] }
            let least = judged.values.sorted(by: >)[schedule.kept(of: judged.count, at: step) - 1]
            for (block, members) in blocks where judged[block]! < least {
                for index in members { mask[index] = false }
            }
        }
        return [try Tensor(mask, shape: shape)]
    }

    package func gradient(_ at: Adjoint) -> [Cotangent] { at.inputs.map { _ in .zero } }

    package func lower(_ at: Lowering) -> Lowered {
        let shape = at.inputs[0].shape
        if shape.elementCount == 0 { return .kernels([]) }
        var p = mk_prune_parameters()
        (p.columns, p.rows) = (Int64(shape.last!), Int64(shape.dropLast().reduce(1, *)))
        p.run = Int64(shape.count > 1 ? shape[shape.count - 2] : 1)
        p.schedule = schedule.kernel
        (p.block_rows, p.block_columns) = (1, 1)
        p.threads = Int32(shape.elementCount >= 1 << 16 ? max(at.threads, 1) : 1)
        switch pattern {
        case .unstructured: break
        case .global: p.global = true
        case .blocks(let rows, let columns, let pooling):
            (p.block_rows, p.block_columns, p.largest) = (Int32(rows), Int32(columns), pooling == .max)
        case .structured(let zeros, let of): (p.zeros, p.of) = (Int32(zeros), Int32(of))
        }
        let operands: [Operand] = [
            .input(0), .input(1), .input(2), .output(0), .scratch(byteCount: Int(mk_prune_scratch(p))),
            pattern == .global ? .input(3) : .none,
        ]
        return .kernels([Kernel("prune", mk_prune(p), operands)], overwriting: [1])
    }

    package static var samples: [Sample] {
        func sample(_ pattern: SparsityPattern, _ shape: Shape, _ step: Double) -> Sample {
            .init(
                PruningMask(.polynomialDecay(finalSparsity: 0.8, beginStep: 0, endStep: 8, frequency: 1), pattern),
                shape, shape, [], dtypes: [1: .bool, 2: .int64], ranges: [1: 0...1, 2: step...step])
        }
        return [
            sample(.unstructured, [4, 8], 1), sample(.unstructured, [3, 3, 2, 5], 8), sample(.unstructured, [7], 9),
            sample(.blocks(rows: 4, columns: 1), [10, 6], 3),
            sample(.blocks(rows: 2, columns: 3, pooling: .max), [5, 7], 8),
            sample(.structured(zeros: 2, of: 4), [3, 6, 5], 1), sample(.structured(zeros: 2, of: 4), [8, 3], 2),
            .init(
                PruningMask(.constantSparsity(0.5, frequency: 1), .global), [5, 7], [5, 7], [], [],
                dtypes: [1: .bool, 2: .int64], ranges: [1: 0...1, 2: 1...1, 3: 0.5...1.5]),
        ]
    }
}
