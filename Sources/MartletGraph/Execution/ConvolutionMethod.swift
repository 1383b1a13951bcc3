import CMartletKernels
import Glibc
import MartletNumerics

/// Whose products convolutions are made of.
public enum ConvolutionMethod: String, Sendable, CaseIterable {
    /// Martlet's kernels where the processor has vectors for them, else as `im2col`.
    case automatic
    /// Copied patches times the filter, by the system's BLAS. Convolutions of each channel by itself, and those of
    /// bfloat16, are Martlet's all the same.
    case im2col

    /// What the environment asks for: `MARTLET_CONVOLUTION=im2col`.
    package static let ofEnvironment: ConvolutionMethod = {
        guard let wish = getenv("MARTLET_CONVOLUTION").map({ String(cString: $0) }), !wish.isEmpty else {
            return .automatic
        }
        if let method = ConvolutionMethod(rawValue: wish) { return method }
        let message = "MARTLET_CONVOLUTION=\(wish) is none of automatic, im2col; nothing is set.\n"
        _ = message.withCString { write(STDERR_FILENO, $0, strlen($0)) }
        return .automatic
    }()

    /// Whether BLAS multiplies float32.
    var usesBLAS: Bool {
        (self == .im2col || Self.ofEnvironment == .im2col || !mk_features_in_use().contains(.avx2))
            && OpenBLAS.fault == nil
    }
}
