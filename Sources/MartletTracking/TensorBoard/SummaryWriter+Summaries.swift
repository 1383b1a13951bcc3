import MartletCodecs
import MartletNN
public import MartletNumerics

extension SummaryWriter {
    /// Notes a number at a step; event files hold it as float32.
    ///
    /// - Parameter wallTime: seconds since 1970; nil is now.
    public func scalar(_ tag: String, _ value: Double, step: Int, wallTime: Double? = nil) throws {
        try add(step: step, wallTime: wallTime) {
            $0.summary(tag, .scalars) {
                $0.field(TensorField.dtype, varint: TensorKind.float)
                $0.shape([])
                $0.field(TensorField.floats, Float(value))
            }
        }
    }

    /// Notes how values are distributed: how many lie in each of so many pieces of equal width from the least to the
    /// greatest, as `tf.summary.histogram` does. Values that aren't finite are left out.
    ///
    /// - Parameters:
    ///   - values: numbers of any shape and dtype.
    ///   - buckets: how many pieces there are.
    /// - Throws: `ArgumentError` without pieces; `FileError`.
    public func histogram(_ tag: String, _ values: Tensor, step: Int, buckets: Int = 30) throws {
        guard 1...100_000 ~= buckets else {
            throw ArgumentError("histogram", "buckets must be 1 to 100000, not \(buckets)")
        }
        let rows = Histogram(values.cast(to: .float64).array(of: Double.self), buckets: buckets).rows
        try add(step: step, wallTime: nil) {
            $0.summary(tag, .histograms) {
                $0.field(TensorField.dtype, varint: TensorKind.double)
                $0.shape([rows.count / 3, 3])
                $0.field(TensorField.content, bytes: rows.flatMap { $0.bitPattern.littleEndianBytes })
            }
        }
    }

    /// Shows a text in Markdown.
    public func text(_ tag: String, _ text: String, step: Int) throws {
        try add(step: step, wallTime: nil) {
            $0.summary(tag, .text) {
                $0.field(TensorField.dtype, varint: TensorKind.string)
                $0.shape([])
                $0.field(TensorField.strings, text)
            }
        }
    }

    /// Shows the picture in a PNG file's bytes.
    ///
    /// - Throws: `ArgumentError` for bytes that are no PNG file; `FileError`.
    public func image(_ tag: String, png: [UInt8], step: Int) throws {
        guard png.count > 24, png.starts(with: [0x89, 0x50, 0x4E, 0x47]) else {
            throw ArgumentError("image", "'\(tag)' must be the bytes of a PNG file")
        }
        func length(_ start: Int) -> Int { png[start..<start + 4].reduce(0) { $0 << 8 | Int($1) } }
        try add(step: step, wallTime: nil) {
            $0.summary(tag, .images) {
                $0.field(TensorField.dtype, varint: TensorKind.string)
                $0.shape([3])
                $0.field(TensorField.strings, "\(length(16))")
                $0.field(TensorField.strings, "\(length(20))")
                $0.field(TensorField.strings, bytes: png)
            }
        }
    }

    #if Images
        /// Shows a picture.
        ///
        /// - Parameter image: `[height, width, channels]` with 1, 3 or 4 channels, of uint8, or of numbers from 0 to 1.
        /// - Throws: `ImageError` if it isn't such an image; `FileError`.
        public func image(_ tag: String, _ image: Tensor, step: Int) throws {
            var image = image
            if image.dtype != .uint8 {
                image = try Tensor(
                    image.cast(to: .float64).array(of: Double.self).map { value in
                        UInt8(max(0, min(255, value.isNaN ? 0 : value * 255.5)))
                    }, shape: image.shape)
            }
            try self.image(tag, png: Image.png(image), step: step)
        }
    #endif
}

extension UInt64 {
    fileprivate var littleEndianBytes: [UInt8] { withUnsafeBytes(of: littleEndian) { Array($0) } }
}
