public import MartletCodecs
import MartletNN

extension SummaryWriter {
    /// Notes what the run was made with, so that TensorBoard compares runs by it; the run's numbers are the outcome.
    ///
    /// - Parameters:
    ///   - values: numbers, truth values and strings by name; other values are shown as JSON.
    ///   - name: groups runs that are repetitions of one another.
    public func hyperparameters(_ values: JSON.Object, name: String? = nil) throws {
        try session(.start) {
            for (key, value) in values {
                $0.field(1) {
                    $0.field(1, key)
                    $0.field(2) { $0.value(value) }
                }
            }
            $0.field(4, name ?? logDirectory)
            $0.field(5, WallTime.now)
        }
    }

    /// Notes how the run ended.
    func endHyperparameters(_ status: RunStatus) throws {
        try session(.end) {
            if case .finished = status { $0.field(1, varint: 1) } else { $0.field(1, varint: 2) }
            $0.field(2, WallTime.now)
        }
    }

    /// The parts of `HParamsPluginData`, by their public numbers.
    private enum Part: Int {
        case start = 3
        case end = 4

        var tag: String { "_hparams_/session_\(self == .start ? "start" : "end")_info" }
    }

    private func session(_ part: Part, _ write: (inout ProtobufWriter) -> Void) throws {
        var content = ProtobufWriter()
        content.field(part.rawValue, write)
        try add(step: 0, wallTime: nil) {
            $0.summary(part.tag, .hparams, content: content.bytes) {
                $0.field(TensorField.dtype, varint: TensorKind.float)
                $0.shape([0])
            }
        }
    }
}

extension ProtobufWriter {
    /// The field of `google.protobuf.Value` for a value.
    fileprivate mutating func value(_ value: JSON) {
        switch value {
        case .null: field(1, varint: 0)
        case .bool(let flag): field(4, varint: flag ? 1 : 0)
        case .integer(let number): field(2, Double(number))
        case .double(let number): field(2, number)
        case .string(let text): field(3, text)
        case .array, .object: field(3, value.serialized())
        }
    }
}
