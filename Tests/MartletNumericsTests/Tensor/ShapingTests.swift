import MartletNumerics
import Testing

@Suite struct ShapingTests {
    private let x = try! Tensor.arange(6).reshaped([2, 3])

    @Test func reshaping() throws {
        #expect(try x.reshaped([3, -1]) == Tensor([[0, 1], [2, 3], [4, 5]]))
        #expect(try x.reshaped([3, 2]).baseAddress == x.baseAddress)
        #expect(x.flattened().shape == [6])
        #expect(try x.expandingDimensions(at: -1).shape == [2, 3, 1])
        #expect(try x.expandingDimensions(at: 0).squeezed() == x)
        #expect(try x.reshaped([1, 6, 1]).squeezed(axis: -1).shape == [1, 6])
        #expect(try Tensor.zeros([0, 2]).reshaped([4, 0]).shape == [4, 0])
    }

    @Test func transposing() throws {
        #expect(try x.transposed() == Tensor([[0, 3], [1, 4], [2, 5]]))
        let cube = try Tensor.arange(24).reshaped([2, 3, 4])
        #expect(try cube.movingAxis(0, to: -1) == cube.transposed([1, 2, 0]))
        #expect(try cube.movingAxis(2, to: 0).movingAxis(0, to: 2) == cube)
        #expect(try x.reversed(axis: 1) == Tensor([[2, 1, 0], [5, 4, 3]]))
    }

    @Test func broadcasting() throws {
        #expect(try Tensor([1, 2, 3]).broadcast(to: [2, 3]) == Tensor([[1, 2, 3], [1, 2, 3]]))
        #expect(try Tensor([[1], [2]]).broadcast(to: [2, 2]) == Tensor([[1, 1], [2, 2]]))
        #expect(try Tensor(true).broadcast(to: [2]) == Tensor([true, true]))
    }

    @Test func errors() {
        #expect(throws: TensorError.self) { try x.reshaped([4]) }
        #expect(throws: TensorError.self) { try x.reshaped([-1, 4]) }
        #expect(throws: TensorError.self) { try x.reshaped([-1, -1]) }
        #expect(throws: TensorError.self) { try x.reshaped([-1, 0]) }
        #expect(throws: TensorError.self) { try x.reshaped([-2, -3]) }
        #expect(throws: TensorError.self) { try x.transposed([0]) }
        #expect(throws: TensorError.self) { try x.transposed([0, 0]) }
        #expect(throws: TensorError.self) { try x.transposed([0, 2]) }
        #expect(throws: TensorError.self) { try x.expandingDimensions(at: 4) }
        #expect(throws: TensorError.self) { try Tensor.zeros([1, 1, 1, 1, 1, 1, 1, 1]).expandingDimensions(at: 0) }
        #expect(throws: TensorError.self) { try x.squeezed(axis: 0) }
        #expect(throws: TensorError.self) { try x.broadcast(to: [3]) }
        #expect(throws: TensorError.self) { try x.broadcast(to: [3, 3]) }
        #expect(throws: TensorError.self) { try Tensor(1).broadcast(to: [1 << 30, 1 << 30]) }
    }
}
