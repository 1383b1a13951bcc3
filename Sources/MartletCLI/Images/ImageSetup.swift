import Martlet

/// How files become the images that a model takes; it is saved with the model, so that predicting does the same.
struct ImageSetup: Codable, Sendable, Equatable {
    /// Height and width; nil is the first image's, scaled down to `largestDefault` if it is larger.
    var imageSize: [Int]?
    /// An `Image.ColorMode`.
    var colorMode = "rgb"
    /// The name of a `ResizeMethod`.
    var interpolation = "bilinear"
    /// Whether what is too long is cut off before resizing.
    var cropToAspectRatio = false

    /// The longer side of images whose size nobody chose.
    static let largestDefault = 128

    /// What is wrong; nil if all is right.
    var mistake: String? {
        if let imageSize, imageSize.count != 2 || !imageSize.allSatisfy({ 1...8192 ~= $0 }) {
            let text = imageSize.map(String.init).joined(separator: "x")
            return "--image-size must be a height and width from 1 to 8192, such as 96 or 96x128, and is \(text)"
        }
        if !["grayscale", "rgb", "rgba"].contains(colorMode) {
            return "--color-mode must be grayscale, rgb or rgba, and is \(colorMode)"
        }
        if ResizeMethod(named: interpolation) == nil {
            return "--interpolation must be one of \(ResizeMethod.allCases.map(\.name).joined(separator: ", ")), "
                + "and is \(interpolation)"
        }
        return nil
    }
}

#if Images
    extension ImageSetup {
        /// Reads images so.
        var loader: ImageLoader {
            ImageLoader(
                imageSize: imageSize.map { ($0[0], $0[1]) }, colorMode: Image.ColorMode(rawValue: colorMode) ?? .rgb,
                interpolation: ResizeMethod(named: interpolation) ?? .bilinear, cropToAspectRatio: cropToAspectRatio)
        }

        /// With the size of the first image that can be read, if none is chosen.
        func settled(for paths: [String]) -> ImageSetup {
            guard imageSize == nil else { return self }
            let size = paths.lazy.compactMap { try? Image.size($0) }.first
            let (height, width) = size ?? (Self.largestDefault, Self.largestDefault)
            let scale = min(1, Double(Self.largestDefault) / Double(max(height, width)))
            var setup = self
            setup.imageSize = [height, width].map { max(1, Int((Double($0) * scale).rounded())) }
            return setup
        }

        /// What a model takes that doesn't say; nil if it takes no images.
        init?(takenBy model: Model) {
            let inputs = model.graph.inputs
            guard inputs.count == 1, inputs[0].shape.count == 4,
                let mode = Image.ColorMode.allCases.first(where: { $0.channels == inputs[0].shape[3] }),
                inputs[0].shape[1] > 0, inputs[0].shape[2] > 0
            else { return nil }
            self.init(imageSize: [inputs[0].shape[1], inputs[0].shape[2]], colorMode: mode.rawValue)
        }
    }
#endif
