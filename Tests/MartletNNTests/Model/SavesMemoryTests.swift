import MartletGraph
import MartletNN
import MartletNumerics
import Testing

/// Plans that give up speed for memory.
@Suite struct SavesMemoryTests {
    @Test func smallerFiltersGiveTheSameResults() throws {
        var model = Model(
            Sequential {
                Conv2D(48, kernelSize: 3, padding: .same, activation: .relu)
                Conv2D(32, kernelSize: 3, activation: .relu)
            }, input: [20, 20, 32], seed: 4)
        let values = (0..<38_400).map { (index: Int) -> Float in Float(index % 101) / 50 - 1 }
        let x = try Tensor(values, shape: [3, 20, 20, 32])
        let (fast, fastKernels) = (try model.predict(x), try model.profile(x, repetitions: 1).entries.map(\.kernel))
        model.savesMemory = true
        let (small, smallKernels) = (try model.predict(x), try model.profile(x, repetitions: 1).entries.map(\.kernel))
        #expect(fastKernels.count == 2 && fastKernels.allSatisfy { $0.hasSuffix("winograd 4 bias relu") })
        #expect(smallKernels.count == 2 && smallKernels.allSatisfy { $0.hasSuffix("winograd 2 bias relu") })
        let (expected, actual) = (fast.array(of: Double.self), small.array(of: Double.self))
        let largest = expected.map { abs($0) }.max()!
        // Two layers, each within some units in the last place of its largest sums.
        #expect(zip(expected, actual).allSatisfy { abs($0 - $1) <= 32 * Double(Float.ulpOfOne) * largest })
    }
}
