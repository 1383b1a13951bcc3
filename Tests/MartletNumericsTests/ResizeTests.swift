import MartletCodecs
import MartletNumerics
import Testing

/// Resized images equal Pillow's and TensorFlow's (Golden/resize.py).
struct ResizeTests {
    static let golden = try? Safetensors(
        path: String(#filePath.dropLast("ResizeTests.swift".count)) + "Golden/resize.safetensors")
    static let sizes = [(5, 7), (16, 21), (9, 26), (1, 3)]

    static func source(_ channels: Int) throws -> Tensor {
        try #require(golden?["source"]).take(Array(0..<channels), axis: 2)
    }

    @Test(arguments: PillowFilter.allCases, [1, 3, 4])
    func equalsPillow(filter: PillowFilter, channels: Int) throws {
        let source = try Self.source(channels)
        for (height, width) in Self.sizes {
            let expected = try #require(Self.golden?["pillow/\(filter)/\(channels)/\(height)x\(width)"])
            #expect(try source.resized(height: height, width: width, filter: filter) == expected)
        }
    }

    /// Nearest pixels are equal. Sums of products of weights and pixels, in two directions, differ by roundings only: of
    /// each product, each sum and each weight, whose own positions carry a rounding of the axis's length.
    @Test(arguments: Interpolation.allCases, [DType.uint8, .float32, .int32])
    func equalsTensorFlow(interpolation: Interpolation, dtype: DType) throws {
        let source = try Self.source(3).cast(to: dtype)
        for (height, width) in Self.sizes {
            let expected = try #require(Self.golden?["tensorflow/\(interpolation)/\(height)x\(width)"])
            let result = try source.resized(height: height, width: width, interpolation: interpolation)
            #expect(result.dtype == (interpolation == .nearest ? dtype : .float32))
            let tolerance = interpolation == .nearest ? 0 : 255 * 13 * Double(Float.ulpOfOne) * 2
            let difference = zip(result.array(of: Double.self), expected.array(of: Double.self)).map { abs($0 - $1) }
                .max()
            #expect(result.shape == expected.shape && difference! <= tolerance)
        }
    }

    @Test func resizesSeveralImages() throws {
        let one = try Self.source(3)
        let two = try Tensor.stack([one, one.reversed(axis: 1)])
        let both = try two.resized(height: 4, width: 6)
        #expect(try both.take([0]).reshaped([4, 6, 3]) == one.resized(height: 4, width: 6))
        #expect(both.shape == [2, 4, 6, 3])
        #expect(try two.resized(height: 4, width: 6, filter: .lanczos).shape == [2, 4, 6, 3])
    }

    @Test func keepsWhatHasTheSize() throws {
        let image = try Self.source(3)
        for filter in PillowFilter.allCases {
            #expect(try image.resized(height: 9, width: 13, filter: filter) == image)
        }
        for interpolation in Interpolation.allCases {
            #expect(try image.resized(height: 9, width: 13, interpolation: interpolation).cast(to: .uint8) == image)
        }
    }

    @Test func refusesWhatIsNoImage() {
        for (shape, height, width) in [([4, 4], 2, 2), ([0, 4, 3], 2, 2), ([4, 4, 3], 0, 2), ([4, 4, 3], 2, -1)]
            as [(Shape, Int, Int)]
        {
            let tensor = Tensor.zeros(shape, dtype: .uint8)
            #expect(throws: TensorError.self) { try tensor.resized(height: height, width: width) }
            #expect(throws: TensorError.self) { try tensor.resized(height: height, width: width, filter: .box) }
        }
        #expect(throws: TensorError.self) { try Tensor.zeros([4, 4, 3]).resized(height: 2, width: 2, filter: .box) }
        #expect(throws: TensorError.self) {
            try Tensor.zeros([4, 4, 3]).resized(height: 1 << 40, width: 1 << 40, interpolation: .nearest)
        }
    }
}
