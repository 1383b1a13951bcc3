/// Which features get a value where not all do: shap's `l1_reg`. The others get 0.
public enum L1Selection: Sendable, Equatable {
    /// All.
    case off
    /// So many of each row and output, those that least angle regression takes first.
    case numFeatures(Int)
    /// By `aic` where less than a fifth of all coalitions are asked for, else all.
    case auto
    /// Those that the lasso keeps where Akaike's criterion is the least: what a further feature explains is weighed against
    /// what one that says nothing would.
    case aic
    /// The same by Schwarz's criterion, which takes fewer.
    case bic

    /// What is to be done with so many pairs of coalitions, and with `auto` decided.
    func resolved(features: Int, pairs: Int) -> L1Selection {
        switch self {
        case .numFeatures(let count) where count >= features: .off
        // shap counts no more than those of 30 features.
        case .auto: Double(2 * pairs) / Double((1 << min(features, 30)) - 2) < 0.2 ? .aic : .off
        default: self
        }
    }
}
