import Martlet

/// What `martlet stack` does.
struct StackRun {
    /// What learns from the networks' predictions.
    enum Final: String, CaseIterable { case logistic, network }

    /// The units of each network's hidden layers.
    var hidden: [[Int]]
    var seed: UInt64
    var folds = 5
    var epochs = 20
    var batchSize = 32
    var learningRate = 0.001
    var final = Final.logistic
    var passthrough = false
    var workers: Int?

    init(hidden: [[Int]], seed: UInt64) { (self.hidden, self.seed) = (hidden, seed) }

    private func network(_ number: Int, hidden: [Int]) -> NeuralClassifier<DenseNetwork> {
        NeuralClassifier(
            hidden: hidden, learningRate: learningRate, epochs: epochs, batchSize: batchSize,
            seed: seed &+ UInt64(number))
    }

    private var stack: StackingClassifier {
        var stack = StackingClassifier(estimators: [:], cv: folds, passthrough: passthrough, workers: workers)
        stack.estimators = hidden.enumerated().map { ("network\($0)", network($0, hidden: $1)) }
        if final == .network { stack.finalEstimator = network(hidden.count, hidden: [64, 64]) }
        return stack
    }

    /// What was asked for.
    var parameters: [String: String] {
        [
            "base": "\(hidden.count)", "learning_rate": "\(learningRate)", "epochs": "\(epochs)",
            "batch_size": "\(batchSize)", "folds": "\(folds)", "final": final.rawValue, "passthrough": "\(passthrough)",
            "seed": "\(seed)",
        ]
    }

    /// Learns from some rows and judges by others.
    ///
    /// - Throws: `EstimatorError`, mistakes in the networks.
    func report(_ train: LabeledData, _ test: LabeledData) throws -> StackReport {
        let start = ContinuousClock.now
        let fitted = try stack.fit(train.features, train.classLabels)
        let seconds = Double((ContinuousClock.now - start) / .nanoseconds(1)) * 1e-9
        let truth = test.classLabels
        let alone = try fitted.estimators.map { network in
            let said = try network.predict(test.features).array(of: Int.self).map { fitted.classes[$0] }
            return Double(zip(said, truth).count { $0 == $1 }) / Double(truth.count)
        }
        let predicted = try fitted.predict(test.features)
        return StackReport(
            rows: (train.count, test.count), alone: alone, classes: try ClassificationReport(truth, predicted),
            logLoss: -(try Scorer.negLogLoss(fitted, test.features, truth)), seconds: seconds, stack: fitted)
    }
}

/// What came of it, to be read by people or programs.
struct StackReport {
    var rows: (train: Int, test: Int)
    /// The accuracy of each network.
    var alone: [Double]
    var classes: ClassificationReport
    var logLoss: Double
    var seconds: Double
    let stack: FittedClassifier<String, StackingClassifier.Fitted>
    /// What is worth knowing of the data, in words.
    var remarks: [String] = []

    /// Tells of the stack, and of each network as a run within its run.
    func tell(_ tracked: TrackingRun, of run: StackRun) {
        tracked.log(["test_accuracy": classes.accuracy, "test_log_loss": logLoss], step: 0)
        for (number, (hidden, accuracy)) in zip(run.hidden, alone).enumerated() {
            tracked.child("network \(number)") { child in
                let units = hidden.map(String.init).joined(separator: ",")
                child.log(parameters: ["hidden": units, "seed": "\(run.seed &+ UInt64(number))"])
                child.log("test_accuracy", accuracy)
            }
        }
    }

    func json(data: String, _ run: StackRun, savedTo path: String? = nil) -> JSON {
        var json: JSON = ["data": .string(data), "remarks": JSON(remarks)]
        json["rows"] = ["train": .integer(rows.train), "test": .integer(rows.test)]
        json["folds"] = .integer(run.folds)
        json["epochs"] = .integer(run.epochs)
        json["base"] = .array(
            zip(run.hidden, alone).map { hidden, accuracy in
                ["hidden": .array(hidden.map { .integer($0) }), "accuracy": .double(accuracy)]
            })
        json["final"] = .string(run.final.rawValue)
        json["passthrough"] = .bool(run.passthrough)
        json["accuracy"] = .double(classes.accuracy)
        json["log_loss"] = .double(logLoss)
        json["macro_f1"] = .double(classes.macroAverage.f1)
        json["seconds"] = .double(seconds)
        json["seed"] = JSON(seed: run.seed)
        json["model"] = path.map { .string(NativePath.text($0)) } ?? .null
        return json
    }

    func text(data: String, _ run: StackRun, savedTo path: String?) -> String {
        let networks = zip(run.hidden, alone).map { hidden, accuracy in
            ["network of \(hidden.map(String.init).joined(separator: ", "))", accuracy.percent]
        }
        let head = "\(data): \(grouped(rows.train)) rows to learn from, \(run.folds) folds, \(run.epochs) epochs each"
        return [
            head, "Accuracy on \(grouped(rows.test)) rows it has not seen:",
            aligned(networks + [["stack, by \(run.final.rawValue)", classes.accuracy.percent]]),
            "  \(seconds.short) s", "", "\(classes)",
        ].joined(separator: "\n") + remarks.map { "\n\(data): \($0)" }.joined()
            + (path.map { "\nSaved to \(NativePath.text($0))" } ?? "")
    }
}
