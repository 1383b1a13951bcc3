/// A way to resize images: TensorFlow's or Pillow's.
public enum ResizeMethod: Sendable, Hashable {
    /// As `tf.image.resize` without antialiasing.
    case tensorFlow(Interpolation)
    /// As Pillow: the filter widens where an image shrinks.
    case pillow(PillowFilter)

    /// TensorFlow's `bilinear`, the default of Keras's image folders and layers.
    public static var bilinear: ResizeMethod { .tensorFlow(.bilinear) }
    /// Pillow's `nearest`, the default of Keras's `load_img`.
    public static var nearest: ResizeMethod { .pillow(.nearest) }

    /// The name: `bilinear`, or `pillow_lanczos`.
    public var name: String {
        switch self {
        case .tensorFlow(let interpolation): interpolation.rawValue
        case .pillow(let filter): "pillow_\(filter.rawValue)"
        }
    }

    /// All there are.
    public static var allCases: [ResizeMethod] {
        Interpolation.allCases.map { .tensorFlow($0) } + PillowFilter.allCases.map { .pillow($0) }
    }

    /// The method called `name`; nil if there is none.
    public init?(named name: String) {
        guard let method = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = method
    }
}

extension Tensor {
    /// Images resized by a method.
    ///
    /// - Throws: `TensorError.invalidShape` for what is no image, is empty, or would be; `unsupportedDType` where Pillow's
    ///   methods get anything but uint8.
    public func resized(height: Int, width: Int, method: ResizeMethod) throws(TensorError) -> Tensor {
        switch method {
        case .tensorFlow(let interpolation): try resized(height: height, width: width, interpolation: interpolation)
        case .pillow(let filter): try resized(height: height, width: width, filter: filter)
        }
    }
}
