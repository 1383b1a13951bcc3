/// How a tensor becomes integers: how many bits, and how the range that they cover is found.
public struct Quantizer: Sendable, Hashable, Codable {
    /// 2 to 16.
    public var bits: Int
    /// Whether the range reaches as far below 0 as above, so that 0 is in the middle.
    public var isSymmetric: Bool
    /// Whether the lowest integer isn't used: −127…127 rather than −128…127.
    public var narrowRange: Bool
    /// Whether each channel of the result has a range of its own; of weights alone.
    public var perChannel: Bool
    /// How the range is found.
    public var observer: Observer

    /// By default as tfmot quantizes activations: 8 bits, any range, a moving average.
    public init(
        bits: Int = 8, isSymmetric: Bool = false, narrowRange: Bool = false, perChannel: Bool = false,
        observer: Observer = .movingAverage
    ) {
        self.bits = bits
        self.isSymmetric = isSymmetric
        self.narrowRange = narrowRange
        self.perChannel = perChannel
        self.observer = observer
    }

    /// Weights as integers −127…127 of 8 bits, −7…7 of 4: a range for each channel, 0 in the middle.
    public static func weights(bits: Int = 8, perChannel: Bool = true) -> Quantizer {
        Quantizer(bits: bits, isSymmetric: true, narrowRange: true, perChannel: perChannel, observer: .lastValue)
    }

    /// Activations: one range for all, by a moving average.
    public static func activations(bits: Int = 8, isSymmetric: Bool = false) -> Quantizer {
        Quantizer(bits: bits, isSymmetric: isSymmetric)
    }

    /// The model's inputs: one range for all that was ever seen.
    public static let inputs = Quantizer(observer: .allValues)

    /// How many steps lie between the least and the largest integer.
    var levels: Int { (1 << bits) - (narrowRange ? 2 : 1) }

    /// What is wrong with it for activations or other tensors; nil if nothing is.
    func objection(to what: String) -> String? {
        if !(2...16).contains(bits) { return "has \(bits) bits; 2 to 16 are possible" }
        if case .movingAverage(let decay) = observer, !(0..<1).contains(decay) {
            return "keeps \(decay) of the old range; from 0 up to less than 1 is possible"
        }
        if observer == .dynamic, what != "activations" {
            return "takes each row's own range, which only activations have"
        }
        return perChannel && what != "weights" ? "has a range for each channel, which only weights can have" : nil
    }
}
