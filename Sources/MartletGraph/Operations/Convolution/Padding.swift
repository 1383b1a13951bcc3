/// What stands around an image while a window slides over it. What is added counts as 0 in a convolution, and as
/// nothing in pooling.
public enum Padding: Sendable, Hashable, Codable, CustomStringConvertible {
    /// Nothing: windows lie within the image.
    case valid
    /// As much as makes the result ⌈length / stride⌉ long; half of it on either side, the odd one at the end.
    case same
    /// As much before the first element as the window reaches, so that no result depends on later elements.
    case causal
    /// So many rows and columns before and after.
    case explicit(before: Size2D, after: Size2D)

    public var description: String {
        switch self {
        case .valid: "valid"
        case .same: "same"
        case .causal: "causal"
        case .explicit(let before, let after): "\(before)...\(after)"
        }
    }
}
