import MartletCodecs
import Testing

struct JSONTests {
    @Test func readsEveryKindOfValue() throws {
        let text =
            #" {"a": [1, -2.5, 1e3, true, false, null], "b\n\u00e9\ud83d\ude00": "x\/\"\\", "empty": {}, "none": []} "#
        let json = try JSON(parsing: text)
        #expect(
            json == ["a": [1, -2.5, 1000.0, true, false, nil], "b\né😀": "x/\"\\", "empty": [:], "none": []])
        #expect(json.object?.keys == ["a", "b\né😀", "empty", "none"])
        #expect(json["a"]?[1]?.double == -2.5)
        #expect(json["a"]?[6] == nil)
        #expect(json["absent"] == nil)
    }

    @Test(arguments: [
        "0", "-0", "9223372036854775807", "-9223372036854775808", "1.0", "0.1", "1e-05", "5e-324", "-2.5e+300",
        "1.7976931348623157e+308", "\"\\\"\\\\\\n\\r\\t\\u0001é😀\"", "[]", "{}", "[[1],{\"a\":{}}]", "null", "true",
    ])
    func textSurvivesARoundTrip(_ text: String) throws {
        let json = try JSON(parsing: text)
        #expect(json.serialized() == (text == "-0" ? "0" : text))
        #expect(try JSON(parsing: json.serialized(pretty: true)) == json)
    }

    @Test func everyDoubleSurvivesARoundTrip() throws {
        var state: UInt64 = 1
        for _ in 0..<20_000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let value = Double(bitPattern: state ^ state >> 29)
            guard value.isFinite else { continue }
            let read = try JSON(parsing: JSON.double(value).serialized())
            #expect(read.double?.bitPattern == value.bitPattern)
        }
    }

    @Test(arguments: [
        "", " ", "{", "[", "[1", "[1,", "[1,]", "[,1]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "{1:1}", "01",
        "-",
        "+1", "1.", ".5", "1e", "1e+", "0x1", "NaN", "Infinity", "-Infinity", "tru", "nulll", "1 2", "[] []", "\"",
        "\"\\\"",
        "\"\\x\"", "\"\\u12\"", "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\udc00\"", "\"\t\"", "1e999", "-1e999", "//1",
        "[1]x",
        "{\"a\":1,\"a\":2}", "{\"a\":1,\"\\u0061\":2}", "'a'", "\u{FEFF}1",
    ])
    func refusesWhatIsNotJSON(_ text: String) {
        #expect(throws: JSONError.self) { try JSON(parsing: text) }
    }

    @Test func refusesBadUTF8() {
        for bytes: [UInt8] in [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xE2, 0x82]] {
            #expect(throws: JSONError.self) { try JSON(parsing: [0x22] + bytes + [0x22]) }
        }
    }

    @Test func limitsDepthAndCount() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        _ = try JSON(parsing: nested(64))
        #expect(throws: JSONError(offset: 64, reason: "nested deeper than 64 levels")) { try JSON(parsing: nested(65)) }
        #expect(throws: JSONError.self) { try JSON(parsing: String(repeating: "[", count: 1_000_000)) }
        var limits = JSON.Limits()
        limits.values = 4
        _ = try JSON(parsing: "[1,2,3]", limits: limits)
        #expect(throws: JSONError(offset: 7, reason: "more than 4 values")) {
            try JSON(parsing: "[1,2,3,4]", limits: limits)
        }
    }

    @Test func errorsSayWhere() {
        #expect(throws: JSONError(offset: 8, reason: "the key \"a\" occurs twice; keys must be unique")) {
            try JSON(parsing: #"{"a": 1,"a": 2}"#)
        }
        #expect(throws: JSONError(offset: 3, reason: "expected , or ] after an element")) { try JSON(parsing: "[1 2]") }
    }

    @Test func prettyTextIsIndented() {
        let json: JSON = ["loss": 0.25, "history": [1, 2], "none": []]
        #expect(json.serialized() == #"{"loss":0.25,"history":[1,2],"none":[]}"#)
        #expect(
            json.serialized(pretty: true) == """
                {
                  "loss": 0.25,
                  "history": [
                    1,
                    2
                  ],
                  "none": []
                }
                """)
    }

    @Test func objectsKeepOrderThroughChanges() {
        var json: JSON = ["b": 1, "a": 2, "c": 3]
        json["d"] = 4
        json["a"] = nil
        json["b"] = "x"
        #expect(json.serialized() == #"{"b":"x","c":3,"d":4}"#)
        #expect(json["d"] == 4)
    }

    @Test func nonFiniteDoublesAreStrings() throws {
        let json: JSON = .array([.double(.nan), .double(.infinity), .double(-.infinity)])
        #expect(json.serialized() == #"["NaN","Infinity","-Infinity"]"#)
        let read = try JSON(parsing: json.serialized())
        #expect(read[0]?.double?.isNaN == true)
        #expect(read[2]?.double == -.infinity)
    }
}
