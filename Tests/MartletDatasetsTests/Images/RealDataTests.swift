import Foundation
import MartletCodecs
import MartletDatasets
import MartletGraph
import MartletNN
import MartletNumerics
import MartletTestSupport
import Testing

/// Real files: `mnist-t10k/` with MNIST's test files, and `cifar10-subset/` (or its archive) with `train/<class>/` and
/// `test/<class>/`.
struct RealDataTests {
    /// The digits that are there: 10,000 images, of which the first 8,000 are for training here.
    private func digits() throws -> LabeledImages {
        try MNIST(directory: #require(RealData.data.path("mnist-t10k"))).test()
    }

    @Test(RealData.data.needed("mnist-t10k")) func mnist() throws {
        let test = try digits()
        #expect(test.images.shape == [10_000, 28, 28, 1])
        var counts = [Int](repeating: 0, count: 10)
        for label in test.labels.array(of: Int.self) { counts[label] += 1 }
        #expect(counts == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009])
        #expect(Array(test.labels.array(of: Int.self).prefix(5)) == [7, 2, 1, 0, 4])
        let extremes = try (test.images.min(), test.images.max())
        #expect(extremes.0.array(of: Int.self) == [0] && extremes.1.array(of: Int.self) == [255])
    }

    /// A small convolutional network learns the first 8,000 digits and reads the others.
    @Test(RealData.data.needed("mnist-t10k")) func convolutionsReadDigits() throws {
        let digits = try digits()
        var model = Model(
            Sequential {
                Rescaling(1.0 / 255)
                Conv2D(32, kernelSize: 3, activation: .relu)
                Conv2D(64, kernelSize: 3, activation: .relu)
                MaxPooling2D()
                Flatten()
                Dense(128, activation: .relu)
                Dense(10, activation: .softmax)
            }, input: [28, 28, 1], seed: 1)
        try model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy(), metrics: [.accuracy])
        try model.fit(digits.images[..<8000], digits.labels[..<8000], epochs: 5, batchSize: 32)
        let logs = try model.evaluate(digits.images[8000...], digits.labels[8000...])
        #expect(try #require(logs["accuracy"]) >= 0.975)
    }

    #if Images
        @Test(RealData.data.needed(CIFARSubset.names)) func cifar10Subset() throws {
            let subset = try #require(try CIFARSubset())
            let test = try CIFAR10(directory: subset.path).test()
            #expect(test.images.shape == [2000, 32, 32, 3])
            var counts = [Int](repeating: 0, count: 10)
            for label in test.labels.array(of: Int.self) { counts[label] += 1 }
            #expect(counts == Array(repeating: 200, count: 10))
            // The folder streams what the arrays hold.
            let data = try Dataset(imageFolder: subset.path + "/test", imageSize: (32, 32), shuffle: false)
            let pull = try data.pull()
            let first = try #require(try pull())
            #expect(try first.inputs[0] == test.images[0..<32].cast(to: .float32))
            #expect(try first.targets[0] == test.labels[0..<32])
            var rows = first.count
            while let batch = try pull() { rows += batch.count }
            #expect(rows == 2000)
            withExtendedLifetime(subset) {}
        }
    #endif
}
