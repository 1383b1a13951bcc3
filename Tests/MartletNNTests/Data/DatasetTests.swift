import Glibc
import MartletCodecs
import MartletGraph
import MartletNN
import MartletNumerics
import MartletTestSupport
import Testing

@Suite struct DatasetTests {
    private let folder = TemporaryFolder()

    private func numbers(_ count: Int) throws -> Dataset {
        try Dataset(Tensor((0..<count).map { Float($0) }).reshaped([count, 1]), Tensor((0..<count).map { Int32($0) }))
    }

    /// Each piece's rows.
    private func pieces(_ dataset: Dataset, epoch: Int = 0) throws -> [[Int]] {
        let pull = try dataset.pull(epoch: epoch)
        var result: [[Int]] = []
        while let batch = try pull() {
            #expect(batch.inputs[0].array(of: Int.self) == batch.targets[0].array(of: Int.self))
            result.append(batch.inputs[0].array(of: Int.self))
        }
        #expect(try pull() == nil)
        return result
    }

    @Test func piecesAreCutAndJoined() throws {
        #expect(try pieces(numbers(7).batched(3)) == [[0, 1, 2], [3, 4, 5], [6]])
        #expect(try pieces(numbers(7).batched(3, dropRemainder: true)) == [[0, 1, 2], [3, 4, 5]])
        #expect(try pieces(numbers(7).batched(2).batched(5)) == [[0, 1, 2, 3, 4], [5, 6]])
        #expect(try pieces(numbers(4).batched(4)) == [[0, 1, 2, 3]])
        #expect(try pieces(numbers(7).batched(2).prefix(2)) == [[0, 1], [2, 3]])
        #expect(throws: DatasetError.self) { try numbers(2).batched(0) }
    }

    @Test(arguments: [1, 3, 10, 100]) func shufflingMovesRowsWithinItsBuffer(buffer: Int) throws {
        let data = try numbers(20).batched(6).shuffled(buffer: buffer, seed: 4)
        let rows = try pieces(data)
        #expect(rows.map(\.count) == [6, 6, 6, 2])
        let order = rows.flatMap { $0 }
        #expect(order.sorted() == Array(0..<20))
        for (place, row) in order.enumerated() { #expect(row < place + buffer) }
        #expect(try pieces(data) == rows)
        if buffer > 1 {
            #expect(try pieces(data, epoch: 1) != rows)
            #expect(try pieces(numbers(20).batched(6).shuffled(buffer: buffer, seed: 5)) != rows)
        } else {
            #expect(order == Array(0..<20))
        }
    }

    @Test func everyRowIsEquallyLikelyFirst() throws {
        let data = try numbers(4).shuffled(buffer: 4)
        var counts = [0, 0, 0, 0]
        for epoch in 0..<2000 { counts[try pieces(data, epoch: epoch)[0][0]] += 1 }
        // Four standard deviations of a binomial(2000, 1/4).
        for count in counts { #expect(abs(Double(count) - 500) < 4 * (2000.0 * 3 / 16).squareRoot()) }
    }

    @Test func mappedFunctionsSeeEachPiece() throws {
        let doubled = try numbers(5).batched(2).mapped { batch in
            try Batch(batch.inputs[0] * Float(2), batch.targets[0].cast(to: .float32) * Float(2))
        }
        #expect(try pieces(doubled) == [[0, 2], [4, 6], [8]])
    }

    @Test func prefetchingKeepsOrderAndErrors() throws {
        #expect(try pieces(numbers(100).batched(7).prefetching(3)) == pieces(numbers(100).batched(7)))
        struct Broken: Error {}
        let broken = try Dataset { _ in
            var left = 2
            return {
                left -= 1
                if left < 0 { throw Broken() }
                return try Batch(Tensor.zeros([1, 1]))
            }
        }.prefetching()
        let pull = try broken.pull()
        _ = try pull()
        _ = try pull()
        #expect(throws: Broken.self) { try pull() }
        #expect(throws: Broken.self) { try pull() }
    }

    @Test func readersThatAreNotReadToTheEndStop() throws {
        let endless = try Dataset { _ in { try Batch(Tensor.zeros([1, 1])) } }.prefetching(4)
        for _ in 0..<50 { _ = try endless.pull()() }
    }

    @Test func piecesMustBeAlike() throws {
        let mixed = try Dataset { _ in
            var left = 2
            return {
                left -= 1
                return left < 0 ? nil : try Batch(Tensor.zeros([3, left + 1]))
            }
        }.batched(4)
        #expect(throws: DatasetError.piecesDiffer(expected: "float32[rows, 2]", got: "float32[rows, 1]")) {
            try mixed.pull()()
        }
        #expect(throws: DatasetError.rowsDiffer(field: 1, expected: 3, got: 2)) {
            try Dataset(Tensor.zeros([3, 1]), Tensor.zeros([2]))
        }
    }

