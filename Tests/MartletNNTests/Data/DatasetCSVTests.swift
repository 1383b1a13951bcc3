import MartletCodecs
import MartletGraph
import MartletNN
import MartletNumerics
import MartletTestSupport
import Testing

@Suite struct DatasetCSVTests {
    private let folder = TemporaryFolder()

    private func write(_ text: String) throws -> String {
        try AtomicFile.write(text, to: folder["table.csv"])
        return folder["table.csv"]
    }

    /// Points as a table, with the label between the features.
    private func points(_ label: (Int32) -> String) throws -> String {
        let (x, y) = try Points.data()
        let (numbers, labels) = (x.array(of: Float.self), y.array(of: Int32.self))
        let rows = labels.enumerated().map { row, code in
            let fields = numbers[4 * row..<4 * row + 4].map { "\($0)" }
            return (fields[..<2] + [label(code)] + fields[2...]).joined(separator: ",")
        }
        return try write("a,b,point,c,d\r\n" + rows.joined(separator: "\r\n") + "\r\n")
    }

    /// All rows of an epoch in one piece.
    private func whole(_ data: Dataset, epoch: Int = 0) throws -> Batch? {
        try data.batched(Points.count * 2).pull(epoch: epoch)()
    }

    @Test(arguments: [1, 7, 64, 150, 10_000]) func rowsAreThoseOfTheArrays(rowsPerPiece: Int) throws {
        let (x, y) = try Points.data()
        let names = ["west", "east \"1\"", "two\r\nlines"]
        let path = try points { "\"" + names[Int($0)].replacing("\"", with: "\"\"") + "\"" }
        let data = try Dataset(csv: path, label: "point", target: .classes(names), rowsPerPiece: rowsPerPiece)
        #expect(data.rows == nil)
        for epoch in 0..<2 { #expect(try whole(data, epoch: epoch) == Batch(x, y)) }
        #expect(try whole(data.batched(32).prefetching()) == Batch(x, y))
        #expect(try data.pull()()?.count == min(rowsPerPiece, Points.count))
        let shuffled = try #require(try whole(data.shuffled(buffer: 40, seed: 3)))
        #expect(try shuffled == whole(Dataset(x, y).shuffled(buffer: 40, seed: 3)))
        #expect(try shuffled != Batch(x, y))
    }

    @Test func labelsMeanWhatWasSaid() throws {
        let (x, y) = try Points.data()
        let path = try points { "\($0)" }
        #expect(try whole(Dataset(csv: path, label: 2, target: .classIndices)) == Batch(x, y))
        #expect(try whole(Dataset(csv: path, label: 2, target: .values)) == Batch(x, y.cast(to: .float32)))
        let reversed = try Dataset(csv: path, label: -3, target: .classes(["2", "1", "0"]))
        #expect(try whole(reversed)?.targets[0] == Tensor(y.array(of: Int32.self).map { 2 - $0 }))
    }

    @Test func trainingOnAFileEqualsTrainingOnItsArrays() throws {
        let (x, y) = try Points.data()
        let file = try Dataset(csv: points { "\($0)" }, label: "point", target: .classIndices, rowsPerPiece: 20)
        func train(_ data: Dataset) throws -> Model {
            var model = try Points.compiled()
            try model.fit(data.shuffled(buffer: 50, seed: 2).batched(32).prefetching(), epochs: 3)
            return model
        }
        let (a, b) = (try train(file), try train(Dataset(x, y)))
        for parameter in a.parameters { #expect(a[parameter.name] == b[parameter.name]) }
        #expect(try a.evaluate(file.batched(32)) == b.evaluate(x, y, batchSize: 32))
        #expect(try a.predict(file.batched(32)) == b.predict(x, batchSize: 32))
    }

    @Test(
        arguments: [
            (
                "x,y\n1,a\n2,c\n", .classes(["a", "b"]), 3, 2,
                "'c' is none of 'a', 'b'; add it to them or remove the row"
            ),
            (
                "x,y\n1,0\n2,1.0\n", .classIndices, 3, 2,
                "'1.0' is not a whole number from 0 to 2147483647; correct it or remove the row"
            ),
            (
                "x,y\n1,0\n2,-1\n", .classIndices, 3, 2,
                "'-1' is not a whole number from 0 to 2147483647; correct it or remove the row"
            ),
            (
                "x,y\n1,0\n2,a\n", .values, 3, 2,
                "'a' is not a number; correct it, write the whole column as numbers or remove the column"
            ),
            (
                "x,y\n1,0\n\nb,1\n", .values, 4, 1,
                "'b' is not a number; correct it, write the whole column as numbers or remove the column"
            ),
            (
                "x,y\n1,0\n2\n", .values, 3, nil,
                "1 field where the rows before have 2; give each row as many, with ',' between fields and quotes "
                    + "around a field that contains it"
            ),
            ("x,y\n1,0\n,1\n", .values, 3, 1, "the value is missing; fill it in or remove the row"),
        ] as [(String, Dataset.CSVTarget, Int, Int?, String)])
    func badRowsAreNamed(
        _ text: String, _ target: Dataset.CSVTarget, _ line: Int, _ column: Int?, _ reason: String
    ) throws {
        let path = try write(text)
        let pull = try Dataset(csv: path, target: target, rowsPerPiece: 1).batched(2).prefetching().pull()
        let error = #expect(throws: CSVError.self) { try pull() }
        #expect(error?.path == path)
        #expect(error?.line == line)
        #expect(error?.column == column)
        #expect(error?.reason == reason)
    }

    @Test func badHeadersAreRefusedAtOnce() throws {
        let path = try write("x,y\n1,a\n")
        #expect(throws: CSVError.self) { try Dataset(csv: path, label: "z", target: .values) }
        #expect(throws: CSVError.self) { try Dataset(csv: path, target: .classes([])) }
        #expect(throws: FileError.self) { try Dataset(csv: folder["absent"], target: .values) }
        #expect(throws: DatasetError.self) { try Dataset(csv: path, target: .values, rowsPerPiece: 0) }
        #expect(throws: CSVError.self) { try Dataset(csv: write("x\n1\n"), target: .values) }
    }
}
