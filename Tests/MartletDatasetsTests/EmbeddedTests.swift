import MartletCodecs
import MartletDatasets
import MartletNumerics
import Testing

struct EmbeddedTests {
    static let all: [(String, LabeledData)] = [
        ("digits", Digits.load()), ("iris", Iris.load()), ("wine", Wine.load()), ("breast_cancer", BreastCancer.load()),
    ]

    static func golden(_ name: String) throws -> JSON {
        let path = String(#filePath.dropLast("EmbeddedTests.swift".count)) + "Golden/reference.json"
        return try #require(try JSON(parsing: FileReader.contents(of: path, limit: 1 << 20))[name])
    }

    @Test(arguments: all.indices)
    func equalsScikitLearn(_ index: Int) throws {
        let (name, data) = Self.all[index]
        let golden = try Self.golden(name)
        func numbers(_ key: String) throws -> [Double] { try golden[key]?.decode() ?? [] }

        #expect(try golden["feature_names"]?.decode() == data.featureNames)
        #expect(try golden["class_names"]?.decode() == data.classNames)
        #expect(data.features.dtype == .float32 && data.labels.dtype == .int32)
        #expect(data.features.shape == [data.count, data.featureCount])

        let labels = data.labels.array(of: Int.self)
        let counts = data.classNames.indices.map { class_ in labels.count { $0 == class_ } }
        #expect(try golden["class_counts"]?.decode() == counts)
        #expect(
            golden["weighted_labels"]?.integer == labels.enumerated().reduce(0) { $0 + ($1.offset + 1) * $1.element })

        let features = data.features.array(of: Float.self)
        let (sums, weighted) = (try numbers("feature_sums"), try numbers("weighted_sums"))
        for feature in 0..<data.featureCount {
            let column = (0..<data.count).map { Double(features[$0 * data.featureCount + feature]) }
            // No value is negative, so that rounding to float32 changes sums by 2^-24 of themselves at most.
            let sum = column.reduce(0, +)
            #expect(abs(sum - sums[feature]) <= 0x1p-23 * sums[feature])
            let weightedSum = column.enumerated().reduce(0) { $0 + Double($1.offset + 1) * $1.element }
            #expect(abs(weightedSum - weighted[feature]) <= 0x1p-23 * weighted[feature])
        }
        let lastRow = try numbers("last_row").map { Float($0) }
        #expect(Array(features.suffix(data.featureCount)) == lastRow)
    }

    @Test func digitsAreImages() {
        let digits = Digits.load()
        #expect(digits.count == 1797)
        #expect(Digits.imageShape.elementCount == digits.featureCount)
        #expect(digits.features.array(of: Int.self).allSatisfy { 0...16 ~= $0 })
        #expect(digits.features.array(of: Int.self).max() == 16)
    }
}
