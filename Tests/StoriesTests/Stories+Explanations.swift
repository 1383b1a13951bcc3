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

            // snippet: explanation-error
            let rough = try explainer.explain(test.features[0..<10], standardError: 0.05)
            print(try rough.standardErrors.max())
            // end
            #expect(try rough.standardErrors.max().scalar(as: Double.self) <= 0.05)
        }

        do {
            // snippet: explanation-gradients
            let gradients = try IntegratedGradients(model, baseline: train.features.mean(axis: 0))
            let explanation = try gradients.explain(test.features)
            let expected = try GradientSHAP(model, background: train.features)
                .explain(test.features, nsamples: 200, seed: 1)
            let deep = try DeepLIFT(model, background: train.features[0..<20])
                .explain(test.features)
            // end
            #expect(explanation.values.shape == expected.values.shape)
            try deep.checkAdditivity(tolerance: 1e-5)
        }

        do {
            try model.compile(
                optimizer: .adam(), loss: .sparseCategoricalCrossentropy(), metrics: [.accuracy])
            // snippet: explanation-importance
            let importance = try PermutationImportance(
                of: test.features, nRepeats: 10, featureNames: iris.featureNames
            ) { try model.evaluate($0, test.labels)["accuracy"]! }
            print(try importance.mean)
            let dependence = try PartialDependence(
                of: train.features, feature: 2, featureName: iris.featureNames[2],
                outputNames: iris.classNames
            ) { try model.predict($0) }
            print(try dependence.chart().svg)  // dependence.individual has each row's
            // end
            #expect(importance.score > 0.8)
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

    @Test func aNetworkOfConvolutionsIsExplained() throws {
        let model = Model(
            Sequential {
                Conv2D(4, kernelSize: 3, activation: .relu)
                GlobalAveragePooling2D()
                Dense(10)
            }, input: [8, 8, 1])
        let images = try Digits.load().features[0..<3].reshaped([3, 8, 8, 1]) / 16
        // snippet: explanation-images
        let maps = try GradCAM(model).explain(images)  // [images, height, width]
        let falls = try occlusion(of: images, window: 4) { try model.predict($0) }
        let chart = try ImageChart(
            image: images[0] * 255, heat: maps[0], color: "Grad-CAM")
        try AtomicFile.write(chart.svg, to: temporary("where.svg"))
        // end
        #expect(maps.shape == [3, 8, 8] && falls.shape == [3, 8, 8, 10])
    }

    @Test func learningIsDrawn() throws {
        let iris = Iris.load()
        let (train, test) = try iris.split(testFraction: 0.2, seed: 1)
        var model = Model(Sequential { Dense(3, activation: .softmax) }, input: [4])
        try model.compile(
            optimizer: .adam(learningRate: 0.01), loss: .sparseCategoricalCrossentropy())
        // snippet: learning-charts
        let history = try model.fit(
            train.features, train.labels, epochs: 20, validationSplit: 0.2)
        try AtomicFile.write(history.chart("loss").svg, to: temporary("loss.svg"))

        let confusion = ConfusionMatrixChart(
            matrix: [[50, 0, 0], [0, 46, 4], [0, 7, 43]], classNames: iris.classNames)
        let roc = LineChart.roc([
            (name: "network", fpr: [0, 0.1, 1], tpr: [0, 0.9, 1])
        ])
        let calibration = LineChart.calibration([
            (name: "network", probPred: [0.1, 0.5, 0.9], probTrue: [0, 0.5, 1])
        ])
        let lengths = HistogramChart(
            x: "petal length (cm)",
            series: [.init("iris", try iris.features[.all, 2].array(of: Double.self))])
        // end
        #expect(history.chart().series.map(\.name) == ["training", "validation"])
        #expect(history.chart().series[0].x == (1...20).map(Double.init))
        #expect(confusion.svg.contains("versicolor") && roc.svg.contains("AUC = 0.9"))
        #expect(calibration.series.count == 2 && lengths.svg.contains("petal length (cm)"))
        #expect(test.features.shape[1] == 4)
    }
}
