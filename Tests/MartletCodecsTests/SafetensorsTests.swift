import MartletCodecs
import MartletNumerics
import MartletTestSupport
import Testing

struct SafetensorsTests {
    let folder = TemporaryFolder()

    private static let sample = Safetensors(
        [
            ("flags", Tensor([true, false, true])),
            ("kernel", Tensor([1.5, -2, .infinity] as [Float])),
            ("double", Tensor([0.1, 2])),
            ("empty", .zeros([0, 4], dtype: .int64)),
            ("scalar", Tensor(Int32(-7))),
        ], metadata: ["b": "2", "a": "é\n\"", "": "empty"])

    @Test func survivesARoundTrip() throws {
        try Self.sample.write(to: folder["f"])
        let read = try Safetensors(path: folder["f"])
        #expect(read.tensors.map(\.name) == Self.sample.tensors.map(\.name))
        #expect(read.tensors.map(\.tensor) == Self.sample.tensors.map(\.tensor))
        #expect(read.metadata == Self.sample.metadata)
        #expect(read["double"] == Tensor([0.1, 2]))
        #expect(read["absent"] == nil)
    }

    @Test func writesTheSameBytesEveryTime() throws {
        try Self.sample.write(to: folder["f"])
        let bytes = try Self.sample.bytes()
        #expect(try FileReader.contents(of: folder["f"], limit: 1 << 20) == bytes)
        #expect(try Safetensors(bytes: bytes).bytes() == bytes)
        #expect(try Safetensors().bytes().count % 64 == 0)
        #expect(try Safetensors(bytes: Safetensors().bytes()).tensors.isEmpty)
    }

    @Test func alignsTensorsForTheirTypes() throws {
        let bytes = try Self.sample.bytes()
        let headerEnd = 8 + Int(bytes[0]) + Int(bytes[1]) << 8
        #expect(headerEnd % 64 == 0)
        // The double was third, but doubles come first.
        #expect(Array(bytes[headerEnd..<headerEnd + 16]) == Tensor([0.1, 2]).withUnsafeBytes(Array.init))
    }

