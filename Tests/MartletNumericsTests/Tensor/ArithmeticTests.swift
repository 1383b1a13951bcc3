import MartletNumerics
import Testing

@Suite struct ArithmeticTests {
    private let x = Tensor([1, -2, 3] as [Float])

    @Test func numbersTakeTheTensorsDType() throws {
        #expect(try x * 2 == Tensor([2, -4, 6] as [Float]))
        #expect(try 1 - x == Tensor([0, 3, -2] as [Float]))
        #expect(try x / 2.0 == Tensor([0.5, -1, 1.5] as [Float]))
        #expect(try 6.0 / x == Tensor([6, -3, 2] as [Float]))
        #expect(try Tensor([1, 2]) + 1 == Tensor([2, 3]))
        #expect(try Tensor([1, 2]) + 0.5 == Tensor([1.5, 2.5]))
        #expect(try Tensor([1, 2] as [Int32]) * Float(0.5) == Tensor([0.5, 1] as [Float]))
        #expect(try Tensor([true, false]) + Tensor([true, true]) == Tensor([2, 1] as [Int32]))
        #expect(try Tensor([1, 2] as [UInt8]) + Tensor([-1, 1] as [Int8]) == Tensor([0, 3] as [Int32]))
    }

    @Test func integersWrapAndRoundDown() throws {
        #expect(try Tensor([-7, 7, -7, 7]).floorDivide(Tensor([2, 2, -2, -2])) == Tensor([-4, 3, 3, -4]))
        #expect(try Tensor([-7, 7, -7, 7]) % Tensor([3, 3, -3, -3]) == Tensor([2, 1, -1, -2]))
        #expect(try Tensor([Int64.min]).floorDivide(-1) == Tensor([Int64.min]))
        #expect(try Tensor([Int64.min]) % -1 == Tensor([0]))
        #expect(try Tensor([127] as [Int8]) + 1 == Tensor([-128] as [Int8]))
        #expect(try Tensor([2, -3]).power(3) == Tensor([8, -27]))
        #expect(-Tensor([1] as [UInt8]) == Tensor([255] as [UInt8]))
        #expect(-x == Tensor([-1, 2, -3] as [Float]))
    }

    @Test func quotientsOfIntegersAreFloats() throws {
        #expect(try Tensor([1, 2]) / Tensor([2, 2]) == Tensor([0.5, 1.0]))
        #expect(try Tensor([1, 2] as [UInt8]) / 4 == Tensor([0.25, 0.5]))
        #expect(try 1 / Tensor([2, 4] as [Int32]) == Tensor([0.5, 0.25]))
        #expect(try Tensor([true, false]) / Tensor([2]) == Tensor([0.5, 0.0]))
        #expect(try Tensor([1, 2]) / Tensor([2, 2] as [Float]) == Tensor([0.5, 1] as [Float]))
        #expect(try (Tensor([1, -1, 0]) / 0 .== Double.infinity) == Tensor([true, false, false]))
        #expect(try x.floorDivide(2) == Tensor([0, -1, 1] as [Float]))
    }

    @Test func numbersStandOnEitherSide() throws {
        #expect(try (0 .< x).array(of: Bool.self) == [true, false, true])
        #expect(try (3 .<= x).array(of: Bool.self) == [false, false, true])
        #expect(try (0 .> x).array(of: Bool.self) == [false, true, false])
        #expect(try (-2 .>= x).array(of: Bool.self) == [false, true, false])
        #expect(try (3.0 .== x).array(of: Bool.self) == [false, false, true])
        #expect(try (3 .!= x).array(of: Bool.self) == [true, true, false])
        #expect(try 7 % Tensor([3, -3]) == Tensor([1, -2]))
        let positive = try x .> 0
        #expect(try Tensor.where(positive, x, 0) == Tensor([1, 0, 3] as [Float]))
        #expect(try Tensor.where(positive, 1, x) == Tensor([1, -2, 1] as [Float]))
        #expect(try Tensor.where(positive, 1, -1) == Tensor([1, -1, 1]))
        #expect(x.square() == Tensor([1, 4, 9] as [Float]))
        #expect(x.square().sqrt() == Tensor([1, 2, 3] as [Float]))
    }

    @Test func notANumberSpreads() throws {
        let a = Tensor([Double.nan, 1, .infinity])
        #expect(try a.maximum(2).isNaN.array(of: Bool.self) == [true, false, false])
        #expect(try Tensor(2.0).minimum(a).isNaN.array(of: Bool.self) == [true, false, false])
        #expect(try (a - a).isNaN.array(of: Bool.self) == [true, false, true])
        #expect(a.isFinite.array(of: Bool.self) == [false, true, false])
        #expect(try a.clipped(to: 0...5)[1...] == Tensor([1.0, 5.0]))
    }

    @Test func comparisonsAndLogic() throws {
        #expect(try (x .> 0).array(of: Bool.self) == [true, false, true])
        #expect(try (x .>= x).all().scalar(as: Bool.self))
        #expect(try (x .<= -2).array(of: Bool.self) == [false, true, false])
        #expect(try (x .== 3).any().scalar(as: Bool.self))
        #expect(try (x .!= 3).array(of: Int.self) == [1, 1, 0])
        #expect(try (x .< Tensor([2, -3, 4] as [Float])).array(of: Int.self) == [1, 0, 1])
        let (a, b) = (Tensor([true, true, false]), Tensor([true, false, false]))
        #expect(try (a .& b).array(of: Bool.self) == [true, false, false])
        #expect(try (a .| b).array(of: Bool.self) == [true, true, false])
        #expect(try (a .^ b).array(of: Bool.self) == [false, true, false])
        #expect((.!a).array(of: Bool.self) == [false, false, true])
        #expect(
            try Tensor.where(Tensor([[true], [false]]), x, Tensor(0 as Float)).array(of: Float.self) == [
                1, -2, 3, 0, 0, 0,
            ])
    }

    @Test func closeness() throws {
        #expect(try x.isClose(to: x + 1e-7))
        #expect(try !x.isClose(to: x + 1e-3))
        #expect(try Tensor([Double.infinity]).isClose(to: Tensor([Double.infinity])))
        #expect(try !Tensor([Double.nan]).isClose(to: Tensor([Double.nan])))
    }

    @Test func errors() {
        #expect(throws: TensorError.self) { try x + Tensor([1, 2]) }
        #expect(throws: TensorError.divisionByZero(operation: "divide")) { try Tensor([1, 2]).floorDivide(0) }
        #expect(throws: TensorError.divisionByZero(operation: "remainder")) { try Tensor([1]) % Tensor([1, 0]) }
        #expect(throws: TensorError.self) { try Tensor([2]).power(-1) }
        #expect(throws: TensorError.self) { try Tensor.where(Tensor([true, false]), x, x) }
        #expect(throws: TensorError.self) { try Tensor.where(Tensor([true]), x, Tensor([1, 2])) }
        let long = Tensor.zeros([1 << 23, 1], dtype: .int8)
        #expect(throws: TensorError.self) { try long + long.reshaped([1, 1 << 23]) }
        let message = "add: shapes [3] and [2] do not fit: aligned at the last axis, lengths must be equal or 1"
        #expect { try x + Tensor([1, 2]) } throws: { "\($0)" == message }
    }
}
