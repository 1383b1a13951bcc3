import MartletCodecs
import MartletDamage
import MartletNumerics
import MartletTracking

extension Format {
    /// Event files of TensorBoard's. Most have sound frames, since what lies within them is damaged before.
    static let events = Format(
        name: "events", ending: ".tfevents",
        damage: {
            var records: [[UInt8]] = []
            for name in ["tensorflow", "torch"] {
                try TFRecord.read(Corpus.path("MartletTrackingTests/Golden/\(name).tfevents")) { records.append($0) }
            }
            let events = records
            return { random in
                var bytes: [UInt8] = []
                for _ in 0..<Int.random(in: 1...5, using: &random) {
                    let event = events.randomElement(using: &random)!
                    TFRecord.append(random.damaged(event), to: &bytes)
                }
                return Int.random(in: 0..<8, using: &random) == 0 ? random.damaged(bytes) : bytes
            }
        },
        use: { path in
            let read = try SummaryReader(path)
            for point in read.histograms.values.joined() { _ = point.value.description }
        })
}
