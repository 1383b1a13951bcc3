import MartletGraph
import MartletNumerics
import Testing

@Suite struct ParameterLayoutTests {
    private let parameters = [
        Parameter(name: "mask", shape: [3, 5], dtype: .bool, isTrainable: false),
        Parameter(name: "a", shape: [17], isTrainable: true),
        Parameter(name: "steps", shape: [], dtype: .int64, isTrainable: false),
        Parameter(name: "b", shape: [2], isTrainable: true),
        Parameter(name: "packed", shape: [65], dtype: .int8, isTrainable: false),
    ]

    @Test func trainableOnesComeFirstAndAllAreAligned() {
        let layout = ParameterLayout(parameters)
        #expect(layout.entries.map(\.parameter.name) == ["a", "b", "mask", "steps", "packed"])
        #expect(layout.entries.map(\.bytes) == [0..<68, 128..<136, 192..<207, 256..<264, 320..<385])
        #expect(layout.byteCount == 448)
        #expect(layout.trainableCount == 192 / 4)
        #expect(layout.trainable.map(\.start) == [0, 32])
    }

    @Test func frozenOnesAreNoPartOfTheVector() {
        let layout = ParameterLayout(parameters) { $0.name == "a" }
        #expect(layout.trainable.map(\.parameter.name) == ["b"])
        #expect(layout.trainableCount == 16)
        #expect(layout["a"]!.bytes == 64..<132)
    }
}
