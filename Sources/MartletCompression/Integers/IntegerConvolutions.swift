public import MartletNN

/// How the convolutions of a model of integers are summed.
///
/// Winograd's algorithm multiplies 2.25 times less often in tiles of 2 × 2 results, and 4 times in tiles of 4 × 4 (A. Lavin
/// and S. Gray, Fast Algorithms for Convolutional Neural Networks, 2015). Of bytes the transforms of images are exact, and in
/// tiles of 2 those of filters are too. In tiles of 4 they are rounded to 16 bits with a scale for each of its frequencies and
/// filter: sums are off by about a thousandth of their root mean square, so that a few results in a hundred lie a step apart.
public enum IntegerConvolutions: Sendable {
    /// Exactly, as TensorFlow Lite's are: without a dot product of bytes in tiles of 2.
    case exact
    /// By Winograd's algorithm in tiles of 4, of 3 × 3 without strides, wherever the processor is faster at that.
    case winograd
    /// By Winograd's algorithm in tiles of 4 in as many layers as a bound on noise allows: what the outputs for a few rows change by is at
    /// most `within` of what they are with exact sums, all in integers, both as root mean squares. Layers are chosen by the
    /// noise that each makes and the multiplications that it has, on the processor at hand.
    ///
    /// Roundings behind a layer amplify the smallest change to their own size: what float32 would make of VGG16's first layers
    /// alone changes its features by a hundredth or two, where eight bits do by a twentieth.
    case fastest(within: Double, on: Dataset)
}
