import MartletDatasets
import MartletNumerics
import Testing

struct SplitTests {
    /// Examples whose only feature is their position.
    private func numbered(_ count: Int, classes: Int) throws -> LabeledData {
        try LabeledData(
            features: Tensor((0..<count).map { [Float($0)] }), labels: Tensor((0..<count).map { Int32($0 % classes) }),
            classNames: (0..<classes).map(String.init))
    }

    @Test(arguments: [0.1, 0.25, 1.0 / 3, 0.98])
    func everyExampleIsInOnePart(_ fraction: Double) throws {
        let data = try numbered(101, classes: 3)
        for stratify in [false, true] {
            let (train, test) = try data.split(testFraction: fraction, seed: 7, stratify: stratify)
            #expect(test.count == Int((fraction * 101).rounded(.up)))
            let positions = train.features.array(of: Int.self) + test.features.array(of: Int.self)
            #expect(positions.sorted() == Array(0..<101))
            #expect(positions != positions.sorted())
            // Labels stay with their features.
            for part in [train, test] {
                #expect(part.labels.array(of: Int.self) == part.features.array(of: Int.self).map { $0 % 3 })
            }
        }
    }

    @Test func keepsProportions() throws {
        let (train, test) = try Digits.load().split(testFraction: 0.2, seed: 1)
        #expect(test.count == 360 && train.count == 1437)
        for class_ in 0..<10 {
            let whole = Digits.load().labels.array(of: Int.self).count { $0 == class_ }
            let part = test.labels.array(of: Int.self).count { $0 == class_ }
            #expect(abs(Double(part) - Double(whole * 360) / 1797) < 1)
        }
        #expect(
            try Iris.load().split(testFraction: 0.2).test.labels.array(of: Int.self).sorted()
                == Array(repeating: 0, count: 10) + Array(repeating: 1, count: 10) + Array(repeating: 2, count: 10))
    }

    @Test func theSeedDecides() throws {
        let data = try numbered(50, classes: 2)
        #expect(try data.split(seed: 3).test.features == data.split(seed: 3).test.features)
        #expect(try data.split(seed: 3).test.features != data.split(seed: 4).test.features)
    }

    @Test func splitsValues() throws {
        let data = try LabeledData(features: .zeros([8, 1]), labels: Tensor((0..<8).map { Float($0) / 2 }))
        let (train, test) = try data.split(testFraction: 0.5, seed: 1)
        #expect(
            (train.labels.array(of: Float.self) + test.labels.array(of: Float.self)).sorted()
                == (0..<8).map { Float($0) / 2 })
    }

    @Test(arguments: [0, 1, -0.5, 1.5, Double.nan, 0.99])
    func refusesEmptyParts(_ fraction: Double) throws {
        let data = try numbered(4, classes: 2)
        #expect(throws: TensorError.self) { try data.split(testFraction: fraction) }
    }
}
