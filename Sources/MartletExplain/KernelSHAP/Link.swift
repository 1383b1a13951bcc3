import Glibc

/// In which numbers a function's outputs are explained: values add up in these.
public enum Link: String, Sendable, CaseIterable {
    /// The outputs as they are.
    case identity
    /// Log-odds: log(p / (1 - p)), for probabilities. Those nearer to 0 or 1 than numbers of the function's dtype come to 1
    /// count as that near: float32's as log-odds from -16.6 to 16.6.
    case logit

    /// The number for an output; NaN where there is none.
    ///
    /// - Parameter least: how near to 1 numbers come.
    func callAsFunction(_ output: Double, least: Double) -> Double {
        switch self {
        case .identity: return output
        case .logit:
            // Rounding may take a mean of ones beyond 1.
            guard -1e-12...1 + 1e-12 ~= output else { return .nan }
            let share = min(max(output, least), 1 - least)
            return log(share / (1 - share))
        }
    }

    /// What the numbers are, beside the name of an axis; nothing for outputs as they are.
    package var unit: String {
        switch self {
        case .identity: ""
        case .logit: " (log-odds)"
        }
    }
}
