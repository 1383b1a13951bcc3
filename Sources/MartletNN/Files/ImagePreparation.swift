import MartletNumerics

/// How files become the images that a model takes: what goes before its first layer. It is saved with the model, so that
/// predicting does what training did; names are those of Keras's `image_dataset_from_directory`.
public struct ImagePreparation: Codable, Sendable, Equatable {
    /// Height and width in pixels; nil leaves each image its own.
    public var imageSize: [Int]?
    /// `grayscale`, `rgb` or `rgba`.
    public var colorMode = "rgb"
    /// The name of a `ResizeMethod`.
    public var interpolation = "bilinear"
    /// Whether what is too long is cut off before resizing.
    public var cropToAspectRatio = false
    /// Whether photos are turned as their EXIF orientation says.
    public var appliesOrientation = false

    /// A preparation of RGB images by bilinear resizing, unless told otherwise.
    public init(
        imageSize: [Int]? = nil, colorMode: String = "rgb", interpolation: String = "bilinear",
        cropToAspectRatio: Bool = false, appliesOrientation: Bool = false
    ) {
        (self.imageSize, self.colorMode) = (imageSize, colorMode)
        (self.interpolation, self.cropToAspectRatio) = (interpolation, cropToAspectRatio)
        self.appliesOrientation = appliesOrientation
    }

    /// Files of version 0.1.0 don't tell whether photos are turned: they weren't.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        imageSize = try values.decodeIfPresent([Int].self, forKey: .imageSize)
        colorMode = try values.decode(String.self, forKey: .colorMode)
        interpolation = try values.decode(String.self, forKey: .interpolation)
        cropToAspectRatio = try values.decode(Bool.self, forKey: .cropToAspectRatio)
        appliesOrientation = try values.decodeIfPresent(Bool.self, forKey: .appliesOrientation) ?? false
    }

    /// What is wrong, and of which property; nil if all is right.
    public var mistake: ArgumentError? {
        if let imageSize, imageSize.count != 2 || !imageSize.allSatisfy({ 1...8192 ~= $0 }) {
            let text = imageSize.map(String.init).joined(separator: "x")
            return ArgumentError(
                "imageSize", "must be a height and width from 1 to 8192, such as 96 or 96x128, and is \(text)")
        }
        if !["grayscale", "rgb", "rgba"].contains(colorMode) {
            return ArgumentError("colorMode", "must be grayscale, rgb or rgba, and is \(colorMode)")
        }
        if ResizeMethod(named: interpolation) == nil {
            let names = ResizeMethod.allCases.map(\.name).joined(separator: ", ")
            return ArgumentError("interpolation", "must be one of \(names), and is \(interpolation)")
        }
        return nil
    }
}
