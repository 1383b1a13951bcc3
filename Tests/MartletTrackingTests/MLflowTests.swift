import CMartletTestSupport
import Glibc
import MartletCodecs
import MartletNN
import MartletNumerics
import MartletTestSupport
import MartletTracking
import Synchronization
import Testing

@Suite struct MLflowTests {
    private let folder = Workspace()
    private var uri: String { "sqlite:///" + folder["mlflow.db"] }

    /// A run of `fit`, with a run within it, as the client reads it.
    @Test func aRunComesBack() throws {
        let (x, y) = try Points.data()
        var model = try Points.compiled()
        let mlflow = try MLflow(uri, experiment: "points")
        let history = try Tracking(mlflow, tags: ["kind": "test"], savesModel: true).run("first") { run in
            run.log(TrackedData(name: "points", context: "train", source: "points.csv", digest: "0123", rows: 150))
            run.log(Artifact("figures/loss.svg", .text("<svg/>")))
            run.child("trial") { $0.log("score", 2, step: 4) }
            return try model.fit(x, y, epochs: 3, validationSplit: 0.2, callbacks: [run.callback])
        }
        let client = try MLflowClient(uri)
        #expect(try client.experiments() == ["Default", "points"])
        let runs = try client.runs(experiment: "points")
        let run = try #require(runs.first { $0.name == "first" })
        #expect(run.status == .finished && run.experiment == "points" && run.endTime! >= run.startTime)
        #expect(run.parameters["optimizer_name"] == "Adam" && run.parameters["epochs"] == "3")
        #expect(run.metrics == history.logs.last)
        #expect(run.tags["kind"] == "test" && run.tags["mlflow.source.type"] == "LOCAL")
        let losses = try client.metricHistory("val_loss", run: run.id)
        #expect(losses.map(\.value) == history["val_loss"] && losses.map(\.step) == [0, 1, 2])
        let trial = try #require(runs.first { $0.name == "trial" })
        #expect(trial.parent == run.id && trial.metrics == ["score": 2] && trial.status == .finished)
        #expect(run.artifactLocation == folder["mlruns/1/\(run.id)/artifacts"])
        #expect(
            try FileReader.contents(of: run.artifactLocation + "/figures/loss.svg", limit: 100) == Array("<svg/>".utf8))
        let models = TemporaryFolder.names(in: folder["mlruns/1/models"])
        let kept = try Model(safetensors: folder["mlruns/1/models/\(models[0])/artifacts/model.safetensors"])
        #expect(models.count == 1 && kept["dense/kernel"] == model["dense/kernel"])
    }

    @Test func everyNumberComesBack() throws {
        let values = [0.5, 1.0 / 3, -1e-300, 1.7e308, .nan, .infinity, -.infinity, -0.0]
        let mlflow = try MLflow(uri)
        try mlflow.begin(TrackedRun())
        for (step, value) in values.enumerated() { try mlflow.log(["a/b c-d.e_1": value], step: step - 3) }
        let id = try #require(mlflow.runID)
        try mlflow.end(.finished)
        #expect(mlflow.runID == nil)
        let client = try MLflowClient(uri)
        let most = Double.greatestFiniteMagnitude
        // SQLite has one zero.
        let history = try client.metricHistory("a/b c-d.e_1", run: id)
        #expect(bits(history.map(\.value)) == bits(values.map { $0.isInfinite ? ($0 < 0 ? -most : most) : $0 + 0 }))
        #expect(history.map(\.step) == Array(-3..<5))
        #expect(try client.runs().first?.metrics["a/b c-d.e_1"] == -0.0)
    }

    /// What is later by step, then by time, then by value is a metric's last number, as in MLflow.
    @Test func theLastNumberIsThatOfTheLastStep() throws {
        let mlflow = try MLflow(uri)
        try mlflow.begin(TrackedRun(name: "r"))
        try mlflow.log(["m": 1], step: 5)
        try mlflow.log(["m": 2], step: 3)
        try mlflow.set(tags: [:])
        let id = try #require(mlflow.runID)
        try mlflow.end(.killed)
        // A run that is gone on with, in another process or here, keeps what it had.
        let again = try MLflow(uri)
        try again.begin(TrackedRun(resuming: id))
        #expect(try again.runID == id && MLflowClient(uri).runs()[0].status == .running)
        try again.log(["m": 3], step: 4)
        try again.end(.finished)
        let run = try MLflowClient(uri).runs()[0]
        #expect(run.metrics == ["m": 1] && run.name == "r" && run.status == .finished)
        #expect(try MLflowClient(uri).metricHistory("m", run: id).map(\.value) == [2, 3, 1])
    }

    @Test func whatMLflowRefusesIsRefusedHere() throws {
        for wrong in ["mlruns", "sqlite:", "sqlite:///", "ftp://x", "", "sqlite:////"] {
            #expect(throws: MLflowError.self, "\(wrong)") { try MLflow(wrong.isEmpty ? "x" : wrong) }
        }
        #expect(throws: MLflowError.self) { try MLflow(uri, experiment: String(repeating: "e", count: 257)) }
        let mlflow = try MLflow(uri)
        #expect(throws: MLflowError.self) { try mlflow.log(["m": 1], step: 0) }  // no run is open
        try mlflow.begin(TrackedRun())
        for name in ["", "a\nb", "../x", "/x", "a//b", "a;b", String(repeating: "n", count: 251)] {
            #expect(throws: MLflowError.self, "\(name)") { try mlflow.log([name: 1], step: 0) }
            #expect(throws: MLflowError.self, "\(name)") { try mlflow.log(parameters: [name: "1"]) }
            #expect(throws: MLflowError.self, "\(name)") { try mlflow.set(tags: [name: "1"]) }
        }
        for path in ["", "../x", "/x", "a/../../x", "a\0b"] {
            #expect(throws: MLflowError.self, "\(path)") { try mlflow.log(Artifact(path, .text("")), step: nil) }
        }
        try mlflow.log(parameters: ["a": "1", "long": String(repeating: "é", count: 7000)])
        #expect(throws: MLflowError.self) { try mlflow.log(parameters: ["a": "2", "b": "3"]) }
        try mlflow.log(parameters: ["a": "1"])
        try mlflow.end(.finished)
        let run = try MLflowClient(uri).runs()[0]
        #expect(run.parameters["a"] == "1" && run.parameters["b"] == "3" && run.parameters["long"]?.count == 6000)
        #expect(throws: MLflowError.self) { try MLflowClient(uri).runs(experiment: "none") }
        #expect(throws: SQLiteError.self) { try MLflowClient("sqlite:///" + folder["none.db"]) }
        try AtomicFile.write("no database, but a text of some length", to: folder["text"])
        #expect(throws: SQLiteError.self) { try MLflow("sqlite:///" + folder["text"]).begin(TrackedRun()) }
    }

    /// Training is the same with and without, also where nothing can be written.
    @Test func itChangesNoNumberAndStopsNothing() throws {
        let reports = Mutex<[String]>([])
        let good = try MLflow(uri)
        #expect(try Points.trainsAlike([Tracking(good, everyBatches: 1, savesModel: true)]))
        try AtomicFile.write("a file", to: folder["taken"])
        let bad = try MLflow("sqlite:///" + folder["taken/mlflow.db"])
        let tracking = Tracking(bad, everyBatches: 1) { _, error in reports.withLock { $0.append("\(error)") } }
        #expect(try Points.trainsAlike([tracking]))
        #expect(reports.withLock { $0.count } == 1)
    }

    /// Runs that nothing tracks are kept, as long as that is wanted.
    @Test func runsAreKeptByThemselves() throws {
        let (x, y) = try Points.data()
        var (model, alone) = (try Points.compiled(), try Points.compiled())
        try MLflow.autolog(uri, experiment: "auto")
        defer { try? MLflow.autolog(disable: true) }
        let history = try model.fit(x, y, epochs: 2)
        let other = SummaryWriter(logDirectory: folder["logs"])
        try model.fit(x, y, epochs: 1, callbacks: [Tracking(other)])
        try MLflow.autolog(disable: true)
        try alone.fit(x, y, epochs: 2)
        let runs = try MLflowClient(uri).runs(experiment: "auto")
        #expect(runs.count == 1 && runs[0].status == .finished && runs[0].metrics == history.logs.last)
        #expect(runs[0].parameters["optimizer_name"] == "Adam")
        #expect(TemporaryFolder.names(in: folder["mlruns/1/models"]).count == 1)
        let data = try SQLiteDatabase(folder["mlflow.db"], .readOnly).rows(
            """
            SELECT d.name, t.value, d.dataset_profile FROM datasets d JOIN inputs i ON i.source_id = d.dataset_uuid
            JOIN input_tags t ON t.input_uuid = i.input_uuid WHERE i.destination_id = ?
            """, .text(runs[0].id))
        #expect(data == [["dataset", "train", "{\"num_rows\":150}"]])
    }

    private struct Mishap: Error, CustomStringConvertible { let description = "the cat sat on the keys" }

    @Test func runsEndAsTheirBodiesDo() throws {
        let tracking = Tracking(try MLflow(uri))
        #expect(throws: Mishap.self) { try tracking.run("failed") { _ in throw Mishap() } }
        #expect(throws: CancellationError.self) { try tracking.run("killed") { _ in throw CancellationError() } }
        let runs = try MLflowClient(uri).runs()
        let status = Dictionary(uniqueKeysWithValues: runs.map { ($0.name, $0.status) })
        #expect(status == ["failed": .failed, "killed": .killed])
        #expect(runs.first { $0.name == "failed" }?.tags["martlet.error"] == "the cat sat on the keys")
    }

    /// A run whose process is gone was killed, at the time of its last number; others go on.
    @Test func runsOfProcessesThatAreGoneWereKilled() throws {
        let (gone, open) = (try MLflow(uri), try MLflow(uri))
        for (name, tracker) in [("gone", gone), ("open", open)] {
            try tracker.begin(TrackedRun(name: name))
            try tracker.log(["m": 1], step: 0)
        }
        let id = try #require(gone.runID)
        usleep(1_200_000)  // numbers are written within a second
        #expect(try MLflowClient(uri).metricHistory("m", run: id).count == 1)
        let tag = try #require(try MLflowClient(uri).runs().first { $0.id == id }?.tags["martlet.process"])
        try gone.set(tags: ["martlet.process": goneProcess(like: tag)])
        // Whoever only reads sees it at once.
        #expect(try MLflowClient(uri).runs().first { $0.id == id }?.status == .killed)
        try MLflow(uri).begin(TrackedRun(name: "next"))
        let runs = try MLflowClient(uri).runs()
        let status = Dictionary(uniqueKeysWithValues: runs.map { ($0.name, $0.status) })
        #expect(status == ["gone": .killed, "open": .running, "next": .running])
        let killed = try #require(runs.first { $0.id == id })
        #expect(try killed.endTime == MLflowClient(uri).metricHistory("m", run: id)[0].time)
    }

    /// Whoever is killed while writing leaves a journal; readers see what was there before, also those that have it open.
    @Test func whatAKilledWriterLeftIsRolledBack() throws {
        Tracking(try MLflow(uri)).run("whole") { $0.log("m", 1) }
        let left = folder["left.db"]
        try AtomicFile.write(try FileReader.contents(of: folder["mlflow.db"], limit: 1 << 26), to: left)
        let reader = try MLflowClient("sqlite:///" + left)
        #expect(try reader.runs().count == 1)
        do {
            let writer = try SQLiteDatabase(folder["mlflow.db"])
            try writer.execute("PRAGMA cache_size = 5; BEGIN IMMEDIATE")
            for step in 0..<5000 {
                try writer.run("INSERT INTO tags SELECT 'k' || ?, 'v', run_uuid FROM runs", .integer(step))
            }
            for ending in ["", "-journal"] {
                let bytes = try FileReader.contents(of: folder["mlflow.db" + ending], limit: 1 << 26)
                // In place, so that whoever has the file open has this.
                let file = try #require(fopen(left + ending, ending.isEmpty ? "r+" : "w"))
                #expect(fwrite(bytes, 1, bytes.count, file) == bytes.count && fclose(file) == 0)
            }
            try writer.execute("ROLLBACK")
        }
        for runs in [try reader.runs(), try MLflowClient("sqlite:///" + left).runs()] {
            #expect(runs.map(\.name) == ["whole"] && runs[0].tags["k0"] == nil)
        }
    }

    /// Several trackers write one database at the same time.
    @Test func writersShareADatabase() throws {
        let trackers = try (0..<3).map { _ in try MLflow(uri, experiment: "shared") }
        for (number, tracker) in trackers.enumerated() { try tracker.begin(TrackedRun(name: "\(number)")) }
        for step in 0..<2000 {
            for tracker in trackers { try tracker.log(["m": Double(step)], step: step) }
        }
        let ids = trackers.compactMap(\.runID)
        for tracker in trackers { try tracker.end(.finished) }
        for id in ids {
            #expect(try MLflowClient(uri).metricHistory("m", run: id).map(\.step) == Array(0..<2000))
        }
    }

    /// While somebody else has the database, training goes on, and nothing is lost.
    @Test func aLockedDatabaseLosesNothing() throws {
        let mlflow = try MLflow(uri)
        try mlflow.begin(TrackedRun())
        let id = try #require(mlflow.runID)
        do {
            let other = try SQLiteDatabase(folder["mlflow.db"])
            try other.execute("BEGIN IMMEDIATE")
            for step in 0..<5000 { try mlflow.log(["m": 1], step: step) }
            usleep(700_000)
            try other.execute("COMMIT")
        }
        try mlflow.end(.finished)
        #expect(try MLflowClient(uri).metricHistory("m", run: id).count == 5000)
    }

    @Test(.enabled(if: mk_counts_allocations(), "a sanitizer's allocator counts nothing"))
    func loggingAllocatesNothing() throws {
        let mlflow = try MLflow(uri)
        try mlflow.begin(TrackedRun())
        let numbers = ["loss": 0.5, "accuracy": 0.75]
        for step in 0..<100 { try mlflow.log(numbers, step: step) }
        let before = mk_allocation_count()
        for step in 0..<5000 { try mlflow.log(numbers, step: step) }
        #expect(mk_allocation_count() == before)
        try mlflow.end(.finished)
    }
}
