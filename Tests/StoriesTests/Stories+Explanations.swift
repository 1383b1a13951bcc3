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
            // snippet: explanation-gradients
            let gradients = try IntegratedGradients(model, baseline: train.features.mean(axis: 0))
            let explanation = try gradients.explain(test.features)
            let expected = try GradientSHAP(model, background: train.features)
                .explain(test.features, nsamples: 200, seed: 1)
            // end
            #expect(explanation.values.shape == expected.values.shape)
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
        // end
        #expect(maps.shape == [3, 8, 8] && falls.shape == [3, 8, 8, 10])
    }
}
