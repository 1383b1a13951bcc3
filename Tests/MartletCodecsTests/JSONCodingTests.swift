import MartletCodecs
import MartletNumerics
import Testing

struct JSONCodingTests {
    struct Inner: Codable, Equatable {
        var shape: Shape
        var name: String?
    }

    enum Choice: Codable, Equatable {
        case plain
        case pair(Int, weight: Float)
    }

    class Base: Codable {
        var base = 1
    }

    final class Derived: Base {
        var own = 2
        private enum CodingKeys: CodingKey { case own }

        override init() { super.init() }

        required init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            own = try container.decode(Int.self, forKey: .own)
            try super.init(from: container.superDecoder())
        }

        override func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try super.encode(to: container.superEncoder())
            try container.encode(own, forKey: .own)
        }
    }

    /// What has no order of its own is written in one.
    @Test func dictionariesAndSetsHaveOneOrder() throws {
        let names = (0..<50).map { "k\($0)" }
        let inner = Dictionary(uniqueKeysWithValues: names.map { ($0, 1) })
        let object = try JSON(encoding: ["z": inner, "a": inner]).object
        #expect(object?.keys == ["a", "z"] && object?["z"]?.object?.keys == names.sorted())
        #expect(try JSON(encoding: Set(names)) == JSON(encoding: names.sorted()))
        #expect(try JSON(encoding: [Shape([2]): 1, Shape([1]): 2, Shape([]): 3]) == [[1], 2, [2], 1, [], 3])
        #expect(try JSON(encoding: [inner, inner])[1]?.object?.keys == names.sorted())
    }

    struct Everything: Codable, Equatable {
        var flag = true
        var small: Int8 = -8
        var seed = UInt64.max
        var rate: Float = 0.1
        var limit = -Double.infinity
        var text = "é"
        var missing: Int?
        var dtype = DType.float32
        var inner = [Inner(shape: [2, 3], name: "a"), Inner(shape: [], name: nil)]
        var table = ["x": [1.5, 2]]
        var choices = [Choice.plain, .pair(3, weight: 0.5)]
    }

    @Test func everythingSurvivesARoundTrip() throws {
        let value = Everything()
        let json = try JSON(encoding: value)
        #expect(try JSON(parsing: json.serialized()).decode(Everything.self) == value)
    }

    @Test func membersComeInOrderAndFloatsAreShort() throws {
        #expect(
            try JSON(encoding: Everything()).serialized()
                == #"{"flag":true,"small":-8,"seed":"18446744073709551615","rate":0.1,"limit":"-Infinity","text":"é","#
                + #""dtype":"float32","inner":[{"shape":[2,3],"name":"a"},{"shape":[]}],"table":{"x":[1.5,2.0]},"#
                + #""choices":[{"plain":{}},{"pair":{"_0":3,"weight":0.5}}]}"#)
    }

    @Test func everyFloatSurvivesARoundTrip() throws {
        for bits in stride(from: UInt32(1), to: 0x7F80_0000, by: 99_991) {
            let value = Float(bitPattern: bits)
            #expect(try JSON(parsing: JSON(encoding: [value]).serialized()).decode([Float].self) == [value])
        }
    }

    @Test func encodesScalarsAndSuperclasses() throws {
        #expect(try JSON(encoding: 3) == 3)
        #expect(try JSON(encoding: [Int?.none, 4]) == [nil, 4])
        let json = try JSON(encoding: Derived())
        #expect(json.serialized() == #"{"super":{"base":1},"own":2}"#)
        let copy = try json.decode(Derived.self)
        #expect(copy.base == 1 && copy.own == 2)
    }

    @Test(arguments: [
        #"{}"#, #"{"shape":3}"#, #"{"shape":["a"]}"#, #"{"shape":[1.5]}"#, #"{"shape":[1],"name":7}"#, #"[]"#, "null",
        #"{"shape":[1e30]}"#, #"{"shape":[true]}"#,
    ])
    func refusesOtherTypes(_ text: String) throws {
        let json = try JSON(parsing: text)
        #expect(throws: DecodingError.self) { try json.decode(Inner.self) }
    }

    @Test func refusesNumbersOutOfRange() throws {
        #expect(throws: DecodingError.self) { try JSON.integer(128).decode(Int8.self) }
        #expect(throws: DecodingError.self) { try JSON.integer(-1).decode(UInt64.self) }
        #expect(try JSON.double(3).decode(UInt8.self) == 3)
    }
}
