import Martlet
import Testing

extension Stories {
    /// Examples of documentation comments.
    @Test func theExamplesOfCommentsRun() throws {
        let (train, test) = try digits()
        // snippet: comment Sequential
        let hidden = Sequential {
            for units in [64, 64] { Dense(units, activation: .relu) }
            Dense(10, activation: .softmax)
        }
        // end
        #expect(hidden.layers.count == 3)
        // snippet: comment Normalization
        let layer = try Normalization().adapt(to: train.features)
        // end
        #expect(layer.mean?.count == 64)
        var model = try digitsModel()
        let (board, server) = (Board(), Board())
        // snippet: comment Tracking
        try model.fit(
            train.features, train.labels, epochs: 2, callbacks: [Tracking(board, server, name: "digits")])
        // end
        #expect(model.epoch == 2)
        // snippet: comment classNames
        model.classNames = (0..<10).map { "\($0)" }
        // end
        #expect(model.classNames?.count == 10)
        // snippet: comment Dataset
        let rows = Dataset { epoch in
            let file = RowFile("train.bin")
            return { try file.next(1024) }
        }
        try model.fit(rows.shuffled(buffer: 10_000).batched(32).prefetching(), epochs: 5)
        // end
        #expect(try model.evaluate(test.features, test.labels)["loss"]!.isFinite)
        let (steps, means, lows, highs) = ([0.0, 1], [1.0, 2], [0.0, 1], [2.0, 3])
        // snippet: comment LineChart
        let chart = LineChart(
            title: "CartPole-v1", x: "steps", y: "mean return",
            series: [
                .init("DQN", x: steps, y: means, band: (lows, highs))
            ])
        print(chart.svg)
        // end
        #expect(chart.svg.contains("<svg"))
        // snippet: comment BarChart
        let bars = BarChart(
            title: "Digits", y: "% of dense", categories: ["dense", "pruned"],
            series: [.init("accuracy", [100, 99.5]), .init("bytes", [100, 30])])
        print(bars.svg)
        // end
        #expect(bars.svg.contains("<svg"))
    }

    @Test func theExamplesOfCommentsAboutObjectivesRun() throws {
        var online = Model(Dense(2), input: [4])
        try online.compile(optimizer: .sgd(learningRate: 0.1), loss: .mse)
        let target = online
        let (x, next) = (Tensor.ones([64, 4]), Tensor.zeros([64, 4]))
        // snippet: comment Objective
        let objective = Objective { networks, x in
            let goal = networks[1](x[1]).stopGradient()
            return (networks[0](x[0]) - goal).square().mean()
        }
        let (loss, gradients) = try objective.gradient(of: [online, target], at: [x, next])
        try online.apply(gradients[0])
        // end
        #expect(loss > 0)
        let batch = [TensorType([64, 4]), TensorType([64, 4])]
        // snippet: comment stepper
        var update = try objective.stepper(of: [online, target], inputs: batch, training: 0)
        try update.withInput(0, as: Float.self) { rows in
            for i in rows.indices { rows[i] = Float(i % 2) }
        }
        try update.step(&online, with: target)
        print(update.loss)
        // end
        #expect(update.loss > 0)
    }

    @Test func theExamplesOfCommentsAboutTablesRun() throws {
        try AtomicFile.write("size,species\n1,a\n2,b\n", to: temporary("flowers.csv"))
        // snippet: comment CSV.Reader
        let reader = try CSV.Reader(path: temporary("flowers.csv"))
        try reader.expect(.strings, in: "species")
        while let table = try reader.next(rows: 1024) { print(table.rowCount) }
        // end
        var environment = try AnyEnvironment(id: "FrozenLake-v1")
        // snippet: comment QLearning
        var agent = try QLearning(for: environment, seed: 1)
        try agent.learn(episodes: 500, in: &environment)
        // end
        #expect(agent.states == 16)
    }
}

/// Compiled, but not run: this takes minutes.
private func learnForLong() throws {
    var environment = try AnyEnvironment(id: "CartPole-v1")
    // snippet: comment DQN
    var agent = try DQN(for: environment, hiddenUnits: [64, 64], seed: 1)
    try agent.learn(totalTimesteps: 50_000, in: &environment)
    let result = try evaluatePolicy(agent, in: &environment, episodes: 20)
    // end
    print(result.mean)
}

#if Archives
    /// Compiled, but not run: this downloads weights, or reads files that nobody wrote.
    private func useTheWeightsOfOthers() throws {
        do {
            // snippet: comment imageNet
            let model = try Model(VGG16(), weights: .imageNet)
            // end
            print(model)
        }
        do {
            // snippet: comment Application
            let model = try Model(VGG16(includeTop: false, pooling: .avg), weights: .imageNet)
            var mine = Model(
                Sequential {
                    PreprocessInput(.caffe); VGG16(includeTop: false); Flatten(); Dense(10)
                },
                input: [96, 96, 3])
            // end
            mine.name = model.name
        }
        do {
            // snippet: comment loadWeights
            var model = Model(
                Sequential {
                    VGG16(includeTop: false); Flatten(); Dense(10)
                }, input: [96, 96, 3])
            try model.loadWeights(.imageNet, of: VGG16(includeTop: false), into: "vgg16")
            // end
        }
        do {
            // snippet: comment architecture
            // of save_weights and to_json
            let model = try Model(keras: "dqn.h5", architecture: "dqn.json")
            // end
            print(model)
        }
    }
#endif

/// A tracker that forgets.
private final class Board: Tracker {
    func log(_ numbers: Logs, step: Int) {}
}

/// Rows of a file, from front to back.
private final class RowFile {
    private var isRead = false

    init(_ path: String) {}

    func next(_ count: Int) throws -> Batch? {
        if isRead { return nil }
        isRead = true
        let data = try digits().train
        return try Batch(data.features, data.labels)
    }
}
