import CMartletKernels
import MartletNumerics

extension Lowering {
    /// How a product with weights, input 1, skips their zeros; nil where that isn't wanted or possible, where the weights
    /// change from run to run, and where it isn't faster by estimate.
    ///
    /// - Parameters:
    ///   - dense: the product as it is made otherwise.
    ///   - typical: the same for a number of rows by which to choose where their own mustn't matter.
    ///   - pools: whether the largest of each 2 × 2 results are wanted alone, which the product gives if it can.
    func sparse(
        _ dense: mk_convolution_parameters, typical: mk_convolution_parameters, pools: Bool = false
    ) -> mk_sparse_parameters? {
        guard options.skipsZeros, inputs[1].dtype == .float32, dense.pass == UInt8(MK_CONVOLUTION_FORWARD.rawValue),
            mk_sparse_can(mk_sparse_parameters(shape: dense, entries: 0, form: UInt8(MK_SPARSE_SINGLE.rawValue))),
            let weights = value(of: 1)
        else { return nil }
        var shape = options.isBatchInvariant ? typical : dense
        shape.pools = false
        var counts = weights.withUnsafeBytes { bytes in
            mk_sparse_count(dense, bytes.assumingMemoryBound(to: Float.self).baseAddress)
        }
        if options.isBatchInvariant { counts.lanes = -1 }  // which only few rows can have
        var chosen = mk_sparse_choose(shape, counts, mk_convolution_estimate(shape))
        if chosen.form == 0 { return nil }
        chosen.shape = dense
        chosen.shape.pools = pools && mk_sparse_can_pool(chosen)
        return chosen
    }

    /// The kernels of a product that skips zeros: the weights prepared, and the product itself.
    func kernels(
        _ sparse: mk_sparse_parameters, _ name: String, _ epilogue: Epilogue, _ product: any EpilogueOperation,
        result: Operand = .output(0), flops: Double, retaining retained: (any AnyObject & Sendable)?
    ) -> [Kernel] {
        // All that prepares one filter in one way is the same call, whatever the batch and what follows.
        var typical = sparse
        (typical.shape.batch, typical.shape.threads, typical.shape.epilogue) = (1, Int32(threads), mk_epilogue())
        typical.shape.pools = false
        let prepared = Operand.prepared(byteCount: Int(mk_sparse_prepared(sparse)), of: 1)
        let (bias, other) = product.epilogueOperands
        let name = "\(name) sparse\(sparseForm(sparse.form))"
        return [
            Kernel(name + " filter", mk_sparse_prepare(typical), [.input(1), prepared], isPreparation: true),
            Kernel(
                name + epilogue.label, mk_sparse(sparse),
                [.input(0), prepared, result, bias, .scratch(byteCount: Int(mk_sparse_scratch(sparse))), other],
                flops: flops, retaining: retained),
        ]
    }
}

/// What profiles call a form.
package func sparseForm(_ form: UInt8) -> String {
    switch mk_sparse_form(UInt32(form)) {
    case MK_SPARSE_SINGLE: ""
    case MK_SPARSE_LANES: " by lanes"
    default: " in blocks of \(form)"
    }
}
