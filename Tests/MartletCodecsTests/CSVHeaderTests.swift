import Foundation
import MartletCodecs
import Testing

/// Whether a table's first line names its columns, when nobody says it.
struct CSVHeaderTests {
    private func isNamed(_ lines: [String], expecting names: Set<String> = []) throws -> Bool {
        var format = CSV.Format()
        format.expectedNames = names
        let text = lines.joined(separator: "\n") + "\n"
        let whole = try CSV(bytes: Array(text.utf8), format: format).hasHeader
        let path = NSTemporaryDirectory() + "martlet-\(UUID().uuidString).csv"
        try text.write(toFile: path, atomically: false, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(try CSV.Reader(path: path, format: format).hasHeader == whole)
        return whole
    }

    /// Rows of three decimals and a label.
    private func rows(_ count: Int = 12, label: (Int) -> String = { ["oak", "elm", "ash"][$0 % 3] }) -> [String] {
        (0..<count).map { row in
            let numbers = (0..<3).map { "\(Double((row * 7 + $0 * 5) % 11) - 4.25)" }
            return (numbers + [label(row)]).filter { !$0.isEmpty }.joined(separator: ",")
        }
    }

    @Test(arguments: [
        "0,1,2,tree", "2015,2016,2017,tree", "7,3,12,tree", "400.5,410.25,421,tree", "1990,2000,2010,species",
        "a,b,c,d",
        "a,b,c,1", ",x1,x2,tree",
    ])
    func namesAboveLabels(_ names: String) throws { #expect(try isNamed([names] + rows())) }

    @Test(arguments: ["0,1,2,price", "2015,2016,2017,price", "0,1,2,3", "2010,2011,2012,2013", "10,20,30,40", ",0,1,2"])
    func namesAboveNumbers(_ names: String) throws {
        #expect(try isNamed([names] + rows { "\(Double($0 * $0 % 7) + 0.5)" }))
    }

    @Test(arguments: ["0,1,2", "1,2,3", "2015,2016,2017"])
    func namesAboveUnlabelledRows(_ names: String) throws {
        #expect(try isNamed([names] + rows { _ in "" }))
        #expect(try isNamed([names] + rows(1) { _ in "" }))
    }

    @Test(arguments: [
        "1.5,-2,3.25,oak", "5,3,1,oak", "5.1,3.5,1.4,birch", "-1,2,0,birch", "0,1,2,oak", "1,1,1,oak",
    ])
    func rowsAboveLabels(_ first: String) throws { #expect(try !isNamed([first] + rows())) }

    /// Neither names nor a row for certain, so that whoever has the file says it.
    @Test func namesThatRepeat() throws {
        let lines = ["2015,2015,2016,tree"] + rows()
        let error = #expect(throws: CSVError.self) { try isNamed(lines) }
        #expect(error?.line == 1 && error?.reason.contains("or the header absent if this line is a row") == true)
        var format = CSV.Format()
        format.header = .absent
        #expect(try CSV(bytes: Array(lines.joined(separator: "\n").utf8), format: format).rowCount == 13)
        // The numbers of a row are found below it.
        #expect(try !isNamed(["1,1,0,birch"] + (0..<12).map { "\($0 % 2),\($0 / 2 % 2),1,\(["oak", "elm"][$0 % 2])" }))
    }

    @Test(arguments: ["1.5,-2,3.25,7", "5,3,1,4", "3,n.a.,7,1", "3,inf,7,1", "5,2,3,\"1,179\"", "2,4,6,9"])
    func rowsAboveNumbers(_ first: String) throws {
        #expect(try !isNamed([first] + rows { "\(Double($0 * $0 % 7) + 0.5)" }))
    }

    @Test func rowsThatCountUpAreNoNames() throws {
        #expect(try !isNamed((0..<9).map { "\($0),\($0 + 1),\($0 + 2),\($0 + 3)" }))
        #expect(try !isNamed(["0,1"] + (0..<9).map { "\($0 % 3),\($0 % 2)" }))
    }

    @Test func labelsOfWhichEachIsAloneTellNothing() throws {
        #expect(try !isNamed(["5,3,1,r"] + rows { "r\($0)" }))
        #expect(try isNamed(["0,1,2,name"] + rows { "r\($0)" }))
    }

    @Test func tablesOfWordsAlone() throws {
        let rows = (0..<12).map { "\(["red", "blue"][$0 % 2]),\(["s", "m", "l"][$0 % 3])" }
        #expect(try isNamed(["colour,size"] + rows))
        #expect(try !isNamed(rows))
    }

    @Test func namesThatAreKnown() throws {
        #expect(try isNamed(["3.5,0.5,x1"] + rows { _ in "" }, expecting: ["0.5", "3.5"]))
        #expect(try !isNamed(["3.5,0.5,1"] + rows { _ in "" }, expecting: ["0.5", "7"]))
        #expect(try isNamed(["0,1", "2.5,3"], expecting: ["0", "1"]))
        #expect(try !isNamed(["0,1", "2.5,3"]))
    }
}
