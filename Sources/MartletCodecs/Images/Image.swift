#if Images
    import CMartletImages
    public import MartletNumerics

    /// JPEG and PNG files as tensors `[height, width, channels]` of uint8, and back.
    ///
    /// Pixels equal those of Pillow: JPEG by libjpeg-turbo's accurate transform and smooth upsampling of colour, CMYK
    /// (taken for Adobe's) converted to RGB; 16-bit PNG keeps its high bytes, palettes and transparent colours are
    /// resolved, alpha is kept in `.rgba` and dropped, not blended, otherwise; an animated PNG gives its still image.
    /// As in Keras, a photo's EXIF orientation is not applied unless that is asked for, nor are gamma and colour profiles.
    public enum Image {
        /// What the channels of a tensor mean; by Keras's names.
        public enum ColorMode: String, Sendable, CaseIterable {
            /// One channel: of colours, their luma 0.299 R + 0.587 G + 0.114 B.
            case grayscale
            /// Red, green, blue.
            case rgb
            /// Red, green, blue, alpha; opaque where the file has no alpha.
            case rgba

            /// How many channels there are.
            public var channels: Int {
                switch self {
                case .grayscale: 1
                case .rgb: 3
                case .rgba: 4
                }
            }
        }

        /// How much a file may ask for before it is refused; a few bytes can claim to be gigapixels.
        public struct Limits: Sendable {
            /// The most pixels an image may have.
            public var pixels: Int
            /// The most bytes a file may have.
            public var fileBytes: Int

            /// As many pixels as Pillow reads without a warning, unless told otherwise.
            public init(pixels: Int = 89_478_485, fileBytes: Int = 1 << 30) {
                self.pixels = pixels
                self.fileBytes = fileBytes
            }
        }

        /// Reads the file at `path`, whatever its name ends in.
        ///
        /// - Parameter appliesOrientation: whether the image is turned as its EXIF orientation says, as viewers do.
        /// - Throws: `FileError`; `ImageError` for what is no JPEG or PNG, is damaged or cut off, or beyond the limits.
        public static func read(
            _ path: String, colorMode: ColorMode = .rgb, limits: Limits = Limits(), appliesOrientation: Bool = false
        ) throws -> Tensor {
            let bytes = try FileReader.contents(of: path, limit: limits.fileBytes)
            do {
                return try read(
                    bytes: bytes, colorMode: colorMode, limits: limits, appliesOrientation: appliesOrientation)
            } catch var error as ImageError {
                error.path = path
                throw error
            }
        }

        /// Reads a file's contents.
        ///
        /// - Throws: `ImageError` for what is no JPEG or PNG, is damaged or cut off, or beyond the limits.
        public static func read(
            bytes: [UInt8], colorMode: ColorMode = .rgb, limits: Limits = Limits(), appliesOrientation: Bool = false
        ) throws -> Tensor {
            let (format, stored) = try header(bytes)
            let (width, height) = (Int(stored.width), Int(stored.height))
            let (pixels, isOverflow) = width.multipliedReportingOverflow(by: height)
            guard !isOverflow, pixels <= limits.pixels else {
                throw ImageError(
                    .tooLarge,
                    "\(width) x \(height) pixels are more than the limit of \(limits.pixels); raise it or shrink the image"
                )
            }
            let image = try Tensor(shape: [height, width, colorMode.channels], dtype: .uint8) { memory in
                var (header, message) = (stored, mi_message())
                let target = memory.assumingMemoryBound(to: UInt8.self).baseAddress
                let decode = format == .jpeg ? mi_jpeg_decode : mi_png_decode
                let status = decode(bytes, bytes.count, &header, Int32(colorMode.channels), target, &message)
                try ImageError.check(status, message, format)
            }
            return appliesOrientation ? try ImageOrientation(of: bytes, format).applied(to: image) : image
        }

        /// The height and width of the image in the file at `path`, without decoding it.
        ///
        /// - Throws: `FileError`; `ImageError` for what is no JPEG or PNG.
        public static func size(
            _ path: String, limits: Limits = Limits(), appliesOrientation: Bool = false
        ) throws -> (height: Int, width: Int) {
            let bytes = try FileReader.contents(of: path, limit: limits.fileBytes)
            do {
                let (format, header) = try header(bytes)
                let (height, width) = (Int(header.height), Int(header.width))
                let isTurned = appliesOrientation && ImageOrientation(of: bytes, format).isTurned
                return isTurned ? (width, height) : (height, width)
            } catch var error {
                error.path = path
                throw error
            }
        }

        private static func header(_ bytes: [UInt8]) throws(ImageError) -> (format: ImageFormat, header: mi_header) {
            let format = try ImageFormat(of: bytes)
            var (header, message) = (mi_header(), mi_message())
            let read = format == .jpeg ? mi_jpeg_header : mi_png_header
            try ImageError.check(read(bytes, bytes.count, &header, &message), message, format)
            return (format, header)
        }
    }
#endif
