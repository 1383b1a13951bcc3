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
    /// Why products of integers are made in float32 here; nil if they aren't.
    ///
    /// A rule of the processor's features and of shapes, from measurements: without a dot product of bytes, integers are
    /// multiplied twice as fast as float32 numbers, and Winograd's algorithm needs fewer multiplications than half.
    package func reasonForFloat(_ operation: any Operation, _ inputs: [TensorType]) -> String? {
        guard self == .automatic else { return nil }
        let features = mk_features_in_use()
        if !features.isDisjoint(with: [.vnni, .avxvnni, .dotprod]) { return nil }
        guard features.contains(.avx2) else {
            return operation.integerProduct == nil ? nil : "this processor has no vectors for integers that pay"
        }
        guard let convolution = operation as? QuantizedConvolution,
            let p = try? convolution.geometry(inputs).parameters(MK_CONVOLUTION_FORWARD, threads: 1),
            [MK_CONVOLUTION_WINOGRAD_2, MK_CONVOLUTION_WINOGRAD_4, MK_CONVOLUTION_WINOGRAD_6]
                .contains(mk_convolution_choose(p, false))
        else { return nil }
        return "Winograd's algorithm in float32 is faster without a dot product of bytes"
    }
}
