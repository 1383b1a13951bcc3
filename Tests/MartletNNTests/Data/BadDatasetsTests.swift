import MartletNN
import MartletNumerics
import MartletTestSupport
import Testing

private let rows = Tensor((0..<6).map { Float($0) })

extension BadCalls {
    /// A dataset that can't be made or read.
    fileprivate mutating func read(_ name: String, _ body: @escaping @Sendable (Dataset) throws -> Dataset) {
        self(name) {
            let pull = try body(Dataset(rows.reshaped([6, 1]), rows)).pull()
            while try pull() != nil {}
        }
    }
}

private let datasets = BadCalls { call in
    call("no inputs") { try Dataset(inputs: [], targets: []) }
    call("a scalar") { try Dataset(Tensor(1)) }
    call("other lengths") { try Dataset(rows, Tensor([1])) }
    call("weights of other lengths") { try Dataset(rows, sampleWeight: Tensor(1)) }
    call("a batch of nothing") { try Batch(inputs: []) }
    call("a negative epoch") { try Dataset(rows).pull(epoch: .min) }
    call.read("batches of nothing") { try $0.batched(0) }
    call.read("the smallest batches") { try $0.batched(.min) }
    call.read("no buffer") { try $0.shuffled(buffer: 0) }
    call.read("the smallest buffer") { try $0.shuffled(buffer: .min) }
    call.read("nothing fetched before") { try $0.prefetching(0) }
    call.read("mixed by nothing") { try $0.mixedUp(alpha: 0) }
    call.read("mixed by what isn't a number") { try $0.mixedUp(alpha: .nan) }
    call.read("integers mixed") {
        try $0.mapped { try Batch($0.inputs[0].cast(to: .int32)) }.mixedUp()
    }
    call.read("pieces that differ") { _ in
        let pieces = [try Batch(rows), try Batch(rows.reshaped([3, 2]))]
        return try Dataset { _ in
            var next = pieces[...]
            return { next.popFirst() }
        }.batched(4)
    }
    call.read("a table that isn't there") { _ in try Dataset(csv: "/nowhere/table.csv", target: .values) }
    call.read("a table read by nothing") { _ in
        try Dataset(csv: "/nowhere/table.csv", target: .values, rowsPerPiece: 0)
    }
}

/// Whatever a dataset is told, making or reading it answers with an error that says what was wrong.
@Suite struct BadDatasetsTests {
    @Test(arguments: datasets.all) func datasetsThrow(_ call: BadCall) { #expect(call.problem == nil) }

    /// Sizes are as large as anybody likes: memory grows with the rows alone.
    @Test func extremesAreAnswered() throws {
        let data = try Dataset(rows.reshaped([6, 1]), rows)
        func count(_ dataset: Dataset, epoch: Int = 0) throws -> Int {
            let pull = try dataset.pull(epoch: epoch)
            var count = 0
            while let batch = try pull() { count += batch.count }
            return count
        }
        #expect(try count(data.batched(.max)) == 6)
        #expect(try count(data.batched(1).batched(.max)) == 6)
        #expect(try count(data.mapped { $0 }.shuffled(buffer: .max), epoch: .max) == 6)
        #expect(try count(data.batched(.max).shuffled(buffer: .max)) == 6)
        #expect(try count(data.prefetching(.max)) == 6)
        #expect(try count(data.mixedUp(), epoch: .max) == 6)
        #expect(try count(data.prefix(.min)) == 0)
    }
}
