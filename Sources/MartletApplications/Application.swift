import MartletGraph
public import MartletNN
public import MartletNumerics

/// A network that people know by name, with weights that its makers trained on ImageNet.
///
/// It is a layer: a `Model` is made of it alone, or it is a part of another network. Arguments, layers' names and
/// defaults are Keras's.
///
/// ```swift
/// let model = try Model(VGG16(includeTop: false, pooling: .avg), weights: .imageNet)
/// var mine = Model(
///     Sequential { PreprocessInput(.caffe); VGG16(includeTop: false); Flatten(); Dense(10) },
///     input: [96, 96, 3])
/// ```
///
/// - Shape: `[batch, height, width, channels]` → `[batch, classes]` with the top; without it the features
///   `[batch, height', width', channels']`, or `[batch, channels']` where they are pooled
public protocol Application: Layer {
    /// The height and width of the images it was trained on.
    static var defaultSize: Int { get }
    /// The least height and width that it takes.
    static var minimalSize: Int { get }
    /// What is done to the pixels, 0 to 255, of an image beforehand.
    static var preprocessing: PreprocessingMode { get }

    /// Whether the layers that tell classes apart are part of it.
    var includeTop: Bool { get }
    /// What becomes of the features without the top; nil: they stay.
    var pooling: FeaturePooling? { get }
    /// How many classes the top tells apart.
    var classes: Int { get }
    /// Applied by the top's last layer.
    var classifierActivation: Activation { get }

    /// The file that Keras publishes for images `[height, width, channels]`.
    ///
    /// - Throws: `ArgumentError` if there is none for this network and these images.
    func imageNetWeights(inputShape: [Int]) throws -> WeightsFile
}

/// What becomes of the features of each place of an image.
public enum FeaturePooling: String, Sendable, Codable, CaseIterable {
    /// Their mean.
    case avg
    /// The largest.
    case max
}

extension Application {
    /// The shape of the images it was trained on: `[height, width, channels]`.
    public static var defaultInputShape: [Int] { [defaultSize, defaultSize, 3] }

    /// An image as the network wants it.
    ///
    /// - Throws: `ArgumentError` if `x` isn't `[…, 3]` with pixels from 0 to 255.
    public static func preprocessInput(_ x: Tensor) throws -> Tensor { try preprocessing.callAsFunction(x) }

    /// Adds a network: features, then the top or a pooling.
    ///
    /// - Parameters:
    ///   - poolingNames: of the layers that pool; nil for names that are counted.
    ///   - beforeClasses: from the features to what the classes are told by.
    func network(
        _ x: Symbol, _ scope: Scope, poolingNames: (avg: String, max: String)? = nil,
        features: (Symbol) -> Symbol, beforeClasses: (Symbol) -> Symbol
    ) -> Symbol {
        if x.isPoisoned { return x }
        let least = Self.minimalSize
        guard x.rank == 4, x.shape[3] > 0, x.shape[1] >= least, x.shape[2] >= least else {
            return scope.fail(
                "\(Self.self) takes images [batch, height, width, channels] of at least \(least) × \(least) pixels, "
                    + "not \(x.type)")
        }
        let features = features(x)
        guard includeTop else {
            return switch pooling {
            case nil: features
            case .avg: GlobalAveragePooling2D(name: poolingNames?.avg)(features)
            case .max: GlobalMaxPooling2D(name: poolingNames?.max)(features)
            }
        }
        return Dense(classes, activation: classifierActivation, name: "predictions")(beforeClasses(features))
    }

    /// Throws unless weights trained on ImageNet fit this network and images `[height, width, channels]`.
    func requireImageNet(inputShape: [Int], sizes: [Int] = [Self.defaultSize]) throws {
        let owner = "\(Self.self)"
        guard inputShape.count == 3, inputShape[2] == 3 else {
            throw ArgumentError(
                owner, "the weights trained on ImageNet are for images [height, width, 3], not \(inputShape)")
        }
        guard includeTop else { return }
        guard inputShape[0] == inputShape[1], sizes.contains(inputShape[0]) else {
            let known = sizes.map { "[\($0), \($0), 3]" }.joined(separator: " or ")
            throw ArgumentError(
                owner, "with its top, the weights trained on ImageNet are for images \(known), not \(inputShape)")
        }
        guard classes == 1000, [.softmax, .linear].contains(classifierActivation) else {
            throw ArgumentError(
                owner,
                "the weights trained on ImageNet tell 1000 classes apart, by softmax or linear; for "
                    + "\(classes) classes and \(classifierActivation) leave the top out and add layers of your own")
        }
    }
}
