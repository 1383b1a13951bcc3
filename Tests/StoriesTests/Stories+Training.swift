import Martlet
import Testing

extension Stories {
    @Test func tenLinesLearnDigits() throws {
        // snippet: digits
        let (train, test) = try Digits.load().split(testFraction: 0.2, seed: 1)
        var model = Model(
            Sequential {
                Rescaling(1.0 / 16)
                Dense(64, activation: .relu)
                Dense(64, activation: .relu)
                Dense(10, activation: .softmax)
            }, input: [64])
        try model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy(), metrics: [.accuracy])
        try model.fit(train.features, train.labels, epochs: 20)
        print(try model.evaluate(test.features, test.labels))
        // end
        #expect(try #require(model.evaluate(test.features, test.labels)["accuracy"]) > 0.95)

        // snippet: saving
        try model.save(to: temporary("digits.safetensors"))
        var restored = try Model(contentsOf: temporary("digits.safetensors"))
        print(try restored.predict(test.features[0..<3]))
        // goes on where training stood
        try restored.fit(train.features, train.labels, epochs: 1)
        // end
        let saved = try Model(contentsOf: temporary("digits.safetensors"))
        #expect(try saved.predict(test.features) == model.predict(test.features))
        #expect(restored.iteration == model.iteration + model.iteration / 20)
    }

    @Test func callbacksWatchTraining() throws {
        let train = try digits().train
        var model = try digitsModel()
        // snippet: callbacks
        let stopping = EarlyStopping(patience: 3, restoreBestWeights: true)
        let history = try model.fit(
            train.features, train.labels, epochs: 30, validationSplit: 0.2,
            callbacks: [
                ProgressBar(), stopping, ReduceLROnPlateau(patience: 2), CSVLogger(temporary("history.csv")),
                ModelCheckpoint(temporary("best.safetensors"), saveBestOnly: true),
                LambdaCallback(onEpochEnd: { epoch, logs, training in
                    if logs["loss"]!.isNaN { training.stopTraining = true }
                }),
            ])
        print(history["val_accuracy"].max()!, stopping.bestEpoch!)
        // end
        #expect(history["val_accuracy"].max()! > 0.9)
        let best = try Model(contentsOf: temporary("best.safetensors"))
        #expect(try best.predict(train.features) == model.predict(train.features))  // its best epoch
        let log = try CSV(path: temporary("history.csv"))
        #expect(log.rowCount == history.epochs.count)
    }

    @Test func learningRatesFollowSchedules() throws {
        let train = try digits().train
        var model = try digitsModel()
        // snippet: schedules
        let warm = LearningRate.cosineDecay(0, decaySteps: 400, warmupTarget: 3e-3, warmupSteps: 50)
        try model.compile(
            optimizer: .adamW(learningRate: warm, weightDecay: 1e-4), loss: .sparseCategoricalCrossentropy)
        try model.fit(train.features, train.labels, epochs: 5, callbacks: [TerminateOnNaN()])

        try model.compile(optimizer: .sgd(learningRate: 0.1, momentum: 0.9), loss: .sparseCategoricalCrossentropy)
        let halving = LearningRateScheduler { epoch, rate in epoch > 0 && epoch % 5 == 0 ? rate / 2 : rate }
        let history = try model.fit(train.features, train.labels, epochs: 11, callbacks: [halving])
        print(history["learning_rate"].last!)  // 0.025
        // end
        #expect(history["learning_rate"].last! == 0.025)
    }

    @Test func callbacksOfYourOwn() throws {
        let train = try digits().train
        var model = try digitsModel()
        // snippet: own callback
        final class Norms: Callback {
            func onEpochEnd(_ epoch: Int, _ logs: Logs, _ training: inout Training) throws {
                let kernel = training.model["dense/kernel"]!
                try training.log("kernel_norm", kernel.square().sum().sqrt().scalar())
                if logs["accuracy"]! > 0.9 { training.stopTraining = true }
            }
        }
        let history = try model.fit(train.features, train.labels, epochs: 20, callbacks: [Norms(), ProgressBar()])
        print(history["kernel_norm"], history["accuracy"].last!)
        // end
        #expect(history.epochs.count < 20 && history["kernel_norm"].count == history.epochs.count)
    }

    @Test func rowsAndClassesHaveWeights() throws {
        let (train, test) = try digits()
        var model = try digitsModel()
        // snippet: weights
        let isRare = try (train.labels .== 8).cast(to: .float32)
        try model.fit(train.features, train.labels, epochs: 5, sampleWeight: 1 + 4 * isRare)
        // the same by the class
        try model.fit(train.features, train.labels, epochs: 5, classWeight: [8: 5])
        let logs = try model.evaluate(test.features, test.labels)
        print(logs["loss"]!, logs["accuracy"]!)
        // end
        #expect(logs["accuracy"]! > 0.85)
    }

    @Test func interruptedTrainingGoesOnBitForBit() throws {
        let train = try digits().train
        var straight = try digitsModel(seed: 3)
        try straight.fit(train.features, train.labels, epochs: 4)
        do {
            var model = try digitsModel(seed: 3)
            try model.fit(
                train.features, train.labels, epochs: 2, callbacks: [ModelCheckpoint(temporary("run.safetensors"))])
        }
        // snippet: resume
        var model = try Model(contentsOf: temporary("run.safetensors"))
        try model.fit(
            train.features, train.labels, epochs: 4, callbacks: [ModelCheckpoint(temporary("run.safetensors"))],
            resume: true)
        // end
        for parameter in model.parameters { #expect(model[parameter.name] == straight[parameter.name]) }
        #expect(model.iteration == straight.iteration)
    }

    @Test func callbacksChangeTheModel() throws {
        let train = try digits().train
        var model = try digitsModel()
        // snippet: fine-tuning callback
        let fineTuning = LambdaCallback(onEpochBegin: { epoch, training in
            if epoch == 2 {
                try training.model.unfreezeAll()
                try training.model.setLearningRate(1e-4)
            }
        })
        try model.freeze("dense")
        try model.fit(train.features, train.labels, epochs: 4, callbacks: [fineTuning])
        // end
        #expect(model.frozen.isEmpty && model.learningRate == 1e-4)
    }

    @Test func trainingIsCancelled() async throws {
        let train = try digits().train
        let model = try digitsModel()
        // snippet: cancelling
        let task = Task.detached { [model] in
            var model = model
            do {
                try model.fit(train.features, train.labels, epochs: 3_000)
            } catch is CancellationError {
                print("stopped after", model.iteration, "steps")
            }
            return model
        }
        task.cancel()
        // end
        #expect(try await task.value.iteration < 3_000 * 45)
    }

    @Test func runsAreTracked() throws {
        let train = try digits().train
        var model = try digitsModel()
        // snippet: tracker
        final class Printer: Tracker {
            func begin(_ run: TrackedRun) { print("begin", run.name ?? "") }
            func log(_ numbers: Logs, step: Int) { print(step, numbers["loss"]!) }
            func end(_ status: RunStatus) { print("end", status) }
        }
        try model.fit(
            train.features, train.labels, epochs: 3, callbacks: [Tracking(Printer(), name: "digits")])
        // end
        #expect(model.epoch == 3)
    }

    @Test func datasetsComePieceByPiece() throws {
        let (train, test) = try digits()
        var model = Model(
            Sequential {
                Dense(32, activation: .relu)
                Dense(10, activation: .softmax)
            }, input: [64])
        try model.compile(loss: .sparseCategoricalCrossentropy(), metrics: [.accuracy])
        // snippet: dataset
        let rows = try Dataset(train.features, train.labels)
            .mapped { try Batch($0.inputs[0] / 16, $0.targets[0]) }
            .shuffled(buffer: 2_000)
            .batched(32)
            .prefetching()
        try model.fit(rows, epochs: 20)
        // end
        #expect(try #require(model.evaluate(test.features / 16, test.labels)["accuracy"]) > 0.9)
    }

    @Test func tablesLargerThanMemoryComePieceByPiece() throws {
        try AtomicFile.write(irisTable(), to: temporary("iris.csv"))
        // snippet: csv dataset
        let species = ["setosa", "versicolor", "virginica"]
        let flowers = try Dataset(csv: temporary("iris.csv"), label: "species", target: .classes(species))
            .shuffled(buffer: 10_000)
            .batched(16)
            .prefetching()
        var model = Model(
            Sequential {
                Dense(16, activation: .relu)
                Dense(species.count, activation: .softmax)
            }, input: [4])
        try model.compile(
            optimizer: .adam(learningRate: 0.01), loss: .sparseCategoricalCrossentropy(), metrics: [.accuracy])
        try model.fit(flowers, epochs: 50)
        // end
        let table = try LabeledData(csv: temporary("iris.csv"), label: "species")
        #expect(table.classNames == species)
        #expect(try #require(model.evaluate(table.features, table.labels)["accuracy"]) > 0.9)
        #expect(try #require(model.evaluate(flowers)["accuracy"]) > 0.9)
    }

    @Test func tablesAreReadAndNormalized() throws {
        try AtomicFile.write(irisTable(), to: temporary("iris.csv"))
        // snippet: csv
        let flowers = try LabeledData(csv: temporary("iris.csv"), label: "species")
        let (train, test) = try flowers.split(seed: 1)
        let normalization = try Normalization().adapt(to: train.features)
        var model = Model(
            Sequential {
                normalization
                Dense(16, activation: .relu)
                Dense(flowers.classNames.count, activation: .softmax)
            }, input: [flowers.featureCount])
        try model.compile(
            optimizer: .adam(learningRate: 0.01), loss: .sparseCategoricalCrossentropy(), metrics: [.accuracy])
        try model.fit(train.features, train.labels, epochs: 50, batchSize: 16)
        print(flowers.classNames, try model.evaluate(test.features, test.labels))
        // end
        #expect(flowers.classNames == ["setosa", "versicolor", "virginica"])
        #expect(try #require(model.evaluate(test.features, test.labels)["accuracy"]) > 0.9)
    }
}

/// Iris as comma-separated values with a header.
private func irisTable() -> String {
    let iris = Iris.load()
    var lines = ["sepal length,sepal width,petal length,petal width,species"]
    let (numbers, classes) = (iris.features.array(of: Float.self), iris.labels.array(of: Int.self))
    for (row, species) in classes.enumerated() {
        let fields = numbers[4 * row..<4 * row + 4].map { "\($0)" } + [iris.classNames[species]]
        lines.append(fields.joined(separator: ","))
    }
    return lines.joined(separator: "\n") + "\n"
}
