import Glibc

/// In which numbers a function's outputs are explained: values add up in these.
public enum Link: String, Sendable, CaseIterable {
    /// The outputs as they are.
    case identity
    /// Log-odds: log(p / (1 - p)), for probabilities.
    case logit

    /// The number for an output; infinite or NaN where there is none.
    func callAsFunction(_ output: Double) -> Double {
        switch self {
        case .identity: output
        case .logit: log(output / (1 - output))
        }
    }
}
