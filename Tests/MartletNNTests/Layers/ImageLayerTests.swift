import MartletGraph
import MartletNN
import MartletNumerics
import Testing

@Suite struct ImageLayerTests {
    static let mistakes: [(any Layer, [Int], String)] = [
        (Conv2D(4, kernelSize: 3), [5], "[batch, height, width, channels]"),
        (Conv2D(4, kernelSize: 3, groups: 2), [8, 8, 3], "cannot be split into 2 equal groups"),
        (Conv2D(3, kernelSize: 3, groups: 2), [8, 8, 4], "cannot be split into 2 equal groups"),
        (Conv2D(0, kernelSize: 3), [8, 8, 3], "0 filters"),
        (Conv2D(4, kernelSize: 0), [8, 8, 3], "kernelSize of Conv2D is one positive number"),
        (Conv2D(4, kernelSize: [3, 3, 3]), [8, 8, 3], "or [height, width]"),
        (Conv2D(4, kernelSize: 3, strides: 0), [8, 8, 3], "strides of Conv2D"),
        (Conv2D(4, kernelSize: 3, dilationRate: 0), [8, 8, 3], "dilationRate of Conv2D"),
        (Conv2D(4, kernelSize: 9), [8, 8, 3], "a window of 9 rows doesn't fit in 8"),
        (Conv2D(4, kernelSize: 3, dilationRate: 4), [8, 9, 3], "a window of 9 rows doesn't fit in 8"),
        (Conv2D(4, kernelSize: 3, padding: .explicit(before: -1, after: 0)), [8, 8, 3], "padding is at least 0"),
        (Conv1D(4, kernelSize: 9), [8, 3], "a window of 9 columns doesn't fit in 8"),
        (Conv1D(4, kernelSize: 3), [8, 8, 3], "[batch, steps, channels]"),
        (DepthwiseConv2D(3, depthMultiplier: 0), [8, 8, 3], "depthMultiplier of DepthwiseConv2D"),
        (SeparableConv2D(0, kernelSize: 3), [8, 8, 3], "filters of SeparableConv2D"),
        (Conv2DTranspose(4, kernelSize: 3, strides: 2, outputPadding: 2), [8, 8, 3], "not in 0 ..< 2, the stride"),
        (Conv1DTranspose(4, kernelSize: 3, strides: 0), [8, 3], "strides of Conv1DTranspose"),
        (MaxPooling2D(9), [8, 8, 3], "a window of 9 rows doesn't fit in 8"),
        (MaxPooling2D(2, strides: 0), [8, 8, 3], "strides of MaxPooling2D"),
        (MaxPooling2D(2, padding: .explicit(before: 2, after: 0)), [8, 8, 3], "on the padding alone"),
        (AveragePooling1D(0), [8, 3], "poolSize of AveragePooling1D"),
        (GlobalAveragePooling2D(), [8], "[batch, height, width, channels]"),
        (ZeroPadding2D(-1), [8, 8, 3], "at least 0"), (ZeroPadding2D([1, 2, 3]), [8, 8, 3], "[rows, columns]"),
        (Cropping2D(4), [8, 8, 3], "something must remain"), (Cropping1D([1, 9]), [8, 3], "something must remain"),
        (UpSampling2D(0), [8, 8, 3], "size of UpSampling2D"), (Resizing(0, 3), [8, 8, 3], "size of Resizing"),
        (Resizing(3, 3, cropToAspectRatio: true, padToAspectRatio: true), [8, 8, 3], "not by both"),
        (RandomRotation(2), [8, 8, 3], "within -1...1"), (RandomZoom([0.5, 0.1]), [8, 8, 3], "[lower, upper]"),
        (RandomZoom(0.1, interpolation: .area), [8, 8, 3], "not .area"),
        (RandomErasing(2), [8, 8, 3], "a probability"),
        (RandomContrast(0.1), [8, 3], "[batch, height, width, channels]"),
    ]

    @Test(arguments: mistakes.indices) func mistakesNameLayerAndRemedy(_ index: Int) throws {
        let (layer, shape, message) = Self.mistakes[index]
        let model = Model(inputs: [shape]) { layer($0[0]) }
        #expect {
            try model.predict(.zeros(Shape([1] + shape)))
        } throws: {
            "\($0)".contains(message) && ($0 as? GraphError)?.path.isEmpty == false
        }
    }

    @Test func namesAreKeras() {
        let model = Model(inputs: [[8, 8, 3]]) { x in
            var y = ZeroPadding2D()(x[0])
            y = Conv2D(4, kernelSize: 3)(y)
            y = Conv2D(4, kernelSize: 3)(y)
            y = MaxPooling2D()(DepthwiseConv2D(2)(y))
            y = Conv2DTranspose(2, kernelSize: 2)(y)
            return GlobalAveragePooling2D()(LeakyReLU()(y))
        }
        #expect(
            model.graph.layers.map(\.path) == [
                "zero_padding2d", "conv2d", "conv2d_1", "depthwise_conv2d", "max_pooling2d", "conv2d_transpose",
                "leaky_re_lu", "global_average_pooling2d",
            ])
    }

    /// The fans of `[height, width, inputs, outputs]` are inputs and outputs times the window, as Keras takes them.
    @Test func initializersSeeTheWindow() throws {
        let model = Model(Conv2D(64, kernelSize: [3, 5], name: "conv"), input: [8, 8, 16])
        let kernel = try #require(model["kernel"]).array(of: Double.self)
        let limit = (6.0 / Double((16 + 64) * 15)).squareRoot()
        #expect(kernel.allSatisfy { abs($0) <= limit })
        #expect(kernel.contains { abs($0) > 0.99 * limit })
    }
}

