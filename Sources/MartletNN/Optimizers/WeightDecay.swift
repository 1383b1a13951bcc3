import MartletGraph

/// Decoupled weight decay (Loshchilov & Hutter 2019): before each step parameters shrink by `rate · learning rate` of
/// themselves.
public struct WeightDecay: Sendable, Hashable, Codable, ExpressibleByFloatLiteral {
    /// Times the learning rate, what part of itself a parameter loses in a step.
    public var rate: Double
    /// Parameters whose path contains one of these don't shrink, such as `bias` or `normalization/`.
    public var excluded: [String]

    /// A decay of all parameters but those whose paths hold one of `excluded`.
    public init(_ rate: Double, excluding excluded: [String] = []) {
        self.rate = rate
        self.excluded = excluded
    }

    /// A decay of all parameters: `0.004`.
    public init(floatLiteral rate: Double) { self.init(rate) }

    func excludes(_ path: String) -> Bool {
        excluded.contains { part in Self.contains(path.utf8, part.utf8) }
    }

    /// `String.contains` may allocate, and this runs in each step.
    private static func contains(_ text: String.UTF8View, _ part: String.UTF8View) -> Bool {
        var start = text.startIndex
        while true {
            if text[start...].starts(with: part) { return true }
            if start == text.endIndex { return false }
            start = text.index(after: start)
        }
    }

    func validate(_ owner: String) throws {
        guard rate >= 0, rate.isFinite else {
            throw ArgumentError(owner, "the weight decay must be finite and not negative, and is \(rate)")
        }
    }
}

extension OptimizerStep {
    /// Calls `body` for the whole vector, or with exclusions for each parameter: where it starts, its length and its
    /// weight decay.
    func decayed(_ decay: WeightDecay?, _ body: (_ start: Int, _ count: Int64, _ decay: Float) -> Void) {
        guard let decay, decay.rate > 0, !decay.excluded.isEmpty else {
            return body(0, Int64(count), Float(decay?.rate ?? 0))
        }
        for entry in layout.trainable {
            let rate = decay.excludes(entry.parameter.name) ? 0 : Float(decay.rate)
            body(entry.start, Int64(entry.parameter.count), rate)
        }
    }
}
