import Martlet
import Testing

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension Stories {
    @Test func tablesWithGapsArePrepared() throws {
        try AtomicFile.write(houses(), to: temporary("houses.csv"))
        // snippet: table preparation
        let table = try CSV(path: temporary("houses.csv"), format: CSV.Format(keepsGaps: true))
        let price = try table.index(of: "price")
        let others = table.columns.indices.filter { $0 != price }
        let prices = try table.numbers(price)
        let (preparation, remarks) = try TablePreparation.fitted(
            to: table, features: others, rows: Array(0..<table.rowCount), targets: prices)
        print(preparation.featureNames, remarks)

        let x = try preparation.matrix(of: table)
        let y = Tensor(prices.map { Float(preparation.target!.scaled($0)) })
        var model = Model(
            Sequential {
                Dense(16, activation: .relu); Dense(1)
            }, input: [x.shape[1]])
        try model.compile(optimizer: .adam(learningRate: 0.01), loss: .mse, metrics: [.r2Score])
        try model.fit(x, y, epochs: 60)
        try ModelNotes(features: preparation.featureNames, label: "price", table: preparation).write(to: &model)
        try model.save(to: temporary("houses.safetensors"))
        // end
        #expect(try model.evaluate(x, y)["r2_score"]! > 0.9)

        // snippet: notes
        let restored = try Model(contentsOf: temporary("houses.safetensors"))
        let notes = try ModelNotes(of: restored)
        let rows = try notes.table!.matrix(of: CSV(path: temporary("houses.csv"), format: CSV.Format(keepsGaps: true)))
        let scaled = try restored.predict(rows).array(of: Double.self)
        print(notes.label!, scaled.map(notes.table!.target!.unscaled)[0])
        // end
        #expect(notes.table == preparation && notes.features == preparation.featureNames)
        #expect(abs(notes.table!.target!.unscaled(scaled[0]) - prices[0]) < 100_000)
    }

    @Test func tablesWithWordsAreClassified() throws {
        try AtomicFile.write(penguins(), to: temporary("penguins.csv"))
        // snippet: table classes
        let table = try CSV(path: temporary("penguins.csv"), format: CSV.Format(keepsGaps: true))
        print(table.columns)  // names and kinds
        let (train, test) = try table.split(testFraction: 0.2, seed: 1, stratify: "species")

        let species = try table.index(of: "species")
        let (preparation, _) = try TablePreparation.fitted(
            to: train, features: table.columns.indices.filter { $0 != species })
        let (labels, names) = try train.classes(of: "species")
        let x = try preparation.matrix(of: train)
        var model = Model(
            Sequential {
                Dense(16, activation: .relu)
                Dense(names.count, activation: .softmax)
            }, input: [x.shape[-1]])
        try model.compile(
            optimizer: .adam(learningRate: 0.01), loss: .sparseCategoricalCrossentropy(), metrics: [.accuracy])
        try model.fit(x, labels, epochs: 60)
        try ModelNotes(
            features: preparation.featureNames, classNames: names, label: "species", table: preparation
        ).write(to: &model)

        let probabilities = try model.predict(preparation.matrix(of: test))
        let guesses = try probabilities.argmax(axis: 1).array(of: Int.self).map { model.classNames![$0] }
        let truth = try test["species"].strings
        try CSV.write(
            header: ["species", "guess"], rows: zip(truth, guesses).map { [$0 ?? "", $1] },
            to: temporary("guesses.csv"))
        // end
        #expect(truth.count == 12 && zip(truth, guesses).filter { $0 == $1 }.count >= 11)
        #expect(try CSV(path: temporary("guesses.csv"))["guess"].strings == guesses)
    }

    /// Masses of which some are missing, islands, and species that follow from both.
    private func penguins() -> String {
        let rows = (0..<60).map { row in
            let isLarge = row.isMultiple(of: 2)
            let mass = (isLarge ? 5_000 : 3_500) + row * 37 % 101 * 5
            let island = isLarge ? "Biscoe" : ["Dream", "Torgersen"][row / 2 % 2]
            return "\(row % 15 == 7 ? "" : "\(mass)"),\(island),\(isLarge ? "Gentoo" : "Adelie")"
        }
        return "mass,island,species\n" + rows.joined(separator: "\n") + "\n"
    }

    /// Areas of which one is missing, towns, and prices that follow from both.
    private func houses() -> String {
        let rows = (0..<60).map { row in
            let (area, town) = (40 + row * 37 % 101, ["Bath", "York"][row % 2])
            return "\(row == 7 ? "" : "\(area)"),\(town),\(2000 * area + (row % 2) * 50_000)"
        }
        return "area,town,price\n" + rows.joined(separator: "\n") + "\n"
    }

    @Test func theFilesOfMNISTAreRead() throws {
        try writeMNIST()
        // snippet: mnist
        let digits = MNIST(directory: temporary("mnist"))  // its four files, plain or .gz
        let (train, test) = (try digits.train(), try digits.test())
        var model = Model(
            Sequential {
                Conv2D(8, kernelSize: 3, strides: 2, activation: .relu)
                Flatten()
                Dense(10, activation: .softmax)
            }, input: [28, 28, 1])
        try model.compile(loss: .sparseCategoricalCrossentropy, metrics: [.accuracy])
        try model.fit(train.scaled, train.labels, epochs: 5)
        print(try model.evaluate(test.scaled, test.labels))
        // end
        #expect(try model.evaluate(test.scaled, test.labels)["accuracy"]! > 0.9)
    }

    /// Bars, each as far down as its label says, in the format of the database.
    private func writeMNIST() throws {
        mkdir(temporary("mnist"), 0o755)
        for (part, count) in [("train", 200), ("t10k", 50)] {
            let labels = (0..<count).map { UInt8($0 * 7 % 10) }
            let pixels = labels.flatMap { label in
                (0..<784).map { $0 / 56 == Int(label) + 1 ? 255 : UInt8(0) }
            }
            let length: [UInt8] = [0, 0, 0, UInt8(count)]
            try AtomicFile.write(
                [0, 0, 8, 3] + length + [0, 0, 0, 28, 0, 0, 0, 28] + pixels,
                to: temporary("mnist/\(part)-images-idx3-ubyte"))
            try AtomicFile.write([0, 0, 8, 1] + length + labels, to: temporary("mnist/\(part)-labels-idx1-ubyte"))
        }
    }
}
