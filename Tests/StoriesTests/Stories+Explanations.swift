import Martlet
import Testing

extension Stories {
    @Test func aModelIsExplained() throws {
        // snippet: explanation
        let iris = Iris.load()
        let (train, test) = try iris.split(testFraction: 0.2, seed: 1)
        var model = Model(
            Sequential {
                Dense(16, activation: .relu)
                Dense(3, activation: .softmax)
            }, input: [4])
        try model.compile(
            optimizer: .adam(learningRate: 0.01), loss: .sparseCategoricalCrossentropy())
        try model.fit(train.features, train.labels, epochs: 50)

        let explainer = try KernelSHAP(
            background: train.features[0..<100], featureNames: iris.featureNames,
            outputNames: iris.classNames
        ) { try model.predict($0) }
        let explanation = try explainer.explain(test.features[0..<10])
        try explanation.checkAdditivity()
        print(try explanation.importance)  // [features, outputs]
        // end
        #expect(explanation.values.shape == [10, 4, 3])
        let plain = explanation

        // snippet: explanation-files
        let virginica = try explanation.output("virginica")  // of one output
        let first = try explanation[0..<3]  // of some rows
        try explanation.save(to: temporary("shap.json"))
        let same = try Explanation(contentsOf: temporary("shap.json"))
        try explanation.write(csv: temporary("shap.csv"))
        // end
        #expect(virginica.outputNames == ["virginica"] && first.count == 3 && same.values == explanation.values)

        do {
            // snippet: explanation-background
            let summary = try Background.kMeans(train.features, clusters: 10)
            let explainer = try KernelSHAP(background: summary, link: .logit) {
                try model.predict($0)
            }
            let explanation = try explainer.explain(
                test.features[0..<10], nsamples: 1 << 16, seed: 1)
            // end
            #expect(explanation.standardErrors == .zeros([10, 4, 3], dtype: .float64))
        }

        do {
            let explanation = plain
            // snippet: explanation-charts
            var chart = try explanation.waterfall(row: 0, output: 2)
            chart.theme = .dark
            try AtomicFile.write(chart.svg, to: temporary("waterfall.svg"))
            try AtomicFile.write(
                explanation.report(title: "Iris"), to: temporary("report.html"))
            // end
        }
    }
}
