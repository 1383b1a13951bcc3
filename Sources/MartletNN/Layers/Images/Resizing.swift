public import MartletGraph
public import MartletNumerics

/// Images of one size, as floating numbers.
///
/// - Shape: `[batch, height, width, channels] → [batch, size.height, size.width, channels]`
public struct Resizing: Layer, Codable {
    /// Of the result, in pixels.
    public var height: Int
    /// Of the result, in pixels.
    public var width: Int
    /// How pixels between pixels are found.
    public var interpolation: Interpolation
    /// Whether to cut off, evenly on both sides, what would change the ratio of the sides.
    public var cropToAspectRatio: Bool
    /// Whether to add `fillValue`, evenly on both sides, so that the ratio of the sides stays.
    public var padToAspectRatio: Bool
    /// What the border gets with `padToAspectRatio`.
    public var fillValue: Double
    /// Whether each pixel counts where images become smaller.
    public var antialias: Bool
    public var name: String?

    /// Images of `height` × `width` pixels, stretched unless an aspect ratio is kept.
    public init(
        _ height: Int, _ width: Int, interpolation: Interpolation = .bilinear, cropToAspectRatio: Bool = false,
        padToAspectRatio: Bool = false, fillValue: Double = 0, antialias: Bool = false, name: String? = nil
    ) {
        self.height = height
        self.width = width
        self.interpolation = interpolation
        self.cropToAspectRatio = cropToAspectRatio
        self.padToAspectRatio = padToAspectRatio
        self.fillValue = fillValue
        self.antialias = antialias
        self.name = name
    }

    /// The same with Keras's labels.
    public init(
        height: Int, width: Int, interpolation: Interpolation = .bilinear, cropToAspectRatio: Bool = false,
        padToAspectRatio: Bool = false, fillValue: Double = 0, antialias: Bool = false, name: String? = nil
    ) {
        self.init(
            height, width, interpolation: interpolation, cropToAspectRatio: cropToAspectRatio,
            padToAspectRatio: padToAspectRatio, fillValue: fillValue, antialias: antialias, name: name)
    }

    public func forward(_ x: Symbol, _ scope: Scope) -> Symbol {
        let size = Size2D(height, width)
        guard scope.takes(x, "Resizing", axes: 2), scope.arePositive("Resizing", ["size": size]) else {
            return scope.poisoned
        }
        let images = x.dtype.isFloating ? x : x.cast(to: .float32)
        if !cropToAspectRatio, !padToAspectRatio {
            return images.resized(to: size, interpolation, antialias: antialias)
        }
        guard cropToAspectRatio != padToAspectRatio, let fitted = Size2D(fitting: x.shape, to: size) else {
            return scope.fail(
                cropToAspectRatio && padToAspectRatio
                    ? "Resizing keeps the ratio of the sides by cropping or by padding, not by both"
                    : "Resizing keeps the ratio of the sides of images of a known size, and these are \(x.type)")
        }
        let framed =
            cropToAspectRatio
            ? images.centerCropped(
                Size2D(min(x.shape[1], fitted.height), min(x.shape[2], fitted.width)))
            : images.centerPadded(
                Size2D(max(x.shape[1], fitted.height), max(x.shape[2], fitted.width)), value: fillValue)
        return framed.resized(to: size, interpolation, antialias: antialias)
    }
}

/// The middle of images. Images smaller than that in one direction are cropped to the ratio of the sides and resized.
///
/// - Shape: `[batch, height, width, channels] → [batch, size.height, size.width, channels]`
public struct CenterCrop: Layer, Codable {
    /// Of the result, in pixels.
    public var height: Int
    /// Of the result, in pixels.
    public var width: Int
    public var name: String?

    /// The middle `height` × `width` pixels.
    public init(_ height: Int, _ width: Int, name: String? = nil) {
        self.height = height
        self.width = width
        self.name = name
    }

    /// The same with Keras's labels.
    public init(height: Int, width: Int, name: String? = nil) {
        self.init(height, width, name: name)
    }

    public func forward(_ x: Symbol, _ scope: Scope) -> Symbol {
        let size = Size2D(height, width)
        guard scope.takes(x, "CenterCrop", axes: 2), scope.arePositive("CenterCrop", ["size": size]) else {
            return scope.poisoned
        }
        guard x.shape[1] > 0, x.shape[2] > 0 else {
            return scope.fail("CenterCrop takes images of a known size, not \(x.type)")
        }
        if x.shape[1] < height || x.shape[2] < width {
            return Resizing(height, width, cropToAspectRatio: true).forward(x, scope)
        }
        return x.centerCropped(size)
    }
}

extension Size2D {
    /// How high images would be at their width, and how wide at their height, in the ratio of `size`; nil if their size
    /// isn't known.
    fileprivate init?(fitting images: Shape, to size: Size2D) {
        guard images[1] > 0, images[2] > 0 else { return nil }
        self.init(max(1, images[2] * size.height / size.width), max(1, images[1] * size.width / size.height))
    }
}

extension Symbol {
    /// The middle of images.
    func centerCropped(_ size: Size2D) -> Symbol {
        sliced(
            starts: [0, (shape[1] - size.height) / 2, (shape[2] - size.width) / 2, 0],
            sizes: [-1, size.height, size.width, -1])
    }

    /// Images in the middle of larger ones; where the border isn't even, one row or column less, as in Keras.
    fileprivate func centerPadded(_ size: Size2D, value: Double) -> Symbol {
        let (rows, columns) = ((size.height - shape[1]) / 2, (size.width - shape[2]) / 2)
        return padded([(0, 0), (rows, rows), (columns, columns), (0, 0)], value: value)
    }
}
