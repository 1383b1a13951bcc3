import CMartletTestSupport
import Glibc
import MartletCodecs
import MartletNN
import MartletNumerics
import MartletTestSupport
import MartletTracking
import Testing

@Suite struct SummaryWriterTests {
    private let folder = Workspace()

    private static let values = [0.5, 1.0 / 3, -1e-30, 3e38, .nan, .infinity, -.infinity, -0.0]

    /// What is written is read, as float32 holds it.
    @Test func everyKindComesBack() throws {
        let png = try Image.png(Tensor([UInt8](repeating: 9, count: 60), shape: [4, 5, 3]))
        do {
            let writer = SummaryWriter(logDirectory: folder["run"])
            for (step, value) in Self.values.enumerated() {
                try writer.scalar("loss", value, step: step, wallTime: 7.25)
            }
            try writer.histogram("weights", Tensor([Float](arrayLiteral: 0, 1, 1, 4, .nan)), step: -3, buckets: 4)
            try writer.text("note", "**héllo**", step: 8)
            try writer.image("picture", png: png, step: 1 << 40)
            try writer.image("gray", Tensor([0, 0.5, 1, 7], shape: [2, 2, 1]), step: 2)
        }
        let read = try SummaryReader(folder["run"])
        let losses = try #require(read.scalars["loss"])
        #expect(losses.map(\.step) == Array(0..<8) && losses.allSatisfy { $0.wallTime == 7.25 })
        #expect(bits(losses.map(\.value)) == bits(Self.values.map { Double(Float($0)) }))
        let weights = try #require(read.histograms["weights"]?.first)
        #expect(weights.step == -3)
        #expect(weights.value.array(of: Double.self) == [0, 1, 1, 1, 2, 2, 2, 3, 0, 3, 4, 1])
        #expect(read.texts["note"]?.map(\.value) == ["**héllo**"])
        #expect(read.images["picture"]?.map(\.value) == [png] && read.images["picture"]?[0].step == 1 << 40)
        let gray = try Image.read(bytes: #require(read.images["gray"]?[0].value), colorMode: .grayscale)
        #expect(gray.array(of: UInt8.self) == [0, 127, 255, 255])
    }

    /// Counts at five thresholds, by hand.
    @Test func curvesOfPrecisionAndRecallComeBack() throws {
        let writer = SummaryWriter(logDirectory: folder["run"])
        let (labels, predictions) = (Tensor([1.0, 0, 1, 0]), Tensor([0.9, 0.8, 0.3, 0.1]))
        try writer.prCurve("pr", labels: labels, predictions: predictions, step: 2, thresholds: 5)
        try writer.flush()
        let curve = try #require(SummaryReader(folder["run"]).prCurves["pr"]?.first)
        let expected: [[Double]] = [
            [2, 2, 1, 1, 0], [2, 1, 1, 1, 0], [0, 1, 1, 1, 2], [0, 0, 1, 1, 2],
            [0.5, Double(Float(2.0 / 3)), 0.5, 0.5, 0], [1, 1, 0.5, 0.5, 0],
        ]
        #expect(curve.step == 2 && curve.value.shape == [6, 5])
        #expect(curve.value.array(of: Double.self) == expected.flatMap { $0 })
        for (wrong, thresholds) in [(Tensor([1.0, 0, 2, 0]), 5), (Tensor([1.0]), 5), (labels, 1)] {
            #expect(throws: ArgumentError.self) {
                try writer.prCurve("pr", labels: wrong, predictions: predictions, step: 0, thresholds: thresholds)
            }
        }
        #expect(throws: ArgumentError.self) {
            try writer.prCurve("pr", labels: labels, predictions: Tensor([0.1, 0.2, .nan, 1]), step: 0)
        }
    }

    @Test func equalAndMissingValuesHaveHistogramsToo() throws {
        let writer = SummaryWriter(logDirectory: folder["run"])
        try writer.histogram("equal", Tensor([2.5, 2.5]), step: 0, buckets: 2)
        try writer.histogram("none", Tensor([Double]()), step: 0, buckets: 2)
        try writer.histogram("wide", Tensor([-1e308, 1e308]), step: 0, buckets: 2)
        try writer.flush()
        let read = try SummaryReader(folder["run"]).histograms.mapValues { $0[0].value.array(of: Double.self) }
        #expect(read["equal"] == [2.5, 2.5, 0, 2.5, 2.5, 2])
        #expect(read["none"] == [0, 0, 0, 0, 0, 0])
        #expect(read["wide"] == [-1e308, 0, 1, 0, 1e308, 1])
        #expect(throws: ArgumentError.self) { try writer.histogram("x", Tensor([1.0]), step: 0, buckets: 0) }
        #expect(throws: ArgumentError.self) { try writer.image("x", png: [1, 2, 3], step: 0) }
    }

    /// Files of TensorFlow and PyTorch, whose summaries have other forms (Golden/make_events.py).
    @Test(arguments: ["tensorflow", "torch"])
    func otherWritersAreRead(name: String) throws {
        let golden = String(#filePath.dropLast("SummaryWriterTests.swift".count)) + "Golden/\(name)"
        let text = try FileReader.contents(of: golden + ".json", limit: 1 << 20)
        let expected = try JSON(parsing: String(decoding: text, as: UTF8.self))
        let read = try SummaryReader(golden + ".tfevents")
        func check<Value>(
            _ kind: String, _ found: [String: [SummaryReader.Point<Value>]], _ equal: (Value, JSON) -> Bool
        ) throws {
            let tags = try #require(expected[kind]?.object)
            #expect(Set(tags.keys) == Set(found.keys))
            for (tag, points) in tags {
                let (points, found) = (try #require(points.array), found[tag] ?? [])
                #expect(points.count == found.count)
                for (point, found) in zip(points, found) {
                    #expect(point[0]?.integer == found.step && point[1]?.double == found.wallTime)
                    #expect(equal(found.value, point[2] ?? .null), "\(kind) \(tag)")
                }
            }
        }
        func number(_ text: JSON) -> Double { text.string.flatMap { Double($0) } ?? 0 }
        try check("scalars", read.scalars) { bits([$0]) == bits([number($1)]) }
        try check("texts", read.texts) { $0 == $1.string }
        try check("images", read.images) { file, hex in
            file.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() == hex.string
        }
        // TensorBoard turns PyTorch's edges into float32.
        try check("histograms", read.histograms) { rows, numbers in
            let expected = numbers.array?.map(number) ?? []
            return rows.array(of: Double.self).count == expected.count
                && zip(rows.array(of: Double.self), expected).allSatisfy { $0 == $1 || Float($0) == Float($1) }
        }
    }

    /// Our histogram of TensorFlow's numbers has its counts; edges are within the rounding of a sum and a product.
    @Test func histogramsAreTensorFlows() throws {
        let golden = String(#filePath.dropLast("SummaryWriterTests.swift".count)) + "Golden/tensorflow.tfevents"
        let expected = try #require(SummaryReader(golden).histograms["equal"]?[0].value)
        let writer = SummaryWriter(logDirectory: folder["run"])
        try writer.histogram("equal", Tensor([Double](repeating: 2.5, count: 5)), step: 7)
        try writer.flush()
        #expect(try SummaryReader(folder["run"]).histograms["equal"]?[0].value == expected)
    }

    /// A file that ends within an event, as after `kill -9`, is read up to there; a damaged one is refused by name.
    @Test func filesThatEndEarlyAreReadAndDamagedOnesRefused() throws {
        let writer = SummaryWriter(logDirectory: folder["run"])
        for step in 0..<3 { try writer.scalar("loss", Double(step), step: step) }
        try writer.flush()
        let path = folder["run/"] + TemporaryFolder.names(in: folder["run"])[0]
        let whole = try FileReader.contents(of: path, limit: 1 << 20)
        for count in 0...whole.count {
            try AtomicFile.write(Array(whole[..<count]), to: folder["part"])
            let steps = try SummaryReader(folder["part"]).scalars["loss"]?.map(\.step) ?? []
            #expect(steps == Array(0..<steps.count) && (steps.count == 3) == (count == whole.count))
        }
        for at in stride(from: 0, to: whole.count, by: 3) {
            var bytes = whole
            bytes[at] ^= 0x10
            try AtomicFile.write(bytes, to: folder["damaged"])
            #expect(throws: FileError.self) { try SummaryReader(folder["damaged"]) }
        }
        #expect(throws: FileError.self) { try SummaryReader(folder["none"]) }
        #expect(throws: FileError.self) { try SummaryReader(folder.path) }
        #expect(try SummaryReader.runs(in: folder.path) == ["run"])
    }

    /// A full disk ends the file with a whole event, and room lets it go on.
    @Test func aFullDiskCutsNoEvent() throws {
        let writer = SummaryWriter(logDirectory: "/dev/full")
        #expect(throws: FileError.self) { try writer.scalar("loss", 1, step: 0) }
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
        let old = limit
        signal(SIGXFSZ, SIG_IGN)
        defer { setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), [old]) }
        let kept = SummaryWriter(logDirectory: folder["run"])
        try kept.scalar("loss", 0, step: 0, wallTime: 1)
        try kept.flush()
        try kept.scalar("loss", 1, step: 1, wallTime: 1)
        limit.rlim_cur = 100
        setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), [limit])
        #expect(throws: FileError.self) { try kept.flush() }
        #expect(try SummaryReader(folder["run"]).scalars["loss"]?.map(\.step) == [0])
        setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), [old])
        try kept.flush()
        #expect(try SummaryReader(folder["run"]).scalars["loss"]?.map(\.step) == [0, 1])
    }

    @Test(.enabled(if: mk_counts_allocations(), "a sanitizer's allocator counts nothing"))
    func scalarsAllocateNothing() throws {
        let writer = SummaryWriter(logDirectory: folder["run"])
        for step in 0..<1000 { try writer.scalar("train/loss", 0.5, step: step, wallTime: 1) }
        let before = mk_allocation_count()
        for step in 0..<1000 { try writer.scalar("train/loss", 0.5, step: step, wallTime: 1) }
        #expect(mk_allocation_count() == before)
    }
}
