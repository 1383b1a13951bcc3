import Foundation
import MartletNumerics
import Testing

@Suite struct ElementwiseTests {
    @Test(arguments: [DType.float32, .float64]) func functionsAgreeWithTheCLibrary(dtype: DType) throws {
        let values = stride(from: -3.0, through: 3.0, by: 0.01).map { $0 }
        let x = Tensor(values).cast(to: dtype)
        let positive = try x.abs() + 0.001
        let cases: [(Tensor, Tensor, (Double) -> Double)] = [
            (x, x.exp(), Foundation.exp), (x, x.expm1(), Foundation.expm1), (x, x.sin(), Foundation.sin),
            (x, x.cos(), Foundation.cos), (x, x.tanh(), Foundation.tanh), (x, x.erf(), Foundation.erf),
            (positive, positive.log(), Foundation.log), (positive, positive.log1p(), Foundation.log1p),
            (positive, positive.log2(), Foundation.log2), (positive, positive.log10(), Foundation.log10),
            (positive, positive.squareRoot(), { $0.squareRoot() }),
        ]
        // A few units in the last place of the result, and of the arguments where it is near zero.
        let tolerance = dtype == .float32 ? 4 * 0x1p-23 : 4 * 0x1p-52
        for (argument, result, function) in cases {
            #expect(result.dtype == dtype)
            let expected = Tensor(argument.array(of: Double.self).map(function))
            #expect(try result.isClose(to: expected, relative: tolerance, absolute: tolerance * 0x1p-4))
        }
    }

    @Test func specialValues() throws {
        let x = Tensor([-Float.infinity, -0.5, 0.5, 1.5, 2.5, .infinity])
        #expect(x.round() == Tensor([-Float.infinity, 0, 0, 2, 2, .infinity]))
        #expect(x.floor() == Tensor([-Float.infinity, -1, 0, 1, 2, .infinity]))
        #expect(x.ceil() == Tensor([-Float.infinity, 0, 1, 2, 3, .infinity]))
        #expect(x.sign() == Tensor([-1, -1, 1, 1, 1, 1] as [Float]))
        #expect(try x.exp()[0...0] == Tensor([0] as [Float]))
        #expect(Tensor([0, -1] as [Float]).log().array(of: Float.self)[0] == -.infinity)
        #expect(Tensor([0, -1] as [Float]).log().isNaN.array(of: Bool.self) == [false, true])
        #expect(Tensor([Float.nan]).sign().isNaN == Tensor([true]))
        #expect(Tensor([Float.nan, 1]).exp().isNaN == Tensor([true, false]))
    }

    @Test func integers() {
        #expect(Tensor([-3, 0, 3]).abs() == Tensor([3, 0, 3]))
        #expect(Tensor([-3, 0, 3]).sign() == Tensor([-1, 0, 1]))
        #expect(Tensor([4, 9]).squareRoot() == Tensor([2.0, 3.0]))
        #expect(-Tensor([true]) == Tensor([-1] as [Int32]))
        #expect(Tensor([1, 2]).isNaN == Tensor([false, false]))
    }
}
