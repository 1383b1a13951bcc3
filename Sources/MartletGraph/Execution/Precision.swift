/// What numbers convolutions multiply; sums and what is passed on are float32 either way.
public enum Precision: String, Sendable, CaseIterable {
    /// All numbers are float32: the default.
    case float32
    /// Rounded to the eight significant bits that bfloat16 has.
    case bfloat16
}
