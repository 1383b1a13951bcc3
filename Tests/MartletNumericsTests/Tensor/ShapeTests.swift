import MartletNumerics
import Testing

@Suite struct ShapeTests {
    @Test func behavesAsACollection() {
        var shape: Shape = [2, 3, 4]
        #expect(shape.count == 3)
        #expect(shape.elementCount == 24)
        #expect(shape.last == 4)
        #expect(Shape(shape.dropFirst()) == [3, 4])
        shape[1] = 7
        shape.append(1)
        #expect(shape.description == "[2, 7, 4, 1]")
        shape.insert(9, at: 1)
        #expect(shape == [2, 9, 7, 4, 1])
        #expect(shape.remove(at: 0) == 2)
        #expect(shape == [9, 7, 4, 1])
        #expect(Shape().elementCount == 1)
        #expect(Shape([3]).hashValue == Shape([3]).hashValue)
        #expect(Shape([3]) != Shape([3, 0]))
    }

    @Test func negativeAxesCountFromTheEnd() async {
        var shape: Shape = [2, 3, 4]
        #expect(shape[-1] == 4 && shape[-3] == 2)
        shape[-2] = 7
        #expect(shape == [2, 7, 4])
        await #expect(processExitsWith: .failure) { _ = Shape([2, 3])[-3] }
        await #expect(processExitsWith: .failure) { _ = Shape([2, 3])[2] }
    }

    @Test func unknownLengthsAreAllowedButNotCounted() {
        let shape: Shape = [-1, 3]
        #expect(shape.description == "[-1, 3]")
        #expect(throws: TensorError.self) { try shape.checkedElementCount }
    }

    @Test func hostileLengthsThrow() throws {
        #expect(throws: TensorError.self) { try Shape([Int.max, 2]).checkedElementCount }
        #expect(throws: TensorError.self) { try Shape([Int.max, Int.max, 0]).checkedElementCount }
        #expect(throws: TensorError.self) { try Shape([1 << 20, 1 << 20, 1 << 20]).checkedElementCount }
        #expect(throws: TensorError.tooManyAxes(operation: "shape", rank: 9)) {
            try Shape(validating: [Int](repeating: 1, count: 9))
        }
        #expect(try Shape([5, 0, 3]).checkedElementCount == 0)
    }

    @Test func stridesAndBroadcasting() {
        #expect(Shape([2, 3, 4]).strides == [12, 4, 1])
        #expect(Shape.broadcast([3, 1], [2, 1, 4]) == [2, 3, 4])
        #expect(Shape.broadcast([], [2]) == [2])
        #expect(Shape.broadcast([0], [1]) == [0])
        #expect(Shape.broadcast([2], [3]) == nil)
    }
}
