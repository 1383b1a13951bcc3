import MartletExplain
import MartletNumerics
import Testing

@Suite struct BackgroundTests {
    @Test func weightsAreShares() throws {
        let background = try Background(Tensor.zeros([2, 3]), weights: Tensor([1, 3]))
        #expect(background.weights == Tensor([0.25, 0.75]))
        #expect(try Background(Tensor.zeros([4, 1])).weights == Tensor([0.25, 0.25, 0.25, 0.25]))
    }

    /// Three clusters far apart are found, with their shares, by values that occur.
    @Test func findsClusters() throws {
        var generator = RandomGenerator(seed: 2)
        let centres = [0.0, 100, 250]
        let rows = try Tensor.concatenate(
            [10, 20, 50].enumerated().map { index, count in
                try generator.normal([count, 2], dtype: .float64) + centres[index]
            })
        let background = try Background.kMeans(rows, clusters: 3, seed: 5)
        let order = try background.rows[.all, 0].argSort()
        #expect(try background.weights.take(order) == Tensor([0.125, 0.25, 0.625]))
        let known = Set(rows.array(of: Double.self))
        #expect(background.rows.array(of: Double.self).allSatisfy(known.contains))
        for (found, centre) in zip(try background.rows.take(order).array(of: Double.self), [0, 0, 100, 100, 250, 250]) {
            #expect(abs(found - Double(centre)) < 1)
        }
        #expect(try Background.kMeans(rows, clusters: 3, seed: 5) == background)
    }

    @Test func equalRowsMakeOneCluster() throws {
        let background = try Background.kMeans(.ones([5, 2]), clusters: 3)
        #expect(background.rows == Tensor.ones([1, 2]) && background.weights == Tensor([1.0]))
    }
}