    @Test func trainingOnADatasetEqualsTrainingOnItsArrays() throws {
        let (x, y) = try Points.data()
        let data = try Dataset(x, y).batched(32).prefetching()
        var (a, b) = (try Points.compiled(), try Points.compiled())
        let history = try a.fit(data, epochs: 3, validationData: Dataset(x, y))
        #expect(try b.fit(x, y, epochs: 3, validationData: (x, y), shuffle: false) == history)
        for parameter in a.parameters { #expect(a[parameter.name] == b[parameter.name]) }
        #expect(try a.evaluate(data) == a.evaluate(x, y, batchSize: 32))
        #expect(try a.predict(data) == a.predict(x, batchSize: 32))
        #expect(try a.fit(Dataset(x, y), epochs: 1) == b.fit(x, y, epochs: 1, shuffle: false))
    }

    @Test func sampleWeightsCount() throws {
        let (x, y) = try Points.data()
        let weights = Tensor((0..<Points.count).map { Float($0 % 2) })
        var (a, b) = (try Points.compiled(), try Points.compiled())
        try a.fit(Dataset(x, y, sampleWeight: weights).batched(32), epochs: 2)
        try b.fit(x, y, epochs: 2, shuffle: false, sampleWeight: weights)
        #expect(a["dense/kernel"] == b["dense/kernel"])
    }

    @Test func badRowsAreNamed() throws {
        var model = try Points.compiled()
        #expect(throws: ModelError.empty(what: "the training data")) {
            try model.fit(Dataset { _ in { nil } }, epochs: 1)
        }
        #expect(throws: ModelError.labelOutOfRange(row: 1, label: 3, classes: 3)) {
            try model.fit(Dataset(Tensor.zeros([2, 4]), Tensor([Int32(0), 3])), epochs: 1)
        }
        #expect(throws: ModelError.self) {
            try model.fit(Dataset(Tensor.zeros([2, 5]), Tensor([Int32(0), 1])), epochs: 1)
        }
    }

    /// A file of float32 rows, of which no more than one piece is in memory.
    @Test func filesAreReadPieceByPiece() throws {
        let (x, y) = try Points.data()
        let path = folder["rows.bin"]
        let rows = try Tensor.concatenate([x, y.cast(to: .float32).reshaped([Points.count, 1])], axis: 1)
        try AtomicFile.write(to: path) { file in try rows.withUnsafeBytes { try file.write($0) } }
        let data = try Dataset(rows: Points.count) { _ in
            var next = 0
            return {
                let count = min(40, Points.count - next)
                if count == 0 { return nil }
                let piece = try FileReader(path).bytes(at: next * 20, count: count * 20)
                next += count
                let table = Tensor(shape: [count, 5], dtype: .float32) { $0.copyBytes(from: piece) }
                return try Batch(table[.all, 0..<4], table[.all, 4..<5].cast(to: .int32))
            }
        }.batched(32).prefetching()
        var (a, b) = (try Points.compiled(), try Points.compiled())
        #expect(try a.fit(data, epochs: 2) == b.fit(x, y, epochs: 2, shuffle: false))
        #expect(a["dense/kernel"] == b["dense/kernel"])
    }
}
