import MartletNN
import MartletNumerics
import Testing

@Suite struct DatasetMixUpTests {
    /// Rows that hold their own number, and it one-hot.
    private func rows(_ count: Int) throws -> Dataset {
        let x = try Tensor((0..<count).map(Float.init), shape: [count, 1])
        let y = try Tensor((0..<count * count).map { Float($0 / count == $0 % count ? 1 : 0) }, shape: [count, count])
        return try Dataset(x, y).batched(count)
    }

    private func mixed(_ count: Int, alpha: Double, seed: UInt64 = 0, epoch: Int = 0) throws -> Batch {
        try #require(try rows(count).mixedUp(alpha: alpha, seed: seed).pull(epoch: epoch)())
    }

    @Test func inputsAndTargetsAreMixedAlike() throws {
        let batch = try mixed(8, alpha: 1)
        let (x, y) = (batch.inputs[0].array(of: Double.self), batch.targets[0].array(of: Double.self))
        var partly = 0
        for row in 0..<8 {
            let shares = Array(y[row * 8..<row * 8 + 8])
            #expect(abs(shares.reduce(0, +) - 1) < 1e-6)
            #expect(shares.count { $0 > 0 } <= 2)
            #expect(abs(zip(shares, 0...).reduce(0) { $0 + $1.0 * Double($1.1) } - x[row]) < 1e-5)
            partly += shares.count { $0 > 0 } == 2 ? 1 : 0
        }
        #expect(partly > 0)
    }

    @Test func followsFromSeedAndEpoch() throws {
        let first = try mixed(8, alpha: 0.4)
        #expect(try mixed(8, alpha: 0.4) == first)
        #expect(try mixed(8, alpha: 0.4, seed: 1) != first)
        #expect(try mixed(8, alpha: 0.4, epoch: 1) != first)
    }

    @Test func refusesWhatCannotBeMixed() throws {
        #expect(throws: DatasetError.self) { try rows(4).mixedUp(alpha: 0) }
        let classes = try Dataset(.zeros([4, 2]), Tensor([0, 1, 2, 3] as [Int32])).batched(4).mixedUp()
        #expect {
            try classes.pull()()
        } throws: {
            "\($0)".contains("one-hot")
        }
    }
}
