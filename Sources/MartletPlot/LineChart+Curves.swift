extension LineChart {
    /// How many positives are found for how many false alarms (receiver operating characteristic), each curve with the
    /// area below it, and what chance gives.
    ///
    /// - Parameter curves: of each the shares of false and of true positives, ascending, as scikit-learn's `roc_curve`
    ///   gives them.
    public static func roc(
        title: String = "", _ curves: [(name: String, fpr: [Double], tpr: [Double])]
    ) -> LineChart {
        let lines = curves.map { curve in
            let steps = zip(zip(curve.fpr, curve.fpr.dropFirst()), zip(curve.tpr, curve.tpr.dropFirst()))
            let area = steps.reduce(0) { $0 + ($1.0.1 - $1.0.0) * ($1.1.0 + $1.1.1) / 2 }
            return Series("\(curve.name) (AUC = \(area.brief))", x: curve.fpr, y: curve.tpr)
        }
        return square(
            title: title, x: "false positive rate", y: "true positive rate", lines, reference: "chance (AUC = 0.5)")
    }

    /// How often what is predicted with a probability is so, each curve with a point for each group of predictions, and
    /// what would be right.
    ///
    /// - Parameter curves: of each the mean probabilities of the groups and the shares of positives in them, as
    ///   scikit-learn's `calibration_curve` gives them.
    public static func calibration(
        title: String = "", _ curves: [(name: String, probPred: [Double], probTrue: [Double])]
    ) -> LineChart {
        let lines = curves.map { curve in
            var line = Series(curve.name, x: curve.probPred, y: curve.probTrue)
            line.hasMarkers = true
            return line
        }
        return square(
            title: title, x: "mean predicted probability", y: "fraction of positives", lines,
            reference: "perfectly calibrated")
    }

    /// From 0 to 1 on either axis, with the diagonal.
    private static func square(
        title: String, x: String, y: String, _ lines: [Series], reference: String
    ) -> LineChart {
        var diagonal = Series(reference, x: [0, 1], y: [0, 1])
        diagonal.isDashed = true
        var chart = LineChart(title: title, x: x, y: y, series: lines + [diagonal])
        (chart.width, chart.height) = (480, 480)
        return chart
    }
}
