/// Images of another size.
extension Tensor {
    /// Images `[height, width, channels]` or `[images, height, width, channels]` resized as `tf.image.resize` and Keras
    /// do: to float32, or by `.nearest` to what they were.
    ///
    /// - Throws: `TensorError.invalidShape` for what is no image, is empty, or would be.
    public func resized(
        height: Int, width: Int, interpolation: Interpolation = .bilinear
    ) throws(TensorError) -> Tensor {
        let (images, shape) = try resizedShape(height, width)
        if interpolation == .nearest {
            let rows = interpolation.weights(from: self.shape[rank - 3], to: height).starts
            let columns = interpolation.weights(from: self.shape[rank - 2], to: width).starts
            return gathered(images, rows, columns, shape)
        }
        let source = dtype == .uint8 ? self : cast(to: .float32)
        let resize = SeparableResize<FloatArithmetic>(
            rows: interpolation.weights(from: self.shape[rank - 3], to: height),
            columns: interpolation.weights(from: self.shape[rank - 2], to: width),
            width: self.shape[rank - 2], channels: self.shape[rank - 1])
        return source.resized(images, shape, .float32) { from, to in
            let to = to.assumingMemoryBound(to: Float.self)
            if source.dtype == .uint8 {
                resize.run(from.assumingMemoryBound(to: UInt8.self), to: to) { Float($0) }
            } else {
                resize.run(from.assumingMemoryBound(to: Float.self), to: to) { $0 }
            }
        }
    }

    /// Images `[height, width, channels]` or `[images, height, width, channels]` of uint8 resized as Pillow's
    /// `Image.resize` does. Of four channels the last is taken for alpha, by which colours are weighed.
    ///
    /// - Throws: `TensorError.invalidShape` for what is no image, is empty, or would be; `unsupportedDType`.
    public func resized(height: Int, width: Int, filter: PillowFilter) throws(TensorError) -> Tensor {
        let (images, shape) = try resizedShape(height, width)
        guard dtype == .uint8 else {
            throw .unsupportedDType(operation: "resized", dtype: dtype, expected: [.uint8])
        }
        let rows = filter.weights(from: self.shape[rank - 3], to: height)
        let columns = filter.weights(from: self.shape[rank - 2], to: width)
        let channels = self.shape[rank - 1]
        if filter == .nearest { return gathered(images, rows.starts, columns.starts, shape) }
        let resize = SeparableResize<ByteArithmetic>(
            rows: rows, columns: columns, width: self.shape[rank - 2], channels: channels)
        let source = channels == 4 ? mappingPixels(Self.premultiply) : self
        let result = source.resized(images, shape, .uint8) { from, to in
            resize.run(from.assumingMemoryBound(to: UInt8.self), to: to.assumingMemoryBound(to: UInt8.self)) { $0 }
        }
        return channels == 4 ? result.mappingPixels(Self.unpremultiply) : result
    }

    private func resizedShape(_ height: Int, _ width: Int) throws(TensorError) -> (images: Int, shape: Shape) {
        guard rank == 3 || rank == 4 else {
            throw .invalidShape(shape, reason: "an image is [height, width, channels], several are [images, …] of them")
        }
        var shape = shape
        shape[rank - 3] = height
        shape[rank - 2] = width
        let lengths = 1...1 << 20
        guard count > 0, lengths.contains(height), lengths.contains(width) else {
            throw .invalidShape(
                count > 0 ? shape : self.shape, reason: "an image has from 1 to \(lengths.upperBound) rows and columns")
        }
        _ = try shape.checkedByteCount(of: .float32)
        return (rank == 3 ? 1 : shape[0], shape)
    }

    /// A tensor whose images are made one by one.
    private func resized(
        _ images: Int, _ shape: Shape, _ dtype: DType, _ body: (UnsafeRawPointer, UnsafeMutableRawPointer) -> Void
    ) -> Tensor {
        Tensor(shape: shape, dtype: dtype) { target in
            withUnsafeBytes { source in
                for image in 0..<images {
                    body(
                        source.baseAddress! + image * (source.count / images),
                        target.baseAddress! + image * (target.count / images))
                }
            }
        }
    }

    private func gathered(_ images: Int, _ rows: [Int], _ columns: [Int], _ shape: Shape) -> Tensor {
        let pixel = shape[rank - 1] * dtype.byteCount
        let width = self.shape[rank - 2] * pixel
        return resized(images, shape, dtype) { from, to in
            var to = to
            for row in rows {
                for column in columns {
                    to.copyMemory(from: from + row * width + column * pixel, byteCount: pixel)
                    to += pixel
                }
            }
        }
    }

    /// The bytes with each four put through a function.
    private func mappingPixels(_ transform: (SIMD4<UInt8>) -> SIMD4<UInt8>) -> Tensor {
        Tensor(shape: shape, dtype: dtype) { target in
            withUnsafeBytes { source in
                for offset in stride(from: 0, to: source.count, by: 4) {
                    let pixel = source.loadUnaligned(fromByteOffset: offset, as: SIMD4<UInt8>.self)
                    target.storeBytes(of: transform(pixel), toByteOffset: offset, as: SIMD4<UInt8>.self)
                }
            }
        }
    }

    /// Colours times alpha, rounded.
    private static func premultiply(_ pixel: SIMD4<UInt8>) -> SIMD4<UInt8> {
        var result = pixel
        for channel in 0..<3 {
            let product = Int(pixel[channel]) * Int(pixel[3]) + 128
            result[channel] = UInt8(truncatingIfNeeded: (product >> 8 + product) >> 8)
        }
        return result
    }

    /// Colours divided by alpha, rounded down.
    private static func unpremultiply(_ pixel: SIMD4<UInt8>) -> SIMD4<UInt8> {
        guard pixel[3] != 0, pixel[3] != 255 else { return pixel }
        var result = pixel
        for channel in 0..<3 { result[channel] = UInt8(clamping: 255 * Int(pixel[channel]) / Int(pixel[3])) }
        return result
    }
}
