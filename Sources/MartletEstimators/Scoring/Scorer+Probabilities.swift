import MartletNumerics

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension Scorer {
    /// How the ranking of more than two classes is judged.
    public enum MultiClass: String, Sendable, CaseIterable {
        /// Each class against all others.
        case ovr
        /// Each class against each other one (Hand, Till 2001).
        case ovo
    }

    /// The area under the curve of two classes: how probably a row of the second ranks above one of the first.
    public static let rocAUC = Scorer("roc_auc") { judgement in
        let (codes, p) = try (judgement.truth.array(of: Int.self), judgement.columns())
        guard p.count == 2 else {
            throw EstimatorError.invalid(
                argument: "scoring", reason: "is for two classes; take rocAUC(multiClass:) for \(p.count)")
        }
        return try areaUnderCurve(codes.map { $0 == 1 }, p[1])
    }

    /// The area under the curve of several classes.
    ///
    /// - Parameters:
    ///   - multiClass: what is compared with what.
    ///   - average: `.macro`, or `.weighted` by the classes' rows.
    public static func rocAUC(multiClass: MultiClass, average: Average = .macro) -> Scorer {
        let suffix = average == .macro ? "" : "_\(average)"
        return Scorer("roc_auc_\(multiClass)\(suffix)") { judgement in
            try Checks.check(average == .macro || average == .weighted, "average", "must be .macro or .weighted")
            let (codes, p) = try (judgement.truth.array(of: Int.self), judgement.columns())
            let pairs: [(area: Double, weight: Double)] =
                switch multiClass {
                case .ovr:
                    try p.indices.map { code in
                        let isOf = codes.map { $0 == code }
                        return (try areaUnderCurve(isOf, p[code]), Double(isOf.count { $0 }))
                    }
                case .ovo:
                    try p.indices.flatMap { a in
                        try (a + 1..<p.count).map { b in
                            let rows = codes.indices.filter { codes[$0] == a || codes[$0] == b }
                            func area(_ code: Int) throws -> Double {
                                try areaUnderCurve(rows.map { codes[$0] == code }, rows.map { p[code][$0] })
                            }
                            return (try (area(a) + area(b)) / 2, Double(rows.count))
                        }
                    }
                }
            if average == .macro { return mean(pairs.map(\.area)) }
            return pairs.reduce(0) { $0 + $1.area * $1.weight } / pairs.reduce(0) { $0 + $1.weight }
        }
    }

    /// Minus the mean of `-log p` of the rows' classes.
    public static let negLogLoss = Scorer("neg_log_loss") { judgement in
        let (codes, p) = try (judgement.truth.array(of: Int.self), judgement.columns())
        let epsilon = try judgement.probabilities().dtype == .float32 ? Double(Float.ulpOfOne) : Double.ulpOfOne
        return mean(codes.enumerated().map { row, code in log(min(max(p[code][row], epsilon), 1 - epsilon)) })
    }
}

extension Judgement {
    /// The probabilities of each class.
    fileprivate func columns() throws -> [[Double]] {
        let probabilities = try probabilities()
        let (values, width) = (probabilities.array(of: Double.self), probabilities.shape[1])
        return (0..<width).map { column in stride(from: column, to: values.count, by: width).map { values[$0] } }
    }
}

/// How probably a score of one that is ranks above that of one that isn't; equal ones count half.
private func areaUnderCurve(_ isOf: [Bool], _ scores: [Double]) throws -> Double {
    let positives = isOf.count { $0 }
    guard positives > 0, positives < isOf.count else { throw EstimatorError.oneClass("the area under the curve") }
    let order = scores.indices.sorted { scores[$0] < scores[$1] }
    var (below, wins, start) = (0, 0.0, 0)
    while start < order.count {
        var end = start
        while end < order.count, scores[order[end]] == scores[order[start]] { end += 1 }
        let tied = order[start..<end].count { isOf[$0] }
        let others = end - start - tied
        wins += Double(tied) * (Double(below) + Double(others) / 2)
        below += others
        start = end
    }
    return wins / Double(positives * (isOf.count - positives))
}
