import MartletCodecs
import MartletCompression
import MartletDatasets
import MartletGraph
import MartletNN
import MartletNumerics
import MartletTestSupport
import Testing

/// Models made smaller by one stage after the other.
@Suite struct CompressionTests {
    private static let schedule = PruningSchedule.polynomialDecay(finalSparsity: 0.8, endStep: 135, frequency: 15)

    /// A network that tells digits apart, trained.
    private func digits() throws -> (model: Model, train: LabeledData, test: LabeledData) {
        let (train, test) = try Digits.load().split(testFraction: 0.2, seed: 1)
        var model = Model(
            Sequential {
                Rescaling(1.0 / 16)
                Reshape([8, 8, 1])
                Conv2D(16, kernelSize: 3)
                BatchNormalization()
                Activation.relu
                MaxPooling2D()
                Flatten()
                Dense(32, activation: .relu)
                Dense(10, activation: .softmax)
            }, input: [64])
        try model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy(), metrics: [.accuracy])
        try model.fit(train.features, train.labels, epochs: 10)
        return (model, train, test)
    }

    /// Digits are told apart as well as before but for 18 of 360, five in a hundred.
    @Test func everyStagePreservesTheFormer() throws {
        let (model, train, test) = try digits()
        var pruned: Model?
        let (small, report) = try model.compressed(
            by: [.prune(Self.schedule), .cluster(16), .quantize(calibration: Dataset(train.features[0..<200]))],
            train: { model in
                try model.fit(train.features, train.labels, epochs: 12)
                pruned = try model.stripPruning()
            },
            evaluate: { try $0.evaluate(test.features, test.labels) })
        #expect(report.rows.map(\.stage) == ["dense", "pruned", "clustered", "quantized"])
        let rows = report.rows
        let exact = try #require(rows[0].metrics["accuracy"])
        // Training rounds otherwise on other processors, by which some images of 360 fall to the other side.
        #expect(exact > 0.93)
        #expect(rows.allSatisfy { $0.metrics["accuracy"]! > exact - 0.1 }, "\(report)")
        #expect(rows[3].metrics == (try small.evaluate(test.features, test.labels)))
        #expect(rows.allSatisfy { $0.secondsPerRow > 0 && $0.secondsPerBatch > 0 })

        // What was zero is the integer 0, and what shared a value shares an integer.
        let clustered = try #require(pruned).clustered(16)
        for name in ["conv2d/kernel", "dense/kernel", "dense_1/kernel"] {
            let integers = try #require(small[name])
            #expect(integers.dtype == .int8)
            let numbers = try #require(clustered[name]).array(of: Float.self)
            var known: [Float: Set<Int>] = [:]
            for (number, integer) in zip(numbers, integers.array(of: Int.self)) {
                known[number, default: []].insert(integer)
            }
            #expect(known[0] == [0] && known.count <= 16)
            #expect(known.values.allSatisfy { $0.count == 1 })
        }
        #expect(abs(rows[1].sparsity - 0.8) < 0.01 && rows[2].sparsity >= rows[1].sparsity)
        #expect(rows[3].sparsity >= rows[2].sparsity)
        #expect(rows[1].mostValues > 16 && rows[2].mostValues <= 16 && rows[3].mostValues <= rows[2].mostValues)

        // 0.72 bits say which fifth isn't zero, and 4 bits which of 16 values it has: 1.5 of 32.
        let weights = 4 * (3 * 3 * 16 + 144 * 32 + 32 * 10)
        #expect(rows[0].entropyBytes <= weights && rows[1].entropyBytes < weights / 2)
        #expect(rows[2].entropyBytes < weights / 18 && rows[3].entropyBytes <= rows[2].entropyBytes)
        #expect(rows[3].bytes < rows[0].bytes / 2)
        let sizes = try [size(of: model), size(of: small)]
        #expect([rows[0].bytes, rows[3].bytes] == sizes)
    }

    private func size(of model: Model) throws -> Int {
        let folder = TemporaryFolder()
        try model.save(to: folder["model.safetensors"], includeOptimizer: false)
        return try FileReader.contents(of: folder["model.safetensors"], limit: 1 << 24).count
    }

    /// Training with rounding leaves masked weights at zero.
    @Test func masksStayWhileRoundingIsTrained() throws {
        let (model, train, test) = try digits()
        let (small, report) = try model.compressed(
            by: [.prune(Self.schedule), .quantizeAware()],
            train: { try $0.fit(train.features, train.labels, epochs: 12) },
            evaluate: { try $0.evaluate(test.features, test.labels) })
        #expect(report.rows.map(\.stage) == ["dense", "pruned", "quantized"])
        #expect(report.rows[2].sparsity >= report.rows[1].sparsity - 0.001 && report.rows[1].sparsity > 0.79)
        #expect(report.rows[2].metrics["accuracy"]! > report.rows[0].metrics["accuracy"]! - 0.1)
        #expect(small["dense/kernel"]?.dtype == .int8 && small["dense/kernel_mask"] == nil)
    }

    /// Stages may be left out, and a model may come with masks.
    @Test func modelsWithMasksAreClustered() throws {
        var model = try PruningSamples.dense().pruned(.constantSparsity(0.5, frequency: 1))
        let (x, y) = try PruningSamples.data(64)
        try model.fit(x, y)
        let (small, report) = try model.compressed(by: [.cluster(4)], batchSize: 3) { try $0.evaluate(x, y) }
        #expect(report.rows.map(\.sparsity) == [0.5, 0.5] && report.rows[1].mostValues == 4)
        #expect(small["dense/kernel_mask"] == nil && report.batchSize == 3)
    }

    @Test func reportsAreTablesPicturesAndJSON() throws {
        let rows = [("dense", 1), ("quantized", 2)].map { stage, divisor -> JSON in
            [
                "stage": .string(stage), "metrics": ["loss": 0.25, "accuracy": .double(0.96875 / Double(divisor))],
                "bytes": .integer(1000 / divisor), "entropyBytes": .integer(800 / divisor), "sparsity": 0.125,
                "mostValues": 16, "secondsPerRow": 2e-5, "secondsPerBatch": 1e-3,
            ]
        }
        let json: JSON = ["batchSize": 32, "rows": .array(rows)]
        let report = try json.decode(CompressionReport.self)
        #expect(
            report.description == """
                stage      accuracy  loss  bytes  weights coded  sparsity  values  1 row    32 rows  
                dense      0.9688    0.25  1000   800            12.5 %    16      20.0 µs  1000.0 µs
                quantized  0.4844    0.25  500    400            12.5 %    16      20.0 µs  1000.0 µs
                """)
        for name in ["dense", "quantized", "accuracy", "bytes", "weights coded", "time, 32 rows"] {
            #expect(report.svg.contains(">\(name)</text>"))
        }
        #expect(!report.svg.contains("loss"))
        #expect(try JSON(encoding: report).decode(CompressionReport.self) == report)
    }

    @Test func mistakesAreFoundBeforeTraining() throws {
        let model = try PruningSamples.dense()
        let prune = CompressionStage.prune(.constantSparsity(0.5))
        func message(_ stages: [CompressionStage], batchSize: Int = 1, trains: Bool = true) -> String {
            do {
                _ = try model.compressed(
                    by: stages, batchSize: batchSize,
                    train: trains ? { _ in Issue.record("it was trained") } : nil, evaluate: { _ in [:] })
            } catch { return "\(error)" }
            return ""
        }
        #expect(message([]).contains("stages"))
        #expect(message([.cluster(4), prune]).contains("'pruned' after 'clustered'"))
        #expect(message([.quantize(), .cluster(4)]).contains("'clustered' after 'quantized'"))
        #expect(message([.quantizeAware(), .quantize()]).contains("'quantized' after 'quantized'"))
        #expect(message([.cluster(4), .quantizeAware()]).contains("moves weights apart"))
        #expect(message([prune, .cluster(1)]).contains("1 values"))
        #expect(message([prune], trains: false).contains("train"))
        #expect(message([.cluster(4)], batchSize: 0).contains("batchSize"))
        #expect(message([.prune(.constantSparsity(1))]).contains("schedule"))
        #expect(message([.prune(.constantSparsity(0.5), layers: ["lstm"])]).contains("lstm"))
        #expect(message([.quantize()]).contains("calibration"))
    }
}
