import MartletNumerics
import MartletTestSupport
import Testing

/// What NumPy users write, with the numbers that NumPy gives.
@Suite struct NumPyNameTests {
    private let x = try! Tensor([[1, 2, 3], [4, 5, 9]] as [[Float]])

    @Test func spellingsMeanTheSame() throws {
        #expect(
            try x.std() == x.standardDeviation() && x.std(axis: 0, ddof: 1) == x.standardDeviation(axis: 0, ddof: 1))
        #expect(try x.var() == x.variance() && x.var(axis: 1) == x.variance(axis: 1))
        #expect(try x.argmax() == x.argMax() && x.argmin(axis: 0) == x.argMin(axis: 0))
        #expect(try x.T == x.transposed())
        #expect(try x.sum(axis: [0, 1]) == x.sum() && x.mean(axis: [0, -1]) == x.mean())
        #expect(try x.max(axis: [0, 1]) == x.max() && x.min(axis: [1]) == x.min(axis: 1))
        #expect(Tensor.full([2, 2], 7) == Tensor.full(7, shape: [2, 2]))
        #expect(Tensor.linspace(0, 1, 5) == Tensor([0, 0.25, 0.5, 0.75, 1]))
        #expect(Tensor.linspace(0, 1).count == 50)
    }

    @Test func sumsSoFar() throws {
        #expect(try x.cumsum() == Tensor([1, 3, 6, 10, 15, 24] as [Float]))
        #expect(try x.cumsum(axis: 0) == Tensor([[1, 2, 3], [5, 7, 12]] as [[Float]]))
        #expect(try x.cumsum(axis: -1) == Tensor([[1, 3, 6], [4, 9, 18]] as [[Float]]))
        #expect(try Tensor([true, true]).cumsum() == Tensor([1, 2] as [Int64]))
        #expect(try Tensor.zeros([0, 3]).cumsum(axis: 1).shape == [0, 3])
        #expect(try Tensor.zeros([3, 0]).cumsum(axis: 1).shape == [3, 0])
        // In float32 alone 2²⁴ + 1 + 1 stays at 2²⁴.
        #expect(try Tensor([0x1p24, 1, 1] as [Float]).cumsum() == Tensor([0x1p24, 0x1p24, 0x1p24 + 2] as [Float]))
    }

    @Test func quantilesLieBetween() throws {
        #expect(try x.percentile(50).scalar(as: Float.self) == 3.5)
        #expect(try x.quantile(0.25, axis: 1) == Tensor([1.5, 4.5] as [Float]))
        #expect(try x.quantile(1, axis: 0) == Tensor([4, 5, 9] as [Float]))
        #expect(try x.quantile(0.5, axis: 0, keepingDimensions: true) == Tensor([[2.5, 3.5, 6]] as [[Float]]))
        #expect(try x.quantile(0.5, keepingDimensions: true).shape == [1, 1])
        #expect(try Tensor([3, 1, 2, 4]).percentile(40).isClose(to: Tensor(2.2)))
        #expect(try Tensor([1, .infinity]).quantile(0).scalar(as: Double.self) == 1)
        #expect(try Tensor([1, .nan, 3]).quantile(0).scalar(as: Double.self).isNaN)
    }

    @Test func matricesAndVectors() throws {
        #expect(try LinearAlgebra.norm(Tensor([3, 4])).scalar(as: Double.self) == 5)
        #expect(
            try LinearAlgebra.norm(Tensor([[3, 4], [6, 8]] as [[Float]]), axis: 1) == Tensor([5, 10] as [Float]))
        #expect(try Tensor.diag(Tensor([1, 2])) == Tensor([[1, 0], [0, 2]]))
        #expect(try Tensor.diag(x) == Tensor([1, 5] as [Float]) && Tensor.diag(x.T) == Tensor([1, 5] as [Float]))
        #expect(try Tensor.diag(Tensor.zeros([0])).shape == [0, 0])
        #expect(try Tensor([1, 2]).dot(Tensor([3, 4])).scalar(as: Int.self) == 11)
        #expect(try x.dot(Tensor([1, 0, 1] as [Float])) == Tensor([4, 13] as [Float]))
        #expect(try x.dot(Tensor(2 as Float)) == x * 2)
        // Of full rank by columns: the inverse from the left; and of one rank less.
        let tall = x.T.cast(to: .float64)
        #expect(try LinearAlgebra.pinv(tall).matmul(tall).isClose(to: .eye(2, dtype: .float64), absolute: 1e-12))
        let flat = try Tensor([[1, 2], [2, 4]] as [[Double]])
        let inverse = try LinearAlgebra.pinv(flat)
        #expect(try flat.matmul(inverse).matmul(flat).isClose(to: flat))
        #expect(try inverse.isClose(to: flat / 25))
    }
}

private let calls = BadCalls { call in
    let matrix = Tensor.ones([2, 3])
    call("cumsum along no axis") { try matrix.cumsum(axis: 2) }
    call("a share above 1") { try matrix.quantile(1.5) }
    call("a share that isn't a number") { try matrix.quantile(.nan) }
    call("more than a hundred percent") { try matrix.percentile(101) }
    call("a quantile of nothing") { try Tensor.zeros([0]).quantile(0.5) }
    call("a quantile along the smallest axis") { try matrix.quantile(0.5, axis: .min) }
    call("a norm along the largest axis") { try LinearAlgebra.norm(matrix, axis: .max) }
    call("a diagonal of a scalar") { try Tensor.diag(Tensor(1)) }
    call("a diagonal beyond memory") { try Tensor.diag(Tensor.zeros([1 << 23], dtype: .int8)) }
    call("a pseudo-inverse of a vector") { try LinearAlgebra.pinv(Tensor([1.0])) }
    call("a pseudo-inverse of nothing") { try LinearAlgebra.pinv(Tensor.zeros([0, 2])) }
    call("dot of vectors that differ") { try Tensor([1, 2]).dot(Tensor([1])) }
    call("dot of stacks") { try Tensor.ones([1, 1, 1]).dot(matrix) }
}

@Suite struct BadNumPyArgumentTests {
    @Test(arguments: calls.all) func theyThrow(_ call: BadCall) { #expect(call.problem == nil) }
}
