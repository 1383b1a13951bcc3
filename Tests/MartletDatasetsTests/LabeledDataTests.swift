import Glibc
import MartletCodecs
import MartletDatasets
import MartletNumerics
import Testing

struct LabeledDataTests {
    private func table(_ text: String) throws -> CSV { try CSV(bytes: Array(text.utf8)) }

    @Test func encodesStringsAsClasses() throws {
        let data = try LabeledData(table("species,a,b\nx,1,2\nw,3,4\nx,5,6"), label: "species")
        #expect(data.classNames == ["w", "x"])
        #expect(data.labels == Tensor([1, 0, 1] as [Int32]))
        #expect(try data.features == Tensor([[1, 2], [3, 4], [5, 6]] as [[Float]]))
        #expect(data.featureNames == ["a", "b"])
        #expect(data.isClassification && data.count == 3 && data.featureCount == 2)
    }

    @Test func keepsWholeNumbers() throws {
        let data = try LabeledData(table("a,label\n1,2\n2,0\n3,2"))
        #expect(data.classNames == ["0", "1", "2"])
        #expect(data.labels == Tensor([2, 0, 2] as [Int32]))
    }

    @Test func otherNumbersAreValues() throws {
        for text in ["a,b\n1,2.5\n2,0", "a,b\n1,-1\n2,0", "a,b\n1,70000\n2,1"] {
            let data = try LabeledData(table(text))
            #expect(!data.isClassification)
            #expect(data.labels.dtype == .float32)
        }
        #expect(try LabeledData(table("a,b\n1,1\n2,0"), target: .values).labels == Tensor([1, 0] as [Float]))
        #expect(try LabeledData(table("a,b\n1,5\n2,0"), target: .classes).classNames.count == 6)
    }

    @Test func refusesOtherTables() throws {
        func failure(_ text: String, _ label: CSV.Selector = -1, _ target: LabeledData.Target = .automatic) -> CSVError?
        {
            #expect(throws: CSVError.self) { try LabeledData(table(text), label: label, target: target) }
        }
        #expect(failure("a,b\n1,2", "c")?.reason.hasPrefix("no column is called 'c'") == true)
        #expect(failure("a\n1")?.reason.hasPrefix("it is the only column") == true)
        #expect(failure("a,b\n1,2.5", -1, .classes)?.reason.hasPrefix("classes must be strings") == true)
        #expect(failure("a,b\n1,-2", -1, .classes)?.columnName == "b")
        #expect(failure("a,b\n1,1e6", -1, .classes)?.columnName == "b")
        #expect(failure("a,b\n1,2\n1,x", -1, .values)?.line == 3)
        #expect(failure("a;b\n1;2")?.reason.contains("separated by ';'") == true)
        #expect(
            failure("a,b\n1,2\nx,3")?.description.hasPrefix("CSV, line 3, column 1 ('a'): 'x' is not a number; ")
                == true)
    }

    @Test func refusesArraysThatDoNotFit() {
        #expect(throws: TensorError.self) { try LabeledData(features: .zeros([3, 2]), labels: .zeros([2])) }
        #expect(throws: TensorError.self) { try LabeledData(features: .zeros([3]), labels: .zeros([3])) }
        #expect(throws: TensorError.self) {
            try LabeledData(features: .zeros([1, 2]), labels: .zeros([1]), featureNames: ["a"])
        }
        #expect(throws: TensorError.self) {
            try LabeledData(features: .zeros([1, 2]), labels: Tensor([2]), classNames: ["a", "b"])
        }
    }

    @Test func readsAFile() throws {
        let path = "/tmp/martlet-labeled-\(UInt64.random(in: 0 ... .max)).csv"
        let iris = Iris.load()
        var text = iris.featureNames.joined(separator: ",") + ",species\n"
        for row in 0..<iris.count {
            text += try iris.features[row].array(of: Float.self).map(\.description).joined(separator: ",")
            text += ",\(iris.classNames[try iris.labels[row].scalar(as: Int.self)])\n"
        }
        try AtomicFile.write(text, to: path)
        defer { unlink(path) }
        let read = try LabeledData(csv: path, label: "species")
        #expect(read.features == iris.features)
        #expect(read.labels == iris.labels)
        #expect(read.classNames == iris.classNames)
        #expect(read.featureNames == iris.featureNames)
        #expect(throws: CSVError.self) { try LabeledData(csv: path, label: "specie") }
    }

    /// Whole numbers are classes where they are few.
    @Test(arguments: [(2, true), (10, true), (20, true), (21, false), (200, false)])
    func wholeNumbersMayBeClasses(_ count: Int, _ areClasses: Bool) throws {
        let rows = (0..<1000).map { "\($0),\($0 % count)" }
        let table = try CSV(bytes: Array(("x,y\n" + rows.joined(separator: "\n")).utf8))
        #expect(try LabeledData(table).classNames.count == (areClasses ? count : 0))
        #expect(try LabeledData(table, target: .classes).classNames.count == count)
        #expect(try !LabeledData(table, target: .values).isClassification)
    }

    @Test func picksExamples() throws {
        let iris = Iris.load()
        let part = try iris.examples([149, 0, 149])
        #expect(part.labels == Tensor([2, 0, 2] as [Int32]))
        #expect(try part.features[1] == iris.features[0])
        #expect(throws: TensorError.self) { try iris.examples([150]) }
    }
}
