import Martlet

/// Writes a run of every kind of summary, and one of `fit`, as `test_tensorboard.py` expects them.
func writeTensorBoardRuns(to folder: String) throws {
    let writer = SummaryWriter(logDirectory: "\(folder)/run")
    try writer.hyperparameters(["rate": 0.125, "amsgrad": true, "optimizer": "Adam"])
    for (step, value) in [0.5, 1.0 / 3, -1e-30, 3e38, .nan, .infinity, -.infinity, -0.0].enumerated() {
        try writer.scalar("loss", value, step: step, wallTime: 1234.5)
    }
    try writer.histogram("weights", Tensor([0, 1, 1, 4.0]), step: 3, buckets: 4)
    try writer.text("note", "**héllo**", step: 8)
    try writer.image("picture", Tensor([UInt8](repeating: 9, count: 60), shape: [4, 5, 3]), step: 9)
    let (labels, predictions) = (Tensor([1.0, 0, 1, 0]), Tensor([0.9, 0.8, 0.3, 0.1]))
    try writer.prCurve("curve", labels: labels, predictions: predictions, step: 4, thresholds: 5)
    try writer.end(.finished)

    let (train, _) = try Digits.load().split(testFraction: 0.2, seed: 1)
    var model = Model(
        Sequential {
            Dense(16, activation: .relu)
            Dense(10, activation: .softmax)
        }, input: [64], seed: 1)
    try model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy(), metrics: [.accuracy])
    try model.fit(
        train.features, train.labels, epochs: 2, validationSplit: 0.2,
        callbacks: [
            TensorBoard(
                logDirectory: folder, histogramFrequency: 1, updateFrequency: .batches(10), profileBatch: 2...5)
        ])
}
