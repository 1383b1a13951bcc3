import MartletCodecs
import MartletGraph
import MartletNN
import MartletNumerics
import Testing

struct TablePreparationTests {
    private func table(_ text: String) throws -> CSV {
        var format = CSV.Format()
        format.keepsGaps = true
        return try CSV(bytes: Array(text.utf8), format: format)
    }

    private func fitted(
        _ table: CSV, rows: [Int]? = nil, scaling: TablePreparation.Scaling = .standard
    ) throws -> TablePreparation {
        try TablePreparation.fitted(
            to: table, features: Array(table.columns.indices), rows: rows ?? Array(0..<table.rowCount), scaling: scaling
        ).preparation
    }

    @Test(arguments: [1, 1e-300, 1e300, 1e-12, 1e30])
    func numbersHaveMeanZeroAndVarianceOne(_ scale: Double) throws {
        let table = try table("a\n\(1 * scale)\n\(3 * scale)\n\(5 * scale)\n")
        let matrix = try fitted(table).matrix(of: table)
        let wanted = (1.5 as Double).squareRoot()
        for (value, expected) in zip(matrix.array(of: Double.self), [-wanted, 0, wanted]) {
            #expect(abs(value - expected) < 1e-6)
        }
    }

    @Test func digitsThatFloat32LacksAreKept() throws {
        let table = try table("a\n5412345.01\n5412345.02\n5412345.03\n")
        let values = try fitted(table).matrix(of: table).array(of: Float.self)
        #expect(abs(values[0] + 1.2247) < 1e-3 && abs(values[1]) < 1e-3 && abs(values[2] - 1.2247) < 1e-3)
    }

    @Test func missingNumbersAreTheMeanWithAnIndicator() throws {
        let table = try table("a,b\n1,1\nNA,2\n3,3\n")
        let preparation = try fitted(table)
        #expect(preparation.featureNames == ["a", "a is missing", "b"])
        let rows = try preparation.matrix(of: table)
        #expect(rows.shape == [3, 3])
        #expect(try rows[1].array(of: Float.self) == [0, 1, 0])
        #expect(rows.array(of: Float.self)[0] == -1 && rows.array(of: Float.self)[1] == 0)
        // Where no row lacked a value when it was fitted, a missing one is the mean.
        let other = try self.table("a,b\n2,\n1,NA\n")
        #expect(try preparation.matrix(of: other).array(of: Float.self) == [0, 0, 0, -1, 0, 0])
    }

    @Test func categoriesAreOneHotAndRareOnesPooled() throws {
        let table = try table("c\nred\nblue\nred\nblue\nmauve\n\"\"\n")
        let preparation = try fitted(table)
        #expect(preparation.featureNames == ["c=blue", "c=red", "c is another", "c is missing"])
        let rows = try preparation.matrix(of: table)
        let expected: [[Float]] = [
            [0, 1, 0, 0], [1, 0, 0, 0], [0, 1, 0, 0], [1, 0, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1],
        ]
        #expect(try rows == Tensor(expected))
        let unseen = try self.table("c\ngreen\nred\n")
        #expect(try preparation.matrix(of: unseen) == Tensor([[0, 0, 1, 0], [0, 1, 0, 0]] as [[Float]]))
    }

    @Test func unseenCategoriesWithoutAPoolAreNothing() throws {
        let seen = try table("c\nred\nblue\nred\nblue\n")
        let preparation = try fitted(seen)
        #expect(preparation.featureNames == ["c=blue", "c=red"])
        let unseen = try table("c\ngreen\nred\n")
        #expect(try preparation.matrix(of: unseen) == Tensor([[0, 0], [0, 1]] as [[Float]]))
    }

    @Test(arguments: [
        "1970-01-01", "2024-02-29", "1969-12-31 23:59:59", "0001-03-01", "9999-12-31 12:30", "2000-12-31 00:00:01",
    ])
    func daysAreWrittenAsDates(_ text: String) throws {
        #expect(try CalendarDay.text(#require(CalendarDay.parse(text))) == text)
    }

    @Test(arguments: [.nan, .infinity, 1e300, -1e7, 2_932_897] as [Double])
    func noDateHasNoText(_ days: Double) { #expect(CalendarDay.text(days) == nil) }

    @Test func datesAreDays() throws {
        let table = try table("d\n1970-01-01\n1970-01-03\n2024-02-29 12:00\n2023/12/31\n")
        #expect(try table.days(0) == [0, 2, 19782.5, 19722])
        guard case .date = try fitted(table).columns[0].encoding else {
            Issue.record("no date")
            return
        }
        for text in ["2023-02-29", "2024-13-01", "2024-1-1", "31.12.2023", "2024-05-05 25:00", "2024-05-05T10"] {
            let other = try self.table("d\n\(text)\n2024-01-01\n")
            #expect(throws: CSVError.self) { try other.days(0) }
        }
    }

    @Test func columnsThatTellNothingAreIgnored() throws {
        let rows = (0..<40).map { "\($0 % 3),7,word,w\($0),\n" }.joined()
        let table = try table("a,same,word,ids,none\n" + rows)
        let preparation = try fitted(table)
        #expect(preparation.columns.map(\.name) == ["a"])
        #expect(preparation.ignored.map(\.name) == ["same", "word", "ids", "none"])
        let same = try self.table("same\n1\n1\n")
        #expect(throws: CSVError.self) { try fitted(same) }
    }

    @Test func faultsAreRefusedWhereTheyAreUsed() throws {
        let table = try table("a,b\n" + (0..<20).map { "\($0),\($0 == 3 ? "x" : "1.\($0)")\n" }.joined())
        let error = #expect(throws: CSVError.self) { try fitted(table) }
        #expect(error?.line == 5 && error?.column == 2)
        let first = try TablePreparation.fitted(to: table, features: [0], rows: Array(0..<20)).preparation
        #expect(try first.matrix(of: table).shape == [20, 1])
    }

    @Test func logarithmsKeepSigns() throws {
        let table = try table("a\n-1000\n0\n1000\n")
        let values = try fitted(table, scaling: .log).matrix(of: table).array(of: Float.self)
        #expect(values[0] == -values[2] && values[1] == 0)
    }

    @Test func notesKeepThePreparation() throws {
        let table = try table("a,c\n1,x\nNA,y\n3,x\n4,y\n")
        var preparation = try fitted(table)
        preparation.target = .init(mean: 3, deviation: 2)
        var model = Model(Sequential { Dense(1) }, input: [preparation.featureNames.count])
        let notes = ModelNotes(features: preparation.featureNames, table: preparation)
        try notes.write(to: &model)
        #expect(try ModelNotes(of: model) == notes)
        preparation.target?.deviation = 0
        try ModelNotes(table: preparation).write(to: &model)
        #expect(throws: ArgumentError.self) { try ModelNotes(of: model) }
    }
}
