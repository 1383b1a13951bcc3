import CMartletKernels
import MartletCompression
import MartletGraph
import MartletNN
import MartletNumerics
import MartletTestSupport
import Testing

/// Models whose convolutions of integers are summed by Winograd's algorithm, beside those with exact sums.
@Suite struct IntegerConvolutionTests {
    /// A convolution of too few channels, and two that the algorithm suits.
    private static func rounded() throws -> (model: Model, x: Tensor) {
        let model = Model(
            Sequential {
                Conv2D(32, kernelSize: 3, padding: .same, activation: .relu)
                Conv2D(48, kernelSize: 3, padding: .same, activation: .relu)
                Conv2D(32, kernelSize: 3, activation: .relu)
                MaxPooling2D()
                GlobalAveragePooling2D()
                Dense(10)
            }, input: [16, 16, 3], seed: 5)
        var random = RandomGenerator(seed: 9)
        let x = try random.normal([24, 16, 16, 3])
        return (try model.postTrainingQuantized(calibration: Dataset(x)), x)
    }

    private static func quantized(_ model: Model, _ convolutions: IntegerConvolutions) throws -> Model {
        var integers = try model.quantized(convolutions: convolutions)
        if case .exact = convolutions { integers.integers = .exact }
        return integers
    }

    /// What outputs differ by in parts of the exact ones, both as root mean squares.
    private static func noise(_ model: Model, _ exact: Model, _ x: Tensor) throws -> Double {
        let (actual, expected) = try (model.predict(x), exact.predict(x))
        let (noise, signal) = try ((actual - expected).square().sum(), expected.square().sum())
        return try (noise.scalar(as: Double.self) / signal.scalar(as: Double.self)).squareRoot()
    }

    @Test func sumsAreNearlyExact() throws {
        let (model, x) = try Self.rounded()
        for set in instructionSets {
            try withInstructionSet(set) {
                let (exact, tiled) = try (Self.quantized(model, .exact), Self.quantized(model, .winograd))
                #expect(try Self.noise(tiled, exact, x) <= 0.01)
                let exactPlan = try exact.plan(rows: 24)
                #expect(!exactPlan.contains("winograd 4"))
                #expect(exactPlan.contains("convolution int8 winograd 2 32→48") == (set == [.avx2]))
                let plan = try tiled.plan(rows: 24)
                if set == [.avx2] {
                    #expect(plan.contains("convolution int8 winograd 4 32→48"))
                    #expect(plan.contains("convolution int8 winograd 4 48→32"))
                } else if !set.contains(.avx2) {
                    #expect(!plan.contains("int8 winograd"))
                }
            }
        }
    }

    @Test(arguments: [0, 0.0001, 0.001, 1])
    func noiseStaysWithinTheBound(_ bound: Double) throws {
        guard instructionSets.contains([.avx2]) else { return }
        let (model, x) = try Self.rounded()
        try withInstructionSet([.avx2]) {
            let exact = try Self.quantized(model, .exact)
            var fastest = try Self.quantized(model, .fastest(within: bound, on: Dataset(x)))
            fastest.integers = .exact
            #expect(try Self.noise(fastest, exact, x) <= bound)
            let layers = try fastest.plan().split(separator: "\n").count {
                $0.contains("int8 winograd 4") && !$0.contains("filter")
            }
            if bound == 0 { #expect(try fastest.predict(x) == exact.predict(x)) }
            if bound == 1 { #expect(layers == 2) }
        }
    }

    @Test func filesKeepTheirTiles() throws {
        let (model, x) = try Self.rounded()
        let tiled = try model.quantized(convolutions: .winograd)
        let folder = TemporaryFolder()
        try tiled.save(to: folder["tiled.safetensors"])
        let restored = try Model(safetensors: folder["tiled.safetensors"])
        #expect(try restored.plan() == tiled.plan() && restored.predict(x) == tiled.predict(x))
        // A row is the same whatever rows come with it.
        #expect(try tiled.predict(x[0..<1]) == tiled.predict(x)[0..<1])
    }

    @Test func boundsAndDataThatAreImpossible() throws {
        let (model, x) = try Self.rounded()
        for bound in [-1, .nan, .infinity] {
            #expect {
                try model.quantized(convolutions: .fastest(within: bound, on: Dataset(x)))
            } throws: {
                "\($0)" == "within must be 0 or more, such as 0.01, not \(bound)"
            }
        }
        #expect(throws: (any Error).self) {
            try model.quantized(convolutions: .fastest(within: 0.1, on: Dataset(x[0..<0])))
        }
        #expect(throws: (any Error).self) {
            try model.quantized(convolutions: .fastest(within: 0.1, on: Dataset(Tensor.zeros([4, 5]))))
        }
    }

    @Test func tilesOfOtherSizesAreRefused() {
        let builder = Builder()
        var convolution = QuantizedConvolution(input: IntegerRange(zero: 0), output: IntegerRange(zero: 0))
        convolution.largestTile = 3
        let inputs = [
            builder.input(TensorType([1, 8, 8, 16], .int8)), builder.input(TensorType([3, 3, 16, 16], .int8)),
            builder.input(TensorType([16], .int32)), builder.input(TensorType([16])),
        ]
        #expect {
            _ = try builder.finish([builder.apply(convolution, inputs)[0]])
        } throws: {
            "\($0)".contains("its tiles are of 2 or 4, not of 3")
        }
    }
}
