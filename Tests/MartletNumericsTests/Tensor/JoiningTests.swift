import MartletNumerics
import Testing

@Suite struct JoiningTests {
    private let x = try! Tensor.arange(6).reshaped([2, 3])

    @Test func joinsAndSplits() throws {
        #expect(try Tensor.concatenate([x, x[0..<1]]).shape == [3, 3])
        #expect(try Tensor.concatenate([x, x], axis: -1) == Tensor([[0, 1, 2, 0, 1, 2], [3, 4, 5, 3, 4, 5]]))
        #expect(try Tensor.concatenate([Tensor([1]), Tensor([0.5])]) == Tensor([1, 0.5]))
        #expect(try Tensor.stack([Tensor(1), Tensor(2)]) == Tensor([1, 2]))
        #expect(try Tensor.stack([x, x], axis: -1).shape == [2, 3, 2])
        let parts = try x.split([1, 0, 2], axis: 1)
        #expect(parts.map(\.shape) == [[2, 1], [2, 0], [2, 2]])
        #expect(try Tensor.concatenate(parts, axis: 1) == x)
        #expect(try x.split(into: 3, axis: 1)[2] == Tensor([[2], [5]]))
    }

    @Test func errors() {
        #expect(throws: TensorError.self) { try Tensor.concatenate([]) }
        #expect(throws: TensorError.self) { try Tensor.stack([]) }
        #expect(throws: TensorError.self) { try Tensor.concatenate([x, Tensor([1])]) }
        #expect(throws: TensorError.self) { try Tensor.concatenate([x, x.transposed()]) }
        #expect(throws: TensorError.self) { try Tensor.concatenate([Tensor(1), Tensor(2)]) }
        #expect(throws: TensorError.self) { try Tensor.stack([x, x.transposed()]) }
        #expect(throws: TensorError.self) { try x.split([1, 1], axis: 1) }
        #expect(throws: TensorError.self) { try x.split([4, -1], axis: 1) }
        #expect(throws: TensorError.self) { try x.split(into: 2, axis: 1) }
        #expect(throws: TensorError.self) { try x.split(into: 0) }
    }
}
