import MartletNumerics

extension Dataset {
    /// Each row mixed with another of its piece, inputs and targets by the same share (mixup; Zhang et al. 2018). Shares
    /// are drawn from Beta(alpha, alpha), so that for a small `alpha` most rows stay nearly what they were. It comes
    /// after `batched`, and classes come as one-hot rows.
    ///
    /// - Throws: `DatasetError` if alpha isn't positive; the dataset's passes, if inputs or targets aren't floating.
    public func mixedUp(alpha: Double = 0.2, seed: UInt64 = 0) throws -> Dataset {
        guard alpha > 0, alpha.isFinite else {
            throw DatasetError.invalid(argument: "alpha", reason: "of mixedUp is positive, not \(alpha)")
        }
        return Dataset(rows: rows, batchSize: batchSize) { epoch in
            let pull = try self.pull(epoch: epoch)
            var random = RandomGenerator(seed: seed, stream: 5 << 32 + UInt64(epoch))
            return { try pull().map { try $0.mixedUp(alpha, &random) } }
        }
    }
}

extension Batch {
    fileprivate func mixedUp(_ alpha: Double, _ random: inout RandomGenerator) throws -> Batch {
        for tensor in inputs + targets where !tensor.dtype.isFloating {
            throw DatasetError.invalid(
                argument: "mixedUp",
                reason: "takes floating inputs and targets (classes as one-hot rows), not \(tensor.dtype.rawValue)")
        }
        let partners = random.permutation(count)
        let own = try random.gamma([count], k: alpha).array(of: Double.self)
        let others = try random.gamma([count], k: alpha).array(of: Double.self)
        let shares = zip(own, others).map { $0 + $1 > 0 ? $0 / ($0 + $1) : 1 }
        return try with(
            fields.enumerated().map { index, field in
                index < inputs.count + targets.count ? try field.mixed(with: partners, shares) : field
            })
    }
}

extension Tensor {
    /// Each row times its share, plus its partner times the rest.
    fileprivate func mixed(with partners: [Int], _ shares: [Double]) throws -> Tensor {
        let column = Shape([shares.count] + Array(repeating: 1, count: rank - 1))
        let share = try Tensor(shares, shape: column).cast(to: dtype)
        return try self * share + take(partners) * (1 - share)
    }
}
