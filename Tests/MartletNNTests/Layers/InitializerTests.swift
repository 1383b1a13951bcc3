import Glibc
import MartletGraph
import MartletNN
import MartletNumerics
import Testing

@Suite struct InitializerTests {
    /// Mean 0 and the variance that Keras's fans give, within five standard errors.
    @Test func variancesFollowTheFans() throws {
        let shape: Shape = [3, 3, 40, 60]
        let (fanIn, fanOut) = (9.0 * 40, 9.0 * 60)
        let cases: [(Initializer, Double)] = [
            (.glorotUniform, 2 / (fanIn + fanOut)), (.glorotNormal, 2 / (fanIn + fanOut)), (.heUniform, 2 / fanIn),
            (.heNormal, 2 / fanIn), (.lecunUniform, 1 / fanIn), (.lecunNormal, 1 / fanIn),
            (.varianceScaling(scale: 3, mode: .fanOut, distribution: .untruncatedNormal), 3 / fanOut),
            (.randomNormal(), 0.0025), (.randomUniform(), 0.01 / 12),
            (.truncatedNormal(), 0.0025 * 0.879_625_661_034_239_78 * 0.879_625_661_034_239_78),
        ]
        for (initializer, variance) in cases {
            let values = try initializer.values(shape: shape, seed: 1, name: "kernel").map(Double.init)
            let count = Double(values.count)
            let mean = values.reduce(0, +) / count
            let own = values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / count
            #expect(abs(mean) < 5 * sqrt(variance / count), "\(initializer)")
            // A variance of n numbers errs by √(2/n) of itself at most, for these distributions.
            #expect(abs(own / variance - 1) < 5 * sqrt(2 / count), "\(initializer)")
        }
    }

    @Test func truncatedStaysWithinTwoDeviations() throws {
        let values = try Initializer.truncatedNormal(mean: 1, standardDeviation: 0.5)
            .values(shape: [10_000], seed: 2, name: "w")
        #expect(values.min()! >= 0 && values.max()! <= 2)
    }

    @Test func seedAndNameDecideTheBytes() throws {
        let draw = { (seed: UInt64, name: String) in
            try Initializer.glorotUniform.values(shape: [5, 7], seed: seed, name: name)
        }
        #expect(try draw(1, "a") == draw(1, "a"))
        #expect(try draw(1, "a") != draw(2, "a"))
        #expect(try draw(1, "a") != draw(1, "b"))
    }

    @Test(arguments: [[8, 5], [5, 8], [6, 6], [2, 3, 4]]) func orthogonalIsOrthogonal(_ shape: [Int]) throws {
        let values = try Initializer.orthogonal(gain: 2).values(shape: Shape(shape), seed: 3, name: "w").map(
            Double.init)
        let columns = shape.last!
        let rows = values.count / columns
        let byRow = rows <= columns
        let count = min(rows, columns)
        for i in 0..<count {
            for j in 0..<count {
                let product = (0..<max(rows, columns)).reduce(0.0) { sum, k in
                    sum
                        + (byRow
                            ? values[i * columns + k] * values[j * columns + k]
                            : values[k * columns + i] * values[k * columns + j])
                }
                #expect(abs(product - (i == j ? 4 : 0)) < 1e-5)
            }
        }
    }

    @Test func plainValues() throws {
        #expect(try Initializer.identity(gain: 3).values(shape: [2, 3], seed: 0, name: "w") == [3, 0, 0, 0, 3, 0])
        #expect(try Initializer.constant(0.5).values(shape: [2], seed: 0, name: "w") == [0.5, 0.5])
        #expect(try Initializer.values([1, 2]).values(shape: [2, 1], seed: 0, name: "w") == [1, 2])
        #expect(try Initializer.randomUniform(2, 2).values(shape: [2], seed: 0, name: "w") == [2, 2])
    }

    @Test func refusesWhatCannotBe() {
        let wrong: [(Initializer, Shape)] = [
            (.values([1]), [2]), (.identity(), [2]), (.orthogonal(), [4]), (.randomNormal(standardDeviation: -1), [2]),
            (.randomUniform(1, 0), [2]), (.varianceScaling(scale: 0), [2, 2]),
        ]
        for (initializer, shape) in wrong {
            #expect(throws: ArgumentError.self) { try initializer.values(shape: shape, seed: 0, name: "w") }
        }
    }
}
