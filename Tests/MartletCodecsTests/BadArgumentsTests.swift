import MartletCodecs
import MartletNumerics
import MartletTestSupport
import Testing

private let table = Array("a,b\n1,x\n2,y\n".utf8)
private let one = Tensor.ones([1])

private let files = BadCalls { call in
    for path in ["", "/", "/nowhere/file", "/dev/null", "\u{0}"] {
        call("NPY at '\(path)'") { try NPY.read(path) }
        call("IDX at '\(path)'") { try IDX.read(path) }
        call("safetensors at '\(path)'") { try Safetensors(path: path) }
        call("a header at '\(path)'") { try SafetensorsHeader(path: path) }
        call("HDF5 at '\(path)'") { try HDF5Reader(path: path).maximumMembers }
        call("CSV at '\(path)'") { try CSV(path: path) }
        call("CSV row by row at '\(path)'") { try CSV.Reader(path: path).columnNames }
    }
    for path in ["", "/", "/nowhere/file"] {
        call("NPY to '\(path)'") { try NPY.write(one, to: path) }
        call("safetensors to '\(path)'") { try Safetensors([("a", one)]).write(to: path) }
        call("HDF5 to '\(path)'") { try HDF5Writer.write(to: path) { try $0.write(one, to: "a") } }
        call("text to '\(path)'") { try AtomicFile.write("text", to: path) }
    }
    for bytes in [[], [0], [UInt8](repeating: 255, count: 100)] as [[UInt8]] {
        call("NPY of \(bytes.count) bytes") { try NPY.read(bytes: bytes) }
        call("safetensors of \(bytes.count) bytes") { try Safetensors(bytes: bytes) }
        call("HDF5 of \(bytes.count) bytes") { try HDF5Reader(bytes: bytes).maximumMembers }
        call("JSON of \(bytes.count) bytes") { try JSON(parsing: bytes) }
    }
    for limit in [Int.min, -1, 0] {
        call("safetensors in \(limit) bytes") {
            try Safetensors(bytes: Safetensors([("a", one), ("b", one)]).bytes(), maximumBytes: limit)
        }
        call("HDF5 in \(limit) bytes") {
            try HDF5Reader(bytes: HDF5Writer.bytes { try $0.write(one, to: "a") }, maximumBytes: limit).tensor("a")
        }
        call("CSV in \(limit) bytes") { try CSV(path: #filePath, maximumBytes: limit) }
    }
}

extension HDF5Reader {
    /// Something of it, so that it isn't what a call gives.
    fileprivate var maximumMembers: Int { get throws { try members().count } }
}

private let contents = BadCalls { call in
    call("a column beyond the last") { try CSV(bytes: table).numbers(2) }
    call("the smallest column") { try CSV(bytes: table).numbers(.min) }
    call("a column of strings") { try CSV(bytes: table).numbers(1) }
    call("a matrix of other columns") { try CSV(bytes: table).matrix(columns: [.max]) }
    call("a column of no name") { try CSV(bytes: table).index(of: "") }
    call("the largest place") { try CSV(bytes: table).index(of: .index(.max)) }
    call("a wide delimiter") { try CSV(bytes: table, format: .init(delimiter: "é")) }
    call("quotes for a delimiter") { try CSV(bytes: table, format: .init(delimiter: "\"")) }
    call("no table") { try CSV(bytes: []) }
    call("two tensors of one name") { try Safetensors([("a", one), ("a", one)]).bytes() }
    call("a reserved name") { try Safetensors([("__metadata__", one)]).bytes() }
    call("a reserved note") { try Safetensors([], metadata: ["martlet.checksum": ""]).bytes() }
    call("deeper than is allowed") { try JSON(parsing: [UInt8](repeating: UInt8(ascii: "["), count: 100_000)) }
    call("deeper than can be") {
        var limits = JSON.Limits()
        limits.depth = .max
        return try JSON(parsing: [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000), limits: limits)
    }
    call("a negative depth") {
        var limits = JSON.Limits()
        limits.depth = .min
        return try JSON(parsing: "[]", limits: limits)
    }
    call("no values") {
        var limits = JSON.Limits()
        limits.values = 0
        return try JSON(parsing: "[1]", limits: limits)
    }
    call("a number of another type") { try JSON.string("a").decode(Int.self) }
    call("a number beyond its type") { try JSON.integer(.max).decode(Int8.self) }
    call("a dataset within a dataset") {
        try HDF5Writer.bytes {
            try $0.write(one, to: "a")
            try $0.write(one, to: "a/b")
        }
    }
    call("a dataset without a name") { try HDF5Writer.bytes { try $0.write(one, to: "//") } }
    call("a dataset of a zero byte") { try HDF5Writer.bytes { try $0.write(one, to: "a\u{0}") } }
    call("an attribute of nothing") { try HDF5Writer.bytes { try $0.set("a", to: "b", of: "nowhere") } }
    call("an attribute without a name") { try HDF5Writer.bytes { try $0.set("", to: "b") } }
    call("an object that isn't there") {
        try HDF5Reader(bytes: HDF5Writer.bytes { try $0.write(one, to: "a") }).tensor("b/c")
    }
    call("a group that is a dataset") {
        try HDF5Reader(bytes: HDF5Writer.bytes { try $0.write(one, to: "a") }).members(of: "a").count
    }
}

#if Images
    private let images = BadCalls { call in
        let image = Tensor.zeros([2, 2, 3], dtype: .uint8)
        call("no image") { try Image.read(bytes: []) }
        call("an image that isn't there") { try Image.read("/nowhere/image.png") }
        call("an image in no pixels") {
            try Image.read(bytes: Image.png(image), limits: .init(pixels: .min))
        }
        call("an image in no bytes") { try Image.size(#filePath, limits: .init(fileBytes: .min)) }
        call("a vector") { try Image.png(Tensor.zeros([3], dtype: .uint8)) }
        call("floats") { try Image.png(Tensor.zeros([2, 2, 3])) }
        call("two channels") { try Image.jpeg(Tensor.zeros([2, 2, 2], dtype: .uint8)) }
        call("no pixels") { try Image.png(Tensor.zeros([0, 2, 3], dtype: .uint8)) }
        call("the longest image") { try Image.png(Tensor.zeros([1 << 20, 1, 1], dtype: .uint8)) }
        call("a quality of nothing") { try Image.jpeg(image, quality: 0) }
        call("the largest quality") { try Image.jpeg(image, quality: .max) }
        call("a file of another kind") { try Image.write(image, to: "/nowhere/image.gif") }
        call("a folder that isn't there") { try Image.write(image, to: "/nowhere/image.png") }
    }
#endif

/// Whatever readers and writers are told, they answer with an error that says what was wrong.
@Suite struct BadArgumentsTests {
    @Test(arguments: files.all) func filesThrow(_ call: BadCall) { #expect(call.problem == nil) }
    @Test(arguments: contents.all) func contentsThrow(_ call: BadCall) { #expect(call.problem == nil) }
    #if Images
        @Test(arguments: images.all) func imagesThrow(_ call: BadCall) { #expect(call.problem == nil) }
    #endif

    /// What is extreme and has an answer.
    @Test func extremesAreAnswered() throws {
        #expect(JSON.array([1])[Int.max] == nil && JSON.array([1])[Int.min] == nil && JSON.null[""] == nil)
        #expect(Safetensors()[""] == nil)
        let folder = TemporaryFolder()
        try AtomicFile.write(table, to: folder["a.csv"])
        let reader = try CSV.Reader(path: folder["a.csv"], maximumRowBytes: .max)
        #expect(try reader.next(rows: .min)?.rowCount == 1)
        #expect(try reader.next(rows: .max)?.rowCount == 1)
        #expect(try reader.next(rows: 1) == nil)
    }
}
