import Martlet

/// Trains the network of convolutions on while nine weights of ten become zero.
struct PruningSection: DemoSection {
    let name = "prune"
    let title = "Make nine of ten of its weights zero instead"

    private static let epochs = 6

    func run(_ stage: inout DemoStage) throws -> JSON {
        guard let model = stage.convolutional else { preconditionFailure("convolutions come before") }
        let train = stage.run.train
        let steps = (train.count + 31) / 32 * Self.epochs
        var pruned = try model.pruned(
            .polynomialDecay(finalSparsity: 0.9, endStep: steps / 20 * 15, frequency: steps / 20))
        try pruned.setLearningRate(0.003)  // few epochs are left
        try pruned.fit(train.features / 16, train.labels, epochs: Self.epochs, callbacks: [ProgressBar.quiet()])
        let sparse = try pruned.sparsified()
        let report = try sparse.sparsityReport()
        stage.say("   \(Self.epochs) epochs more, after which \(report.sparsity.percent) of the weights are zero")
        var json = try stage.compare(model, with: sparse)
        let skipping = try sparse.sparseLayers(rows: 1)
        stage.say("   Zeros are skipped in \(skipping.count) of \(report.rows.count) layers")
        json["sparsity"] = .double(report.sparsity)
        return json
    }
}
