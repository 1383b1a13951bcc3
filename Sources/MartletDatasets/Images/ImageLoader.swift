#if Images
    public import MartletCodecs
    public import MartletNumerics

    /// How a file becomes an image for a network: colours, size.
    public struct ImageLoader: Sendable {
        /// The size that images get; nil leaves each its own.
        public var imageSize: (height: Int, width: Int)?
        /// What the channels are.
        public var colorMode: Image.ColorMode
        /// How images are resized.
        public var interpolation: ResizeMethod
        /// Whether images keep their proportions: what is too long is cut off on both sides before resizing.
        public var cropToAspectRatio: Bool
        /// How much a file may ask for.
        public var limits: Image.Limits
        /// Whether photos are turned as their EXIF orientation says; Keras doesn't.
        public var appliesOrientation: Bool

        /// Names and defaults are those of Keras's `image_dataset_from_directory`. For what `load_img` does, take
        /// `interpolation: .nearest`.
        public init(
            imageSize: (height: Int, width: Int)? = (256, 256), colorMode: Image.ColorMode = .rgb,
            interpolation: ResizeMethod = .bilinear, cropToAspectRatio: Bool = false,
            limits: Image.Limits = Image.Limits(), appliesOrientation: Bool = false
        ) {
            self.imageSize = imageSize
            self.colorMode = colorMode
            self.interpolation = interpolation
            self.cropToAspectRatio = cropToAspectRatio
            self.limits = limits
            self.appliesOrientation = appliesOrientation
        }

        /// The image in the file at `path`: `[height, width, channels]` of float32 from 0 to 255.
        ///
        /// - Throws: `FileError`; `ImageError`; `TensorError.invalidShape` for a size that is none.
        public func load(_ path: String) throws -> Tensor {
            try pixels(path).cast(to: .float32)
        }

        /// The image in the file at `path`, of float32 or uint8.
        func pixels(_ path: String) throws -> Tensor {
            var image = try Image.read(
                path, colorMode: colorMode, limits: limits, appliesOrientation: appliesOrientation)
            guard let (height, width) = imageSize else { return image }
            if cropToAspectRatio, height > 0, width > 0 {
                let (oldHeight, oldWidth) = (image.shape[0], image.shape[1])
                let tall = min(Float(oldHeight), Float(oldWidth) * Float(height) / Float(width))
                let wide = min(Float(oldWidth), Float(oldHeight) * Float(width) / Float(height))
                let (newHeight, newWidth) = (max(1, Int(tall)), max(1, Int(wide)))
                let (top, left) = ((oldHeight - newHeight) / 2, (oldWidth - newWidth) / 2)
                image = try image[top..<top + newHeight, left..<left + newWidth]
            }
            return try image.resized(height: height, width: width, method: interpolation)
        }
    }
#endif
