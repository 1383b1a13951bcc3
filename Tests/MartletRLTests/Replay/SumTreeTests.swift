import MartletNumerics
import MartletRL
import Testing

@Suite struct SumTreeTests {
    /// The leaf in which a target lies, by counting.
    private func leaf(_ weights: [Float], _ target: Double) -> Int {
        var sum = 0.0
        for (index, weight) in weights.enumerated() {
            sum += Double(weight)
            if target < sum { return index }
        }
        return weights.lastIndex { $0 > 0 }!
    }

    @Test(arguments: [1, 2, 15, 16, 17, 256, 300, 5000]) func findsWhatCountingFinds(_ count: Int) {
        var tree = SumTree(capacity: count)
        var random = RandomGenerator(seed: 3)
        // Small whole numbers, whose sums are exact.
        var weights = (0..<count).map { _ in Float(Int.random(in: 0...3, using: &random)) }
        weights[count / 2] = 2
        for (index, weight) in weights.enumerated() { tree.set(index, weight) }
        let total = weights.reduce(0, +)
        #expect(tree.total == total)
        var targets = (0..<200).map { _ in Float(Int.random(in: 0..<Int(total), using: &random)) }
        let expected = targets.map { leaf(weights, Double($0)) }
        var leaves = [Int](repeating: 0, count: targets.count)
        targets.withUnsafeMutableBufferPointer { tree.find($0.baseAddress!, into: &leaves) }
        #expect(leaves == expected)
    }

    @Test func whatLiesBehindTheEndIsTheLastWithAWeight() {
        var tree = SumTree(capacity: 40)
        for index in 0..<20 { tree.set(index, 0.1) }
        var targets: [Float] = [2.5, tree.total, 1e9]
        var leaves = [0, 0, 0]
        targets.withUnsafeMutableBufferPointer { tree.find($0.baseAddress!, into: &leaves) }
        #expect(leaves == [19, 19, 19])
    }

    @Test func manyChangesLeaveNoError() {
        var tree = SumTree(capacity: 1000)
        var random = RandomGenerator(seed: 4)
        for _ in 0..<2000 {
            let rows = (0..<8).map { _ in Int.random(in: 0..<1000, using: &random) }
            for row in rows { tree.setLeaf(row, Float(random.nextUnit()) * 1e6) }
            tree.repair(rows)
        }
        for row in 0..<1000 { tree.setLeaf(row, 1) }
        tree.repair(Array(0..<1000))
        #expect(tree.total == 1000)
        #expect(tree.leaves(1000) == Array(repeating: 1, count: 1000))
    }
}
