import MartletNN
import MartletTestSupport
import Synchronization
import Testing

/// Writes down the calls in order.
private final class Ledger: Tracker {
    private let lines = Mutex<[String]>([])
    private let name: String
    private let parent: Ledger?

    init(_ name: String = "", parent: Ledger? = nil) {
        self.name = name
        self.parent = parent
    }

    var told: [String] { lines.withLock { $0 } }

    private func tell(_ line: String) {
        if let parent { parent.tell("\(name): \(line)") } else { lines.withLock { $0.append(line) } }
    }

    func begin(_ run: TrackedRun) { tell("begin \(run.name ?? "") \(run.tags.sorted { $0.key < $1.key })") }
    func log(parameters: [String: String]) { tell("parameters \(parameters.count)") }
    func set(tags: [String: String]) { tell("tags \(tags)") }
    func log(_ numbers: Logs, step: Int) { tell("\(numbers.keys.sorted()) at \(step)") }
    func log(_ artifact: Artifact, step: Int?) { tell("artifact \(artifact.path)") }
    func log(_ data: TrackedData) { tell("data \(data.name)") }
    func child(_ run: TrackedRun) -> (any Tracker)? { Ledger(run.name ?? "", parent: self) }
    func end(_ status: RunStatus) { tell("end \(status)") }
}

private struct Mishap: Error {}

@Suite struct TrackingRunTests {
    @Test func aRunHoldsFitsAndRunsWithin() throws {
        let (x, y) = try Points.data()
        var model = try Points.compiled()
        let ledger = Ledger()
        let tracking = Tracking(ledger, name: "points", tags: ["a": "1"])
        let result = try tracking.run(tags: ["b": "2"]) { run in
            run.log(parameters: ["seed": "3"])
            run.log(TrackedData(name: "points", context: "train"))
            try model.fit(x, y, epochs: 2, callbacks: [run.callback])
            run.child("trial") { $0.log("score", 1, step: 5) }
            run.log("total", 6)
            run.set(tags: ["done": "yes"])
            return 7
        }
        #expect(result == 7)
        #expect(
            ledger.told == [
                #"begin points [(key: "a", value: "1"), (key: "b", value: "2")]"#, "parameters 1", "data points",
                "parameters 11", "artifact model_summary.txt", #"["accuracy", "loss"] at 0"#,
                #"["accuracy", "loss"] at 1"#, #"trial: ["score"] at 5"#, "trial: end finished", #"["total"] at 0"#,
                #"tags ["done": "yes"]"#, "end finished",
            ])
    }

    @Test func aRunEndsAsItsBodyDoes() throws {
        let ledger = Ledger()
        let tracking = Tracking(ledger)
        #expect(throws: Mishap.self) {
            try tracking.run("broken") { run in try run.child("inner") { _ in throw Mishap() } }
        }
        #expect(throws: CancellationError.self) { try tracking.run("stopped") { _ in throw CancellationError() } }
        #expect(ledger.told[1] == "inner: end failed(\(Mishap()))" || ledger.told[1].hasPrefix("inner: end failed"))
        #expect(ledger.told[2].hasPrefix("end failed") && ledger.told[4] == "end killed")
    }
}
