package import MartletCodecs
package import MartletNN

/// Keras objects from {"class": name, …constructor arguments}; what isn't given is Martlet's default, so that defaults
/// are compared too.
extension JSON {
    package var kerasClass: String { self["class"]!.string! }

    package func number(_ key: String) -> Double? { self[key]?.double }
    package func whole(_ key: String) -> Int? { self[key]?.integer }
    package func flag(_ key: String) -> Bool? { self[key]?.bool }

    /// Arguments that this description has and the reader doesn't know would be ignored silently.
    package func expectKeys(_ known: String...) {
        let unknown = Set(object!.keys).subtracting(known + ["class", "name", "from"])
        precondition(unknown.isEmpty, "\(kerasClass) has arguments that are not read: \(unknown)")
    }

    package var kerasRegularizer: Regularizer {
        expectKeys("l1", "l2")
        return switch kerasClass {
        case "L1": number("l1").map { .l1($0) } ?? .l1()
        case "L2": number("l2").map { .l2($0) } ?? .l2()
        default: .l1l2(l1: number("l1") ?? 0, l2: number("l2") ?? 0)
        }
    }

    package var kerasLoss: Loss {
        get throws {
            expectKeys("delta", "from_logits", "label_smoothing", "reduction")
            let (logits, smoothing) = (flag("from_logits") ?? false, number("label_smoothing") ?? 0)
            switch try Loss(named: kerasClass) {
            case .huber(let delta): return .huber(delta: number("delta") ?? delta)
            case .binaryCrossentropy: return .binaryCrossentropy(fromLogits: logits, labelSmoothing: smoothing)
            case .categoricalCrossentropy:
                return .categoricalCrossentropy(fromLogits: logits, labelSmoothing: smoothing)
            case .sparseCategoricalCrossentropy: return .sparseCategoricalCrossentropy(fromLogits: logits)
            case let loss: return loss
            }
        }
    }

    package var kerasMetric: Metric {
        get throws {
            expectKeys(
                "threshold", "thresholds", "class_id", "k", "curve", "summation_method", "num_thresholds", "from_logits"
            )
            switch try Metric(named: kerasClass) {
            case .binaryAccuracy(let threshold): return .binaryAccuracy(threshold: number("threshold") ?? threshold)
            case .topKCategoricalAccuracy(let k): return .topKCategoricalAccuracy(k: whole("k") ?? k)
            case .sparseTopKCategoricalAccuracy(let k): return .sparseTopKCategoricalAccuracy(k: whole("k") ?? k)
            case .precision(let threshold, _):
                return .precision(threshold: number("thresholds") ?? threshold, classIndex: whole("class_id"))
            case .recall(let threshold, _):
                return .recall(threshold: number("thresholds") ?? threshold, classIndex: whole("class_id"))
            case .auc(let curve, let count, let summation, let logits):
                return .auc(
                    curve: self["curve"]?.string.flatMap { .init(rawValue: $0.lowercased()) } ?? curve,
                    numberOfThresholds: whole("num_thresholds") ?? count,
                    summation: self["summation_method"]?.string.flatMap { .init(rawValue: $0) } ?? summation,
                    fromLogits: flag("from_logits") ?? logits)
            case let metric: return metric
            }
        }
    }
}
