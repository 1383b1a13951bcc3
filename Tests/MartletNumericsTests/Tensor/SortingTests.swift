import MartletNumerics
import Testing

@Suite struct SortingTests {
    @Test func notANumberIsLast() throws {
        let x = Tensor([2, .nan, -.infinity, .nan, 1] as [Double])
        #expect(try x.argSort().array(of: Int.self) == [2, 4, 0, 1, 3])
        #expect(try x.sorted()[0..<3] == Tensor([-.infinity, 1, 2] as [Double]))
        #expect(try x.sorted()[3...].isNaN == Tensor([true, true]))
        #expect(x.unique().counts == Tensor([1, 1, 1, 2]))
    }

    @Test func equalElementsKeepTheirOrder() throws {
        let keys = Tensor((0..<1000).map { ($0 * 7919) % 10 })
        let order = try keys.argSort().array(of: Int.self)
        let values = keys.array(of: Int.self)
        for (i, j) in zip(order, order.dropFirst()) {
            #expect(values[i] < values[j] || (values[i] == values[j] && i < j))
        }
    }

    @Test func alongAnAxis() throws {
        let x = try Tensor([[3, 1], [2, 5]])
        #expect(try x.sorted(axis: 0) == Tensor([[2, 1], [3, 5]]))
        #expect(try x.sorted() == Tensor([[1, 3], [2, 5]]))
        #expect(try x.argSort(axis: 0) == Tensor([[1, 0], [0, 1]]))
        #expect(x.unique().values == Tensor([1, 2, 3, 5]))
        #expect(try Tensor.zeros([2, 0]).sorted().shape == [2, 0])
        #expect(throws: TensorError.self) { try x.sorted(axis: 2) }
        #expect(throws: TensorError.self) { try Tensor(1).argSort() }
    }
}
