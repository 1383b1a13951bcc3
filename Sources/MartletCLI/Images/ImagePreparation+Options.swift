import Martlet

extension ImagePreparation {
    /// The longer side of images whose size nobody chose.
    static let largestDefault = 128

    /// What is done unless options say otherwise.
    static var standard: ImagePreparation { ImagePreparation(appliesOrientation: true) }

    /// What is wrong, as the options are called; nil if all is right.
    var optionMistake: String? {
        let options = [
            "imageSize": "--image-size", "colorMode": "--color-mode", "interpolation": "--interpolation",
        ]
        return mistake.map { "\(options[$0.owner] ?? $0.owner) \($0.message)" }
    }
}

#if Images
    extension ImagePreparation {
        /// What a model takes that has no notes, photos being turned upright; nil if it takes no images.
        static func upright(takenBy model: Model) -> ImagePreparation? {
            var preparation = ImagePreparation(takenBy: model)
            preparation?.appliesOrientation = true
            return preparation
        }

        /// With the size of the first image that can be read, if none is chosen.
        func settled(for paths: [String]) -> ImagePreparation {
            guard imageSize == nil else { return self }
            let size = paths.lazy.compactMap { try? Image.size($0, appliesOrientation: appliesOrientation) }.first
            let (height, width) = size ?? (Self.largestDefault, Self.largestDefault)
            let scale = min(1, Double(Self.largestDefault) / Double(max(height, width)))
            var settled = self
            settled.imageSize = [height, width].map { max(1, Int((Double($0) * scale).rounded())) }
            return settled
        }
    }
#endif