/// Augmentation happens in training alone, and follows from the seed.
@Suite struct AugmentationTests {
    private static let layers: [any Layer] = [
        RandomFlip(), RandomRotation(0.2), RandomZoom(0.3), RandomTranslation(0.3, 0.3), RandomContrast(0.5),
        RandomBrightness(0.3), RandomErasing(),
    ]

    private func images(_ count: Int = 6) throws -> Tensor {
        var generator = RandomGenerator(seed: 1)
        return try generator.uniform([count, 5, 7, 3], in: 1..<200)
    }

    private func trained(_ layer: any Layer, _ x: Tensor, seed: UInt64 = 0, step: Int = 0) throws -> Tensor {
        let shape = Array(x.shape.dropFirst())
        let model = Model(inputs: [shape], seed: seed) { layer($0[0]) }
        let objective = Objective(results: { networks, x in
            let y = networks[0](x, training: true)[0]
            return [y.sum(), y]
        })
        return try objective.results(of: [model], at: [x], for: [], step: step).results[1]
    }

    @Test(arguments: layers.indices) func happensInTrainingAlone(_ index: Int) throws {
        let (layer, x) = (Self.layers[index], try images())
        let model = Model(inputs: [[5, 7, 3]]) { layer($0[0]) }
        #expect(try model.predict(x) == x)
        let first = try trained(layer, x)
        #expect(first != x)
        #expect(first.shape == x.shape)
        #expect(try trained(layer, x) == first)
        #expect(try trained(layer, x, seed: 1) != first)
        #expect(try trained(layer, x, step: 1) != first)
    }

    @Test func flipsMirrorEachImageOrNot() throws {
        let x = try images(40)
        let flipped = try trained(RandomFlip(.horizontal), x)
        var kinds: Set<Bool> = []
        for image in 0..<40 {
            let (own, got) = (try x[image].array(of: Float.self), try flipped[image].array(of: Float.self))
            let mirrored = (0..<own.count).map { i in
                let (row, column, channel) = (i / 21, i / 3 % 7, i % 3)
                return own[(row * 7 + 6 - column) * 3 + channel]
            }
            #expect(got == own || got == mirrored)
            kinds.insert(got == own)
        }
        #expect(kinds.count == 2)
    }

    @Test func cropsAreWindows() throws {
        let x = try images(20)
        let cropped = try trained(RandomCrop(3, 4), x)
        #expect(cropped.shape == [20, 3, 4, 3])
        var places: Set<[Int]> = []
        for image in 0..<20 {
            let (own, got) = (try x[image].array(of: Float.self), try cropped[image].array(of: Float.self))
            let place = try #require(
                (0..<3).flatMap { top in (0..<4).map { [top, $0] } }.first { place in
                    got.indices.allSatisfy { i in
                        let (row, column, channel) = (i / 12 + place[0], i / 3 % 4 + place[1], i % 3)
                        return got[i] == own[(row * 7 + column) * 3 + channel]
                    }
                })
            places.insert(place)
        }
        #expect(places.count > 3)
        let model = Model(RandomCrop(3, 3), input: [5, 7, 3])
        let middle = try model.predict(x)
        #expect(try middle[0, 0, 0].array(of: Float.self) == x[0, 1, 2].array(of: Float.self))
    }

    @Test func erasedPixelsAreARectangle() throws {
        let x = try images(30)
        let layer = RandomErasing([0.5, 0.5], scale: [0.1, 0.4], fillValue: -1, valueRange: -1...255)
        let erased = try trained(layer, x)
        var untouched = 0
        for image in 0..<30 {
            let got = try erased[image].array(of: Float.self)
            let covered = (0..<35).filter { got[$0 * 3] == -1 }
            if covered.isEmpty {
                untouched += 1
                continue
            }
            let (rows, columns) = (Set(covered.map { $0 / 7 }), Set(covered.map { $0 % 7 }))
            #expect(covered.count == rows.count * columns.count)
        }
        #expect((5...25).contains(untouched))
    }

    /// The parts of the sides are roots of what the scale gives, and noise is kept within the range.
    @Test func erasedPartsAreAsKerasDrawsThem() throws {
        let x = Tensor.full(Float(7), shape: [2000, 20, 20, 1])
        func covered(_ layer: RandomErasing) throws -> [[Float]] {
            let erased = try trained(layer, x)
            return try (0..<2000).map { try erased[$0].array(of: Float.self).filter { $0 != 7 } }
        }
        let quarter = try covered(RandomErasing([1, 1], scale: [0.25, 0.25], fillValue: 300))
        #expect(quarter.allSatisfy { (81...121).contains($0.count) && $0.allSatisfy { $0 == 255 } })
        let mean = quarter.reduce(0.0) { $0 + Double($1.count) } / 2000
        #expect(abs(mean - 100) < 2)
        // The probability is itself drawn from 0 to 1, so that about half of the images are covered.
        let noise = try covered(RandomErasing(scale: [0.25, 0.25], valueRange: 0...2))
        #expect(abs(noise.count { !$0.isEmpty } - 1000) < 150)
        let values = noise.joined()
        #expect(values.allSatisfy { 0...2 ~= $0 } && Set(values).count > 1000)
    }

    @Test func integersBecomeFloats() throws {
        let x = Tensor.full(UInt8(7), shape: [2, 5, 7, 3])
        let model = Model(RandomRotation(0.1), input: [5, 7, 3], dtype: .uint8)
        #expect(try model.predict(x) == Tensor.full(Float(7), shape: [2, 5, 7, 3]))
    }
}
