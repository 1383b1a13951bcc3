import CMartletKernels
import MartletCompression
import MartletGraph
import MartletNN
import MartletNumerics
import MartletTestSupport
import Testing

/// Models that skip the zeros of their weights.
@Suite struct SparsifiedTests {
    /// A model of which each parameter's smallest numbers, so many of a hundred, are zero.
    private func thinned(_ model: Model, percent: Int = 90) throws -> Model {
        var model = model
        for parameter in model.parameters where parameter.shape.count >= 2 {
            let numbers = try #require(model[parameter.name]).array(of: Float.self)
            let least = numbers.map(abs).sorted()[numbers.count * percent / 100]
            try model.set(parameter.name, to: Tensor(numbers.map { abs($0) < least ? 0 : $0 }, shape: parameter.shape))
        }
        return model
    }

    private func network() -> Model {
        Model(
            inputs: [[20, 20, 32]],
            { x in
                let first = Conv2D(128, kernelSize: 5, strides: 2, padding: .same, activation: .relu6)(x[0])
                let second = MaxPooling2D()(
                    Conv2D(128, kernelSize: 5, padding: .same, dilationRate: 2, activation: .relu)(first))
                let third = Conv2D(128, kernelSize: 3, strides: 2, activation: .silu)(second)
                let sum = (Conv2D(128, kernelSize: 1, padding: .same)(third) + third).relu()
                return Dense(10, activation: .softmax)(Dense(256, activation: .relu)(Flatten()(sum)))
            } as ([Symbol]) -> Symbol)
    }

    private func images(_ rows: Int, of size: [Int] = [20, 20, 32]) throws -> Tensor {
        var random = RandomGenerator(seed: 11)
        return try random.normal(Shape([rows] + size))
    }

    /// AMX multiplies bytes and bfloat16 faster than their zeros are skipped.
    private static let withoutTiles = mk_detected_features().subtracting(.amx)

    /// How many kernels skip zeros, for so many rows.
    private func skipping(_ model: Model, rows: Int = 1) throws -> Int {
        try model.plan(rows: rows).split(separator: "\n").count { $0.contains("sparse") && !$0.contains(" filter") }
    }

    /// Sums in another order differ by their roundings: of up to 3,200 terms, five layers deep, on numbers up to some 10.
    @Test(arguments: [1, 3, 8]) func resultsAreTheSame(_ rows: Int) throws {
        let dense = try thinned(network(), percent: 98)
        let sparse = try dense.sparsified()
        let x = try images(rows)
        #expect(try skipping(sparse, rows: rows) >= 3)
        #expect(try skipping(dense, rows: rows) == 0)
        #expect(try sparse.plan(rows: rows).contains("sparse bias relu pool"))
        let (a, b) = (try dense.predict(x), try sparse.predict(x))
        #expect(zip(a.array(of: Float.self), b.array(of: Float.self)).allSatisfy { abs($0 - $1) < 1e-4 })
        try #expect(withThreads(1) { try sparse.predict(x) } == withThreads(2) { try sparse.predict(x) })
    }

    /// What few numbers are zero in is made as before.
    @Test func whatIsDenseStaysDense() throws {
        let model = network()
        for rows in [1, 8, 40] {
            #expect(try skipping(model.sparsified(), rows: rows) == 0)
            #expect(try skipping(thinned(model, percent: 20).sparsified(), rows: rows) == 0)
        }
        let x = try images(2)
        #expect(try model.sparsified().predict(x) == model.predict(x))
    }

    /// Rows don't know of one another where that is asked for.
    @Test func rowsAreInvariant() throws {
        var model = Model(
            Sequential {
                Dense(512, activation: .relu); Dense(384)
            }, input: [300], seed: 2)
        model = try thinned(model).sparsified()
        model.isBatchInvariant = true
        let x = try images(70, of: [300])
        #expect(try skipping(model, rows: 70) == 2)
        let all = try model.predict(x).array(of: Float.self)
        for rows in [1, 2, 5, 33] {
            #expect(try model.predict(x[0..<rows]).array(of: Float.self) == Array(all[..<(rows * 384)]))
        }
    }

    /// Each change of the weights is looked at.
    @Test func weightsMayChange() throws {
        var model = try thinned(Model(Sequential { Dense(512) }, input: [512], seed: 2)).sparsified()
        let x = try images(32, of: [512])
        #expect(try skipping(model, rows: 32) == 1)
        _ = try model.predict(x)
        var random = RandomGenerator(seed: 1)
        try model.set("dense/kernel", to: random.normal([512, 512]))
        #expect(try skipping(model, rows: 32) == 0)
        var other = model
        other.skipsZeros = false
        #expect(try model.predict(x) == other.predict(x))
    }

    /// Training goes on with all weights.
    @Test func itIsTrained() throws {
        var model = try thinned(
            Model(
                Sequential {
                    Dense(256, activation: .relu); Dense(4)
                }, input: [256], seed: 2))
        try model.compile(optimizer: .adam(), loss: .meanSquaredError)
        var sparse = try model.sparsified()
        let (x, y) = (try images(64, of: [256]), try images(64, of: [4]))
        #expect(try sparse.fit(x, y, epochs: 2)["loss"] == model.fit(x, y, epochs: 2)["loss"])
        #expect(sparse["dense/kernel"] == model["dense/kernel"])
    }

    /// Masks become zeros.
    @Test func masksAreZeros() throws {
        var model = Model(
            Sequential {
                Dense(512, activation: .relu); Dense(64)
            }, input: [256], seed: 2)
        try model.compile(optimizer: .sgd(learningRate: 0.01), loss: .meanSquaredError)
        var pruned = try model.pruned(.constantSparsity(0.9, beginStep: 1), pattern: .blocks(rows: 1, columns: 8))
        try pruned.fit(images(64, of: [256]), images(64, of: [64]), epochs: 1)
        let sparse = try pruned.sparsified()
        #expect(sparse.parameters.allSatisfy { !$0.name.contains("mask") })
        #expect(try sparse.plan(rows: 64).contains("in blocks of"))
        let x = try images(5, of: [256])
        let (a, b) = (try pruned.predict(x), try sparse.predict(x))
        #expect(zip(a.array(of: Float.self), b.array(of: Float.self)).allSatisfy { abs($0 - $1) < 1e-5 })
    }

    /// Integers have the same bits, whether their zeros are skipped or not.
    @Test(arguments: [1, 6]) func integersAreTheSame(_ rows: Int) throws {
        let x = try images(8)
        let model = try thinned(network(), percent: 99)
        var integers = try model.postTrainingQuantized(calibration: Dataset(x)).quantized()
        integers.integers = .exact
        let sparse = try integers.sparsified()
        let (count, results) = try withInstructionSet(Self.withoutTiles) {
            try (skipping(sparse, rows: rows), sparse.predict(x[0..<rows]))
        }
        #expect(count >= 3)
        #expect(try results == integers.predict(x[0..<rows]))
    }

    /// Bfloat16 is what convolutions multiply that stay dense.
    @Test func bfloat16() throws {
        var sparse = try thinned(network(), percent: 98).sparsified()
        let x = try images(2)
        let exact = try sparse.predict(x)
        sparse.precision = .bfloat16
        let (count, rounded) = try withInstructionSet(Self.withoutTiles) {
            try (skipping(sparse, rows: 2), sparse.predict(x))
        }
        #expect(count >= 3)
        #expect(zip(exact.array(of: Float.self), rounded.array(of: Float.self)).allSatisfy { abs($0 - $1) < 3e-2 })
    }
}
