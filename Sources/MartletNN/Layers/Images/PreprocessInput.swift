public import MartletGraph
import MartletNumerics

/// Prepares pixels as a network trained on ImageNet wants them, within a model, so that its file holds this too.
///
/// - Shape: `[batch, height, width, 3] → [batch, height, width, 3]`, numbers of any type to float32
public struct PreprocessInput: Layer, Codable {
    /// Which network's way; `VGG16.preprocessing` and the like tell.
    public var mode: PreprocessingMode
    public var name: String?

    /// Takes pixels from 0 to 255.
    public init(_ mode: PreprocessingMode, name: String? = nil) {
        self.mode = mode
        self.name = name
    }

    /// The same with Keras's labels.
    public init(mode: PreprocessingMode, name: String? = nil) {
        self.init(mode, name: name)
    }

    public func forward(_ x: Symbol, _ scope: Scope) -> Symbol {
        if x.isPoisoned { return x }
        guard x.rank == 4, x.shape[3] == 3 else {
            return scope.fail("PreprocessInput takes images [batch, height, width, 3], not \(x.type)")
        }
        var y = x.dtype.isFloating ? x : x.cast(to: .float32)
        if let divisor = mode.divisor { y = y / Double(divisor) }
        if mode.isReversed {
            y = (0..<3).reversed().map { y.sliced(axis: 3, from: $0, count: 1) }.concatenated(axis: 3)
        }
        y = y - x.builder.constant(Tensor(mode.mean))
        return mode.deviation.map { y / x.builder.constant(Tensor($0)) } ?? y
    }
}
