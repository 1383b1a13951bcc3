import MartletCodecs
import MartletNumerics

/// A value of a summary as its message has it, of TensorFlow 2's form or the older one.
struct SummaryValue {
    enum Content {
        case scalar(Double)
        case histogram(Tensor)
        case image([UInt8])
        case tensor(SummaryTensor)
    }

    var tag = ""
    var plugin: String?
    var content: Content

    /// Nil for a value of a kind that isn't known.
    init?(_ message: ProtobufReader.Value) throws {
        var found: Content?
        for (number, value) in try message.fields() ?? [] {
            switch number {
            case SummaryField.tag: tag = value.string ?? ""
            case SummaryField.simpleValue: found = value.float.map { .scalar(Double($0)) }
            case SummaryField.legacyImage:
                let file = try value.fields()?.last { $0.number == 4 }?.value.bytes
                found = file.map { .image(Array($0)) }
            case SummaryField.legacyHistogram: found = try Self.histogram(value).map { .histogram($0) }
            case SummaryField.tensor: found = .tensor(try SummaryTensor(value))
            case SummaryField.metadata:
                let data = try value.fields()?.last { $0.number == SummaryField.plugin }?.value.fields()
                plugin = data?.last { $0.number == SummaryField.pluginName }?.value.string
            default: break
            }
        }
        guard let found else { return nil }
        content = found
    }

    /// HistogramProto: right edges and counts. As TensorBoard does, empty pieces at both ends are left out and the rest lies
    /// between the least and the greatest value.
    private static func histogram(_ message: ProtobufReader.Value) throws -> Tensor? {
        var (low, high, edges, counts) = (0.0, 0.0, [Double](), [Double]())
        for (number, value) in try message.fields() ?? [] {
            switch number {
            case 1: low = value.double ?? 0
            case 2: high = value.double ?? 0
            case 6: edges += value.doubles
            case 7: counts += value.doubles
            default: break
            }
        }
        guard edges.count == counts.count else { return nil }
        guard let first = counts.firstIndex(where: { $0 > 0 }), let last = counts.lastIndex(where: { $0 > 0 }) else {
            return Tensor.zeros([0, 3], dtype: .float64)
        }
        let rows = (first...last).flatMap {
            [$0 == first ? low : edges[$0 - 1], $0 == last ? high : edges[$0], counts[$0]]
        }
        return try Tensor(rows, shape: [rows.count / 3, 3])
    }
}

/// A tensor of a summary: numbers or strings.
struct SummaryTensor {
    private var kind = 0
    private var content: ArraySlice<UInt8>?
    private var floats: [Float] = []
    private var doubles: [Double] = []
    private(set) var strings: [ArraySlice<UInt8>] = []

    init(_ message: ProtobufReader.Value) throws {
        for (number, value) in try message.fields() ?? [] {
            switch number {
            case TensorField.dtype: kind = Int(value.integer ?? 0)
            case TensorField.content: content = value.bytes
            case TensorField.floats: floats += value.floats
            case TensorField.doubles: doubles += value.doubles
            case TensorField.strings: strings += value.bytes.map { [$0] } ?? []
            default: break
            }
        }
    }

    /// The numbers; of other kinds than float32 and float64 there are none.
    private var numbers: [Double] {
        switch kind {
        case TensorKind.float:
            (content.map { ProtobufReader.Value.bytes($0).floats } ?? floats).map(Double.init)
        case TensorKind.double: content.map { ProtobufReader.Value.bytes($0).doubles } ?? doubles
        default: []
        }
    }

    /// The only number.
    var scalar: Double? { numbers.count == 1 ? numbers[0] : nil }

    /// Rows of so many numbers.
    func columns(_ count: Int) -> Tensor? {
        let numbers = numbers
        return numbers.count.isMultiple(of: count) ? try? Tensor(numbers, shape: [numbers.count / count, count]) : nil
    }

    /// So many rows.
    func rows(_ count: Int) -> Tensor? {
        let numbers = numbers
        return numbers.count.isMultiple(of: count) ? try? Tensor(numbers, shape: [count, numbers.count / count]) : nil
    }
}

extension ProtobufReader.Value {
    /// One number, or those that are packed into bytes.
    fileprivate var floats: [Float] {
        float.map { [$0] } ?? numbers { Float(bitPattern: UInt32(littleEndian: $0)) }
    }

    fileprivate var doubles: [Double] {
        double.map { [$0] } ?? numbers { Double(bitPattern: UInt64(littleEndian: $0)) }
    }

    private func numbers<Bits: FixedWidthInteger, Number>(_ number: (Bits) -> Number) -> [Number] {
        guard let bytes else { return [] }
        let size = MemoryLayout<Bits>.size
        return bytes.withUnsafeBytes { bytes in
            stride(from: 0, to: bytes.count - bytes.count % size, by: size).map {
                number(bytes.loadUnaligned(fromByteOffset: $0, as: Bits.self))
            }
        }
    }
}
