import MartletNumerics
import Testing

@Suite struct ReductionTests {
    private let x = try! Tensor([[1, 2, 3], [4, 5, 9]] as [[Float]])

    @Test func overAllAndSome() throws {
        #expect(try x.sum().scalar(as: Float.self) == 24)
        #expect(try x.mean(axis: 0) == Tensor([2.5, 3.5, 6] as [Float]))
        #expect(try x.max(axis: -1, keepingDimensions: true) == Tensor([[3], [9]] as [[Float]]))
        #expect(try x.min(axis: 1) == Tensor([1, 4] as [Float]))
        #expect(try x.product(axes: [1]) == Tensor([6, 180] as [Float]))
        #expect(try x.variance().isClose(to: Tensor(20.0 / 3)))
        #expect(try x.standardDeviation(axis: 0, ddof: 1).isClose(to: Tensor([4.5, 4.5, 18]).squareRoot()))
        #expect(try x.argMax().scalar(as: Int.self) == 5)
        #expect(try x.argMin(axis: 0, keepingDimensions: true).shape == [1, 3])
        #expect(try x.sum(axes: []) == x)
    }

    @Test func totalsAreWide() throws {
        #expect(try Tensor([Int8](repeating: 100, count: 100)).sum() == Tensor(10_000))
        #expect(try Tensor([true, true, false]).sum() == Tensor(2))
        #expect(try Tensor([1, 2]).mean() == Tensor(1.5))
        // In float32 alone 2²⁴ + 1 + 1 + … stays at 2²⁴.
        let values = [Float](repeating: 1, count: 1000)
        #expect(try Tensor([0x1p24] + values).sum().scalar(as: Float.self) == 0x1p24 + 1000)
        #expect(
            try Tensor([0x1p24] + values).reshaped([1001, 1]).broadcast(to: [1001, 2]).sum(axis: 0).array(
                of: Float.self)
                == [0x1p24 + 1000, 0x1p24 + 1000])
    }

    @Test func nothingToReduce() throws {
        let empty = Tensor.zeros([0, 3])
        #expect(try empty.sum(axis: 0) == Tensor.zeros([3]))
        #expect(try empty.sum(axis: 1).shape == [0])
        #expect(try empty.product().scalar(as: Float.self) == 1)
        #expect(try empty.mean().scalar(as: Float.self).isNaN)
        #expect(try empty.all().scalar(as: Bool.self))
        #expect(throws: TensorError.empty(operation: "max", shape: [0, 3])) { try empty.max() }
        #expect(throws: TensorError.empty(operation: "argMin", shape: [0, 3])) { try empty.argMin(axis: 0) }
    }

    @Test func errors() {
        #expect(throws: TensorError.axisOutOfRange(operation: "sum", axis: 2, shape: [2, 3])) { try x.sum(axis: 2) }
        #expect(throws: TensorError.axisOutOfRange(operation: "max", axis: -3, shape: [2, 3])) { try x.max(axis: -3) }
        #expect(throws: TensorError.self) { try x.mean(axes: [0, -2]) }
        #expect(throws: TensorError.self) { try Tensor(1).argMax(axis: 0) }
    }
}
