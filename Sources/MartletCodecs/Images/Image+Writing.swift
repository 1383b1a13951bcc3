#if Images
    import CMartletImages
    public import MartletNumerics

    extension Image {
        /// Replaces the file at `path`, whole or not at all, by `image`: `.jpg` and `.jpeg` write a JPEG, `.png` a PNG.
        ///
        /// - Parameter image: `[height, width, channels]` of uint8 with 1, 3 or, in PNG, 4 channels.
        /// - Throws: `FileError`; `ImageError` for another ending and a tensor that isn't such an image.
        public static func write(_ image: Tensor, to path: String, quality: Int = 75) throws {
            do {
                let name = path.lowercased()
                if name.hasSuffix(".png") { return try AtomicFile.write(png(image), to: path) }
                if name.hasSuffix(".jpg") || name.hasSuffix(".jpeg") {
                    return try AtomicFile.write(jpeg(image, quality: quality), to: path)
                }
                throw ImageError(.unsupported, "its name must end in .png, .jpg or .jpeg")
            } catch var error as ImageError {
                error.path = path
                throw error
            }
        }

        /// `image`, `[height, width, channels]` of uint8 with 1, 3 or 4 channels, as the bytes of a PNG file.
        ///
        /// - Throws: `ImageError` if it isn't such an image.
        public static func png(_ image: Tensor) throws -> [UInt8] {
            try encoded(image, .png, channels: [1, 3, 4]) { mi_png_encode($0, $1, 6, $2, $3, $4) }
        }

        /// `image`, `[height, width, channels]` of uint8 with 1 or 3 channels, as the bytes of a JPEG file.
        ///
        /// - Parameter quality: 1 to 100; Pillow's default is 75.
        /// - Throws: `ImageError` if it isn't such an image, or no such quality.
        public static func jpeg(_ image: Tensor, quality: Int = 75) throws -> [UInt8] {
            guard (1...100).contains(quality) else {
                throw ImageError(.unsupported, "a JPEG's quality is 1 to 100, not \(quality)")
            }
            return try encoded(image, .jpeg, channels: [1, 3]) {
                mi_jpeg_encode($0, $1, Int32(quality), $2, $3, $4)
            }
        }

        private typealias Encoder = (
            UnsafePointer<UInt8>?, UnsafePointer<mi_header>?, mi_sink?, UnsafeMutableRawPointer?,
            UnsafeMutablePointer<mi_message>?
        ) -> mi_status

        private static func encoded(
            _ image: Tensor, _ format: ImageFormat, channels: Set<Int>, _ encode: Encoder
        ) throws -> [UInt8] {
            guard image.rank == 3, image.dtype == .uint8, channels.contains(image.shape[2]), image.count > 0,
                max(image.shape[0], image.shape[1]) <= 65_500
            else {
                let counts = channels.sorted().map(String.init).joined(separator: " or ")
                throw ImageError(
                    .unsupported,
                    """
                    a \(format.rawValue) is written of [height, width, \(counts)] of uint8 with sides of 1 to 65500, \
                    not of \(image.shape) of \(image.dtype.rawValue)
                    """)
            }
            var header = mi_header(
                width: Int64(image.shape[1]), height: Int64(image.shape[0]), channels: Int32(image.shape[2]), bits: 8)
            var message = mi_message()
            var bytes: [UInt8] = []
            let status = image.withUnsafeBytes { pixels in
                withUnsafeMutablePointer(to: &bytes) { bytes in
                    encode(
                        pixels.assumingMemoryBound(to: UInt8.self).baseAddress, &header,
                        { context, piece, count in
                            context!.assumingMemoryBound(to: [UInt8].self).pointee
                                .append(contentsOf: UnsafeBufferPointer(start: piece, count: count))
                        }, bytes, &message)
                }
            }
            try ImageError.check(status, message, format)
            return bytes
        }
    }
#endif
