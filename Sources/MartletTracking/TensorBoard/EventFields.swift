import MartletCodecs

// The public numbers of the fields of TensorBoard's messages: event.proto, summary.proto, tensor.proto,
// tensor_shape.proto, types.proto.

enum EventField {
    static let wallTime = 1
    static let step = 2
    static let fileVersion = 3
    static let graph = 4
    static let summary = 5
}

enum SummaryField {
    /// Of a summary.
    static let value = 1
    /// Of a value.
    static let tag = 1
    static let simpleValue = 2
    static let legacyImage = 4
    static let legacyHistogram = 5
    static let tensor = 8
    static let metadata = 9
    /// Of metadata.
    static let plugin = 1
    static let description = 3
    static let dataClass = 4
    /// Of a plugin's data.
    static let pluginName = 1
    static let pluginContent = 2
}

enum TensorField {
    static let dtype = 1
    static let shape = 2
    static let content = 4
    static let floats = 5
    static let doubles = 6
    static let strings = 8
    /// Of a shape and of a dimension.
    static let dimension = 2
    static let size = 1
}

enum TensorKind {
    static let float = 1
    static let double = 2
    static let string = 7
}

/// The parts of TensorBoard that show summaries.
enum Plugin: String {
    case scalars, histograms, images, text, hparams
    case prCurves = "pr_curves"

    /// What the values are for it: SCALAR, TENSOR or BLOB_SEQUENCE.
    var dataClass: Int {
        switch self {
        case .scalars: 1
        case .histograms, .text, .hparams, .prCurves: 2
        case .images: 3
        }
    }
}

extension ProtobufWriter {
    /// A summary of one value: the fields of its tensor are what `tensor` writes.
    mutating func summary(
        _ tag: String, _ plugin: Plugin, content: [UInt8] = [], _ tensor: (inout ProtobufWriter) -> Void
    ) {
        field(EventField.summary) {
            $0.field(SummaryField.value) {
                $0.field(SummaryField.tag, tag)
                $0.field(SummaryField.tensor, tensor)
                $0.field(SummaryField.metadata) {
                    $0.field(SummaryField.plugin) {
                        $0.field(SummaryField.pluginName, plugin.rawValue)
                        if !content.isEmpty { $0.field(SummaryField.pluginContent, bytes: content) }
                    }
                    $0.field(SummaryField.dataClass, varint: plugin.dataClass)
                }
            }
        }
    }

    /// A tensor's shape.
    mutating func shape(_ lengths: [Int], field number: Int = TensorField.shape) {
        field(number) {
            for length in lengths {
                $0.field(TensorField.dimension) { $0.field(TensorField.size, varint: length) }
            }
        }
    }
}
