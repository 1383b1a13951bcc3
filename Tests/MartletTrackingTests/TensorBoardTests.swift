import Glibc
import MartletCodecs
import MartletNN
import MartletNumerics
import MartletTestSupport
import MartletTracking
import Synchronization
import Testing

@Suite struct TensorBoardTests {
    private let folder = Workspace()

    /// Keras's folders, tags and steps.
    @Test func epochsAreWrittenAsKerasDoes() throws {
        let (x, y) = try Points.data()
        var model = try Points.compiled()
        let history = try model.fit(
            x, y, epochs: 3, batchSize: 30, validationSplit: 0.2,
            callbacks: [TensorBoard(logDirectory: folder["logs"], histogramFrequency: 2, writeStepsPerSecond: true)])
        #expect(try SummaryReader.runs(in: folder["logs"]) == ["train", "validation"])
        let (train, validation) = (
            try SummaryReader(folder["logs/train"]), try SummaryReader(folder["logs/validation"])
        )
        let tags = ["epoch_accuracy", "epoch_learning_rate", "epoch_loss", "epoch_steps_per_second"]
        #expect(train.scalars.keys.sorted() == tags)
        let compared = [
            "epoch_accuracy", "epoch_loss", "evaluation_accuracy_vs_iterations", "evaluation_loss_vs_iterations",
        ]
        #expect(validation.scalars.keys.sorted() == compared)
        func values(_ points: [SummaryReader.Point<Double>]?) -> [Double] { points?.map(\.value) ?? [] }
        func rounded(_ name: String) -> [Double] { history[name].map { Double(Float($0)) } }
        #expect(values(train.scalars["epoch_loss"]) == rounded("loss"))
        #expect(values(train.scalars["epoch_learning_rate"]) == [Double](repeating: Double(Float(0.01)), count: 3))
        #expect(values(validation.scalars["epoch_loss"]) == rounded("val_loss"))
        #expect(values(validation.scalars["evaluation_accuracy_vs_iterations"]) == rounded("val_accuracy"))
        #expect(train.scalars["epoch_loss"]?.map(\.step) == [0, 1, 2])
        #expect(validation.scalars["evaluation_loss_vs_iterations"]?.map(\.step) == [4, 8, 12])
        let names = ["dense/bias/histogram", "dense/kernel/histogram", "dense_1/bias/histogram"]
        #expect(train.histograms.keys.sorted() == names + ["dense_1/kernel/histogram"])
        let kernel = try #require(train.histograms["dense/kernel/histogram"])
        #expect(kernel.map(\.step) == [0, 2])
        #expect(kernel[1].value.array(of: Double.self).enumerated().reduce(0) { $1.0 % 3 == 2 ? $0 + $1.1 : $0 } == 32)
    }

    @Test func batchesAreWrittenWhenAskedFor() throws {
        let (x, y) = try Points.data()
        var model = try Points.compiled()
        let board = TensorBoard(logDirectory: folder["logs"], writeGraph: false, updateFrequency: .batches(2))
        try model.fit(x, y, epochs: 2, batchSize: 30, callbacks: [board])
        let read = try SummaryReader(folder["logs/train"])
        #expect(read.scalars["batch_loss"]?.map(\.step) == [2, 4, 6, 8, 10])
        #expect(read.scalars["batch_accuracy"]?.count == 5)
        #expect(try SummaryReader.runs(in: folder["logs"]) == ["train"])  // nothing was validated
        let wrong = TensorBoard(logDirectory: folder["logs"], updateFrequency: .batches(0))
        #expect(throws: ArgumentError.self) { try model.fit(x, y, callbacks: [wrong]) }
        let negative = TensorBoard(logDirectory: folder["logs"], histogramFrequency: -1)
        #expect(throws: ArgumentError.self) { try model.fit(x, y, callbacks: [negative]) }
    }

