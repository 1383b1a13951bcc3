import MartletNumerics
import Testing

@Suite struct IndexingTests {
    private let x = try! Tensor.arange(24).reshaped([4, 3, 2])

    @Test func subscripts() throws {
        #expect(try x[1] == Tensor([[6, 7], [8, 9], [10, 11]]))
        #expect(try x[-1, 0] == Tensor([18, 19]))
        #expect(try x[2, 1, 0].scalar(as: Int.self) == 14)
        #expect(try x[1..<3].shape == [2, 3, 2])
        #expect(try x[.all, 0, ..<1].array(of: Int.self) == [0, 6, 12, 18])
        #expect(try x[2...] == x[2...3])
        #expect(try x[.all, .newAxis, -1].shape == [4, 1, 2])
        #expect(try x[.range(nil, nil, by: 2), 0, 0].array(of: Int.self) == [0, 12])
        #expect(try x[.range(nil, nil, by: -1), 0, 0].array(of: Int.self) == [18, 12, 6, 0])
        #expect(try x[.range(-1, 0, by: -2), 0, 0].array(of: Int.self) == [18, 6])
        #expect(try x[1..<1].shape == [0, 3, 2])
        #expect(try Tensor([true, false])[1] == Tensor(false))
    }

    @Test func assignment() throws {
        var y = x
        try y.assign(Tensor([-1, -2]), at: .all, 1)
        #expect(try y[.all, 1] == Tensor([-1, -2]).broadcast(to: [4, 2]))
        #expect(try y[.all, 0] == x[.all, 0])
        #expect(try x[0, 1] == Tensor([2, 3]))
        try y.assign(Tensor(7.9), at: .range(nil, nil, by: 2), .all, 0)
        #expect(try y[.all, 2, 0].array(of: Int.self) == [7, 10, 7, 22])
        #expect(throws: TensorError.self) { try y.assign(Tensor([1, 2, 3]), at: 0) }
        #expect(throws: TensorError.self) { try y.assign(Tensor(1), at: 4) }
    }

    @Test func taking() throws {
        #expect(try x.take([3, -4]) == Tensor.stack([x[3], x[0]]))
        #expect(try x.take([1, 1], axis: -1) == Tensor.stack([x[.all, .all, 1], x[.all, .all, 1]], axis: 2))
        #expect(try x.take(Tensor([[0], [2]]), axis: 1).shape == [4, 2, 1, 2])
        #expect(try x.take([]).shape == [0, 3, 2])
        #expect(try x.compressed(by: Tensor([true, false, false, true])) == x.take([0, 3]))
    }

    @Test func errors() {
        #expect(throws: TensorError.indexOutOfRange(operation: "subscript", index: 4, axis: 0, length: 4)) { try x[4] }
        #expect(throws: TensorError.indexOutOfRange(operation: "subscript", index: -4, axis: 1, length: 3)) {
            try x[0, -4]
        }
        #expect(throws: TensorError.indexOutOfRange(operation: "subscript", index: 5, axis: 0, length: 4)) {
            try x[3..<5]
        }
        #expect(throws: TensorError.self) { try x[0, 0, 0, 0] }
        #expect(throws: TensorError.self) { try x[.range(nil, nil, by: 0)] }
        #expect(throws: TensorError.self) { try x[.range(nil, nil, by: .min)] }
        #expect(throws: TensorError.self) { try x[.newAxis, .newAxis, .newAxis, .newAxis, .newAxis, .newAxis] }
        #expect(throws: TensorError.self) { try x[0...Int.max] }
        #expect(throws: TensorError.indexOutOfRange(operation: "take", index: 3, axis: 1, length: 3)) {
            try x.take([0, 3], axis: 1)
        }
        #expect(throws: TensorError.self) { try x.take(Tensor([0.5])) }
        #expect(throws: TensorError.self) { try x.take([0], axis: 3) }
        #expect(throws: TensorError.self) { try x.take(.zeros([1, 1, 1, 1, 1, 1, 1], dtype: .int64)) }
        #expect(throws: TensorError.self) { try x.compressed(by: Tensor([true])) }
    }
}