    @Test func readsWhatTheReferenceImplementationWrites() throws {
        let file = try Safetensors(path: Golden.folder + "reference.safetensors")
        let expected = try Golden.expected("tensors")
        #expect(file.metadata == ["format": "np", "note": "é\n"])
        #expect(file.tensors.count == expected.count)
        for (name, value) in expected { try Golden.check(#require(file[name]), equals: value) }
        #expect(file["half"]?.dtype == .float32)
        #expect(file["unsigned"]?.dtype == .int64)
    }

    @Test func readsTheHeaderAlone() throws {
        try Self.sample.write(to: folder["f"])
        let header = try SafetensorsHeader(path: folder["f"])
        #expect(header.entries.map(\.name) == Self.sample.tensors.map(\.name))
        #expect(header.entries.map(\.shape) == Self.sample.tensors.map(\.tensor.shape))
        #expect(header.metadata == Self.sample.metadata)
    }

    @Test func refusesNamesThatCannotBeWritten() {
        #expect(throws: SafetensorsError.self) { try Safetensors([("a", Tensor(1)), ("a", Tensor(2))]).bytes() }
        #expect(throws: SafetensorsError.self) { try Safetensors([("__metadata__", Tensor(1))]).bytes() }
    }

    private static func file(_ header: String, data: Int) -> [UInt8] {
        let text = Array(header.utf8)
        let length = (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) }
        return length + text + [UInt8](repeating: 1, count: data)
    }

    private static func entry(_ dtype: String, _ shape: String, _ begin: Int, _ end: Int) -> String {
        #"{"dtype":"\#(dtype)","shape":\#(shape),"data_offsets":[\#(begin),\#(end)]}"#
    }

    static let hostile: [(String, String, Int, String)] = [
        ("duplicate name", #"{"a":\#(entry("U8", "[1]", 0, 1)),"a":\#(entry("U8", "[1]", 0, 1))}"#, 1, "occurs twice"),
        ("duplicate key", #"{"a":{"dtype":"U8","shape":[1],"shape":[1],"data_offsets":[0,1]}}"#, 1, "occurs twice"),
        ("overlap", #"{"a":\#(entry("U8", "[2]", 0, 2)),"b":\#(entry("U8", "[2]", 1, 3))}"#, 3, "overlaps"),
        ("same bytes twice", #"{"a":\#(entry("U8", "[2]", 0, 2)),"b":\#(entry("U8", "[2]", 0, 2))}"#, 2, "overlaps"),
        ("hole", #"{"a":\#(entry("U8", "[1]", 0, 1)),"b":\#(entry("U8", "[1]", 2, 3))}"#, 3, "hole"),
        ("hole before all", #"{"a":\#(entry("U8", "[1]", 1, 2))}"#, 2, "hole"),
        ("empty tensor apart", #"{"a":\#(entry("U8", "[0]", 5, 5))}"#, 0, "hole"),
        ("empty tensor inside", #"{"a":\#(entry("U8", "[2]", 0, 2)),"b":\#(entry("U8", "[0]", 1, 1))}"#, 2, "overlaps"),
        ("trailing bytes", #"{"a":\#(entry("U8", "[1]", 0, 1))}"#, 9, "8 bytes after the last tensor"),
        ("bytes without tensors", "{}", 1, "1 bytes after the last tensor"),
        ("cut short", #"{"a":\#(entry("F32", "[2]", 0, 8))}"#, 5, "cut short"),
        ("reversed", #"{"a":\#(entry("U8", "[1]", 1, 0))}"#, 1, "begin not after end"),
        ("shape too small", #"{"a":\#(entry("F32", "[1]", 0, 8))}"#, 8, "takes 4 bytes"),
        ("overflowing shape", #"{"a":\#(entry("F32", "[4294967296,4294967296]", 0, 0))}"#, 0, "more than"),
        ("overflowing beside zero", #"{"a":\#(entry("F32", "[0,4611686018427387904,16]", 0, 0))}"#, 0, "more than"),
        ("huge shape", #"{"a":\#(entry("U8", "[1099511627776]", 0, 1_099_511_627_776))}"#, 1, "cut short"),
        ("nine axes", #"{"a":\#(entry("U8", "[1,1,1,1,1,1,1,1,1]", 0, 1))}"#, 1, "9 axes"),
        ("negative size", #"{"a":\#(entry("U8", "[-1]", 0, 1))}"#, 1, "array of sizes"),
        ("fractional size", #"{"a":\#(entry("U8", "[1.0]", 0, 1))}"#, 1, "array of sizes"),
        ("unknown dtype", #"{"a":\#(entry("F8_E4M3", "[1]", 0, 1))}"#, 1, "unknown dtype 'F8_E4M3'"),
        ("missing key", #"{"a":{"dtype":"U8","shape":[1]}}"#, 1, "must be an object of"),
        ("strange key", #"{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1],"x":1}}"#, 1, "must be an object of"),
        ("metadata of numbers", #"{"__metadata__":{"a":1}}"#, 0, "must be a string"),
        ("metadata of another kind", #"{"__metadata__":[]}"#, 0, "an object of strings"),
        ("an array", "[]", 0, "does not begin with {"),
        ("space first", " {}", 0, "does not begin with {"),
        ("no JSON", "{]", 0, "invalid JSON"),
        ("deep", "{\"a\":" + String(repeating: "[", count: 100_000), 0, "nested deeper"),
    ]

    @Test(arguments: hostile)
    func refusesHostileFiles(_ name: String, _ header: String, _ data: Int, _ reason: String) throws {
        let bytes = Self.file(header, data: data)
        let error = #expect(throws: SafetensorsError.self) { try Safetensors(bytes: bytes) }
        #expect(error?.reason.contains(reason) == true, "\(name): \(error?.reason ?? "")")

        try AtomicFile.write(bytes, to: folder["f"])
        let located = #expect(throws: SafetensorsError.self) { try Safetensors(path: folder["f"]) }
        #expect(located?.path == folder["f"])
    }

    @Test func saysFirstThatAnythingElseIsNoSafetensorsFile() {
        for text in ["short", "this is a text, and no model at all", "a,b,c\n1,2,3\n4,5,6\n"] {
            let error = #expect(throws: SafetensorsError.self) { try Safetensors(bytes: Array(text.utf8)) }
            #expect(error?.reason.hasPrefix("it is not a safetensors file: ") == true)
        }
    }

    @Test func refusesLyingLengths() throws {
        let whole = try Self.sample.bytes()
        for length: UInt64 in [.max, 1 << 63, 1 << 32, 100_000_001, UInt64(whole.count - 7)] {
            var bytes = whole
            for index in 0..<8 { bytes[index] = UInt8(truncatingIfNeeded: length >> (8 * index)) }
            #expect(throws: SafetensorsError.self) { try Safetensors(bytes: bytes) }
        }
    }

    @Test func refusesEveryTruncation() throws {
        let bytes = try Self.sample.bytes()
        for count in bytes.indices {
            #expect(throws: SafetensorsError.self) { try Safetensors(bytes: Array(bytes.prefix(count))) }
        }
    }

    @Test func refusesBooleansThatAreNone() {
        var bytes = Self.file(#"{"a":\#(Self.entry("BOOL", "[2]", 0, 2))}"#, data: 2)
        #expect(throws: Never.self) { try Safetensors(bytes: bytes) }
        bytes[bytes.count - 1] = 2
        #expect(throws: SafetensorsError.self) { try Safetensors(bytes: bytes) }
    }

    @Test func findsEveryFlippedBit() throws {
        let bytes = try Self.sample.bytes()
        let read = try Safetensors(bytes: bytes)
        for index in bytes.indices {
            var damaged = bytes
            damaged[index] ^= 1 << (index % 8)
            // What is still accepted means the same: a changed space, say.
            guard let file = try? Safetensors(bytes: damaged) else { continue }
            #expect(file.tensors.map(\.name) == read.tensors.map(\.name), "byte \(index)")
            #expect(file.tensors.map(\.tensor) == read.tensors.map(\.tensor), "byte \(index)")
        }
        let inData = #expect(throws: SafetensorsError.self) {
            var damaged = bytes
            damaged[damaged.count - 5] ^= 4
            _ = try Safetensors(bytes: damaged)
        }
        #expect(inData?.reason.hasPrefix("its content has changed since it was written") == true)
    }

    @Test func checksumIsTheStandardOne() {
        var crc = CRC32C()
        Array("123456789".utf8).withUnsafeBytes { crc.update($0) }
        #expect(crc.value == 0xE306_9283)
        // In pieces of any length.
        let bytes = (0..<100).map { UInt8($0) }
        for cut in 0...100 {
            var (whole, pieces) = (CRC32C(), CRC32C())
            bytes.withUnsafeBytes {
                whole.update($0)
                pieces.update(.init(rebasing: $0[..<cut]))
                pieces.update(.init(rebasing: $0[cut...]))
            }
            #expect(pieces.value == whole.value)
        }
    }

    @Test func keepsToTheBudget() throws {
        // 100 half-precision numbers are 400 bytes in memory.
        let bytes = Self.file(#"{"a":\#(Self.entry("F16", "[100]", 0, 200))}"#, data: 200)
        #expect(throws: Never.self) { try Safetensors(bytes: bytes, maximumBytes: 400) }
        #expect(throws: SafetensorsError.self) { try Safetensors(bytes: bytes, maximumBytes: 399) }
    }

    @Test func namesWhatIsGivenInItsPlace() {
        let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"
        let error = #expect(throws: SafetensorsError.self) { _ = try Safetensors(bytes: Array(pointer.utf8)) }
        #expect(error?.reason.contains("git lfs pull") == true)
    }
}
