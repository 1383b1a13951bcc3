import CMartletKernels
import MartletNumerics

/// In what numbers products of integers are computed.
public enum IntegerMethod: String, Sendable, CaseIterable {
    /// In integers, but in float32 where the processor is faster at that: sums then are rounded, so that a few results in
    /// a thousand lie a step apart.
    case automatic
    /// In integers, with the same bits on every processor.
    case exact
}

extension IntegerMethod {
    /// Why a product of integers is better made in float32 here, and whether only beside another such product, so that
    /// nothing is converted for it; nil if it isn't.
    ///
    /// A rule of the processor's features and of shapes, from measurements: without a dot product of bytes, integers are
    /// multiplied half again as fast as float32 numbers, Winograd's algorithm needs fewer multiplications than half, and of
    /// few channels integers have nothing to multiply at once. Only where that algorithm may be used on integers in tiles of 4
    /// it is faster still; in those of 2, which stay exact, it takes as long or a quarter longer.
    func reasonForFloat(_ product: any IntegerProduct, _ inputs: [TensorType]) -> (text: String, isBeside: Bool)? {
        guard self == .automatic else { return nil }
        let features = mk_features_in_use()
        if !features.isDisjoint(with: [.vnni, .avxvnni, .dotprod]) { return nil }
        guard features.contains(.avx2) else { return ("this processor has no vectors for integers that pay", false) }
        guard let convolution = product as? QuantizedConvolution,
            var p = try? convolution.geometry(inputs).parameters(MK_CONVOLUTION_FORWARD, threads: 1)
        else { return nil }
        if convolution.algorithm(p) == MK_CONVOLUTION_WINOGRAD_4 { return nil }
        p.batch = 1  // so that a choice holds for batches of any size
        let algorithms = [MK_CONVOLUTION_WINOGRAD_2, MK_CONVOLUTION_WINOGRAD_4, MK_CONVOLUTION_WINOGRAD_6]
        if algorithms.contains(mk_convolution_choose(p, false)) {
            return ("Winograd's algorithm in float32 is faster without a dot product of bytes", false)
        }
        return convolution.groups == 1 && p.channels < 16 ? ("float32 is faster for few channels", true) : nil
    }
}

/// The products of integers in a graph, whose shapes are known, that are made in float32.
package struct FloatProducts {
    /// Why, by the node.
    package private(set) var reasons: [Int: String] = [:]
    /// Of each node whether such a product reads its result, handed on at most.
    private(set) var isRead: [Bool]

    package init(_ graph: Graph, _ method: IntegerMethod) {
        self.init(graph) { method.reasonForFloat($0, $1.inputs.map(graph.type(of:))) }
    }

    package init(
        _ graph: Graph, reason: (any IntegerProduct, Graph.Node) -> (text: String, isBeside: Bool)?
    ) {
        isRead = [Bool](repeating: false, count: graph.nodes.count)
        for (index, node) in graph.nodes.enumerated().reversed() {
            if let product = node.operation.integerProduct, let reason = reason(product, node),
                !reason.isBeside || isRead[index]
            {
                reasons[index] = reason.text
                isRead[node.inputs[0].node] = true
            } else if isRead[index], node.operation.handsOnBytes {
                for input in node.inputs { isRead[input.node] = true }
            }
        }
    }
}
