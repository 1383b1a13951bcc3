import CMartletKernelCases
import Glibc
import MartletGraph
import MartletNumerics

extension Sample {
    /// The most numbers that are added up for one result.
    var terms: Int {
        let shapes = inputs.map(\.shape)
        switch operation {
        case let product as MatMul:
            return shapes[0][shapes[0].count - (product.transposeA ? 2 : 1)] + product.epilogue.inputCount
        case let convolution as Convolution:
            return shapes[1].dropLast().reduce(1, *) + convolution.epilogue.inputCount
        case let gradient as ConvolutionInputGradient:
            return shapes[1][0] * shapes[1][1] * shapes[1][3] / gradient.groups + gradient.epilogue.inputCount
        case is ConvolutionFilterGradient: return shapes[1].dropLast().reduce(1, *)
        case let reduction as any ReductionOperation: return reduction.axes.reduce(1) { $0 * shapes[0][$1] }
        case let pooling as any PoolingOperation: return pooling.window.height * pooling.window.width
        case let softmax as any SoftmaxOperation: return shapes[0][softmax.axis]
        case is SparseSoftmaxCrossEntropy, is SparseSoftmaxCrossEntropyGradient, is SoftmaxCrossEntropy,
            is SoftmaxCrossEntropyGradient:
            return shapes[0][1]
        case is ScatterAdd: return shapes[1].elementCount
        case is Resize, is ResizeGradient, is AffineSample:
            // At most all pixels of an image, channel by channel.
            return shapes[0][1] * shapes[0][2]
        default: return 1
        }
    }

    /// By how much Winograd's transforms amplify the errors of its largest sums, in kernels of these names; 1 without.
    func amplification(_ kernels: [String]) -> Double {
        let size: (height: Int, width: Int)
        switch operation {
        case is Convolution, is ConvolutionInputGradient: size = (inputs[1].shape[0], inputs[1].shape[1])
        case let gradient as ConvolutionFilterGradient: size = (gradient.size.height, gradient.size.width)
        default: return 1
        }
        let results = [2, 4, 6].first { tile in kernels.contains { $0.contains("winograd \(tile)") } }
        guard let results else { return 1 }
        return [size.height, size.width].reduce(1) { product, taps in
            taps == 1 ? product : product * mk_winograd_amplification(Int32(results + taps - 1))
        }
    }
}

/// By how much, relative to themselves, the terms of sums may be moved so that the exact sums are those that float32
/// gives: Higham and Mary's γ̃ = exp(λ √n u + n u² / (1 − u)) − 1 (SIAM J. Sci. Comput. 41, 2019) for sums of n terms, with
/// u = 2⁻²⁴, whose roundings are taken for independent and zero in the mean.
///
/// By Azuma's and Hoeffding's inequality one sum exceeds it with a probability of 2 exp(−λ² / 2); λ makes that 10⁻⁹ for all
/// of `results` together.
func backwardError(terms: Int, results: Int) -> Double {
    let (n, unit) = (Double(max(terms, 1)), 0x1p-24)
    let lambda = (2 * log(2 * Double(max(results, 1)) / 1e-9)).squareRoot()
    return expm1(lambda * n.squareRoot() * unit + n * unit * unit / (1 - unit))
}