    /// The time of each layer is a table, and training is the same.
    @Test func batchesAreProfiled() throws {
        #expect(try Points.trainsAlike([TensorBoard(logDirectory: folder["logs"], profileBatch: 2...6)]))
        let read = try SummaryReader(folder["logs/train"])
        let table = try #require(read.texts["batch_profile"]?.first)
        #expect(read.texts["batch_profile"]?.count == 1 && table.step == 8)
        let rows = table.value.split(separator: "\n").map { $0.split(separator: "|").map { $0.drop { $0 == " " } } }
        #expect(rows[0].map { $0.prefix { $0 != " " } } == ["Layer", "Kernel", "µs", "GFLOP/s", "Share"])
        let layers = rows.dropFirst(2).map { String($0[0].prefix { $0 != " " }) }
        #expect(layers.filter { $0 == "dense" }.count == 1 && layers.filter { $0 == "dense_1" }.count == 1)
        #expect(rows.last?[1].hasPrefix("Adam") == true)
        #expect(try #require(read.scalars["batch_profile_microseconds"]?.first).value > 0)
        let wrong = TensorBoard(logDirectory: folder["logs"], profileBatch: 0...1)
        let (x, y) = try Points.data()
        var model = try Points.compiled()
        #expect(throws: ArgumentError.self) { try model.fit(x, y, callbacks: [wrong]) }
    }

    /// The rows of embedding layers are tables that the projector reads.
    @Test func embeddingsAreWritten() throws {
        let x = try Tensor((0..<32).map { Int32($0 % 5) }, shape: [32, 1])
        let y = Tensor((0..<32).map { Int32($0 % 2) })
        var model = Model(
            Sequential {
                Embedding(5, 3, name: "words")
                Flatten()
                Dense(2, activation: .softmax)
            }, input: [1])
        try model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy())
        let board = TensorBoard(
            logDirectory: folder["logs"], embeddingsFrequency: 1, embeddingsMetadata: ["words": "words.tsv"])
        try model.fit(x, y, epochs: 2, callbacks: [board])
        func text(_ name: String) throws -> String {
            String(decoding: try FileReader.contents(of: folder["logs/train/\(name)"], limit: 1 << 16), as: UTF8.self)
        }
        let numbers = try text("embeddings/words.tsv").split { $0 == "\t" || $0 == "\n" }.compactMap { Float($0) }
        #expect(numbers == model["words/embeddings"]?.array(of: Float.self))
        let configuration = try text("projector_config.pbtxt")
        #expect(configuration.contains("tensor_path: \"embeddings/words.tsv\""))
        #expect(configuration.contains("metadata_path: \"words.tsv\""))
        let wrong = TensorBoard(logDirectory: folder["logs"], embeddingsFrequency: -1)
        #expect(throws: ArgumentError.self) { try model.fit(x, y, callbacks: [wrong]) }
    }

    /// Training is the same with and without, also where nothing can be written; that is reported once for each run.
    @Test func itChangesNoNumberAndStopsNothing() throws {
        let all = TensorBoard(
            logDirectory: folder["logs"], histogramFrequency: 1, writeImages: true, writeStepsPerSecond: true,
            updateFrequency: .batch)
        #expect(try Points.trainsAlike([all]))
        #expect(try SummaryReader(folder["logs/train"]).images.keys.contains("dense/kernel/image"))
        try AtomicFile.write("a file", to: folder["taken"])
        let reports = Mutex<[String]>([])
        let nowhere = TensorBoard(logDirectory: folder["taken/logs"], updateFrequency: .batch) { _, error in
            reports.withLock { $0.append("\(error)") }
        }
        #expect(try Points.trainsAlike([nowhere]))
        #expect(reports.withLock { $0.count } == 2)
        #expect(reports.withLock { $0.allSatisfy { $0.contains("taken/logs") } })
    }

    /// As a tracker a writer takes a run's numbers by the names that it is told, and runs within it.
    @Test func aWriterIsATracker() throws {
        let (x, y) = try Points.data()
        var model = try Points.compiled()
        let writer = SummaryWriter(logDirectory: folder["run"])
        let history = try Tracking(writer).run("points", tags: ["kind": "test"]) { run in
            run.set(tags: ["more": "yes"])
            run.child("trial") { trial in trial.log("score", 2, step: 4) }
            return try model.fit(x, y, epochs: 2, callbacks: [run.callback])
        }
        let read = try SummaryReader(folder["run"])
        #expect(read.scalars["loss"]?.map(\.value) == history["loss"].map { Double(Float($0)) })
        #expect(read.texts["model_summary.txt"]?.count == 1)
        #expect(try SummaryReader(folder["run/trial"]).scalars["score"]?.map(\.step) == [4])
    }
}
