import MartletApplications
import MartletCodecs
import MartletNN
import MartletNumerics
import MartletTestSupport
import Testing

struct PredictionTests {
    static let animals = ClassIndex([
        .init(wordNetID: "n01", name: "tench"), .init(wordNetID: "n02", name: "goldfish"),
        .init(wordNetID: "n03", name: "great_white_shark"),
    ])

    @Test func theLikeliestComeFirst() throws {
        let scores = try Tensor([0.2, 0.5, 0.3, 0.4, 0.2, 0.4] as [Float]).reshaped([2, 3])
        let decoded = try decodePredictions(scores, top: 2, classIndex: Self.animals)
        #expect(
            decoded.map { $0.map(\.name) } == [["goldfish", "great_white_shark"], ["tench", "great_white_shark"]])
        #expect(decoded[0][0] == Prediction(wordNetID: "n02", name: "goldfish", score: 0.5))
        #expect(try decodePredictions(scores, top: 9, classIndex: Self.animals)[0].count == 3)
    }

    @Test func otherShapesAreRefused() {
        for shape in [[3], [1, 4], [1, 3, 1]] as [Shape] {
            #expect { try decodePredictions(.ones(shape), classIndex: Self.animals) } throws: {
                "\($0)".contains("takes [rows, 3]")
            }
        }
        #expect(throws: ArgumentError.self) {
            try decodePredictions(.ones([1, 3]), top: 0, classIndex: Self.animals)
        }
    }

    @Test func classIndexIsReadFromAFile() throws {
        let folder = TemporaryFolder()
        try AtomicFile.write(
            #"{"0": ["n01", "tench"], "1": ["n02", "goldfish"], "2": ["n03", "great_white_shark"]}"#,
            to: folder["index.json"])
        #expect(try ClassIndex(contentsOf: folder["index.json"]) == Self.animals)
        for (text, reason) in [
            ("[1]", "is not an object"), (#"{"0": ["n01", "a"], "2": ["n02", "b"]}"#, "class 1 is missing"),
            (#"{"0": ["n01"]}"#, "class 0"), (#"{"0": ["n01", 2]}"#, "class 0"),
        ] {
            try AtomicFile.write(text, to: folder["index.json"])
            #expect { try ClassIndex(contentsOf: folder["index.json"]) } throws: { "\($0)".contains(reason) }
        }
        #expect(throws: FileError.self) { try ClassIndex(contentsOf: folder["absent.json"]) }
    }
}
