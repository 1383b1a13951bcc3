import MartletNumerics
import MartletRL
import Testing

@Suite struct SpaceTests {
    @Test func discreteSpacesHaveOneNumber() {
        #expect(Space.discrete(4).count == 1)
        #expect(Space.discrete(4).discreteCount == 4)
        #expect(Space.box(low: -1, high: 1, shape: [2, 3]).count == 6)
    }
}
