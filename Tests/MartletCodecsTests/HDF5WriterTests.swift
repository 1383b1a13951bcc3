import Glibc
import MartletCodecs
import MartletNumerics
import MartletTestSupport
import Testing

struct HDF5WriterTests {
    private let folder = TemporaryFolder()

    private func write(_ file: borrowing HDF5Writer) throws {
        try file.write(Tensor([[1.5, -2], [3, 4]] as [[Float]]), to: "layers/dense/vars/0")
        try file.write(Tensor(7 as Int64), to: "/optimizer/vars/0")
        try file.write(.zeros([0, 2]), to: "empty")
        try file.createGroup("vars")
        try file.set("name", to: "dénse", of: "layers/dense/vars")
        try file.set("names", to: ["a", "", "bc"], of: "layers")
        try file.set("none", to: [], of: "/")
        try file.set("empty", to: "", of: "empty")
    }

    private func check(_ file: borrowing HDF5Reader) throws {
        #expect(try file.tensor("layers/dense/vars/0") == Tensor([[1.5, -2], [3, 4]] as [[Float]]))
        #expect(try file.tensor("optimizer/vars/0").scalar(as: Int.self) == 7)
        #expect(try file.tensor("empty").shape == [0, 2])
        #expect(try file.members(of: "vars").isEmpty)
        #expect(try file.string("name", of: "layers/dense/vars") == "dénse")
        #expect(try file.strings("names", of: "layers") == ["a", "", "bc"])
        #expect(try file.strings("none") == [])
        #expect(try file.string("empty", of: "empty") == "")
    }

    @Test func writesWhatItReads() throws {
        try HDF5Writer.write(to: folder["a.h5"]) { try write($0) }
        let bytes = try HDF5Writer.bytes { try write($0) }
        #expect(try HDF5Writer.bytes { try write($0) } == bytes)
        #expect(try FileReader.contents(of: folder["a.h5"], limit: 1 << 20) == bytes)
        #expect(folder.names == ["a.h5"])
        try check(HDF5Reader(path: folder["a.h5"]))
        try check(HDF5Reader(bytes: bytes))
        #expect(throws: HDF5Error.self) {
            try HDF5Writer.write(to: folder["a.h5"]) { file in
                for _ in 0..<2 { try file.write(.zeros([1]), to: "twice") }
            }
        }
        #expect(folder.names == ["a.h5"])
        try check(HDF5Reader(path: folder["a.h5"]))
        #expect(throws: FileError.self) { try HDF5Writer.write(to: folder["no/a.h5"]) { _ in } }
    }

    @Test(arguments: DType.allCases) func writesEveryDType(dtype: DType) throws {
        let tensor = try Tensor([0, 1, 1, 0, 1, 1] as [Float], shape: [2, 1, 3]).cast(to: dtype)
        let bytes = try HDF5Writer.bytes { try $0.write(tensor, to: "a") }
        #expect(try HDF5Reader(bytes: bytes).tensor("a") == tensor)
    }

    /// More than fit into one heap of strings, and names that differ in their bytes alone.
    @Test func writesManyMembersAndStrings() throws {
        let names = (0..<3000).map { "member \($0)" } + ["caf\u{E9}", "cafe\u{301}"]
        let bytes = try HDF5Writer.bytes { file in
            for (index, name) in names.enumerated() {
                try file.write(Tensor(Int32(index)), to: "group/\(name)")
                try file.set("name", to: name + String(repeating: "x", count: 400), of: "group/\(name)")
            }
        }
        let file = try HDF5Reader(bytes: bytes)
        #expect(try file.members(of: "group").count == names.count)
        for (index, name) in names.enumerated() {
            #expect(try file.tensor("group/\(name)").scalar(as: Int.self) == index)
            #expect(try file.string("name", of: "group/\(name)")?.hasPrefix(name) == true)
        }
    }

    @Test func refusesWhatCannotBeWritten() throws {
        func reason(_ body: @escaping (borrowing HDF5Writer) throws -> Void) -> String? {
            #expect(throws: HDF5Error.self) { _ = try HDF5Writer.bytes(body) }?.reason
        }
        #expect(reason { try $0.write(.zeros([1]), to: "/") }?.contains("needs a name") == true)
        #expect(reason { try $0.set("a", to: "b", of: "nothing") }?.contains("there is no 'nothing'") == true)
        #expect(reason { try $0.set("a", to: "b\u{0}", of: "/") }?.contains("zero byte") == true)
        let many = [String](repeating: "a", count: 5000)
        #expect(reason { try $0.set("a", to: many, of: "/") }?.contains("65,535 bytes") == true)
        #expect(
            reason { file in
                for _ in 0..<2 { try file.set("a", to: "b") }
            }?.contains("already") == true)
        #expect(
            reason { file in
                try file.write(.zeros([1]), to: "a")
                try file.write(.zeros([1]), to: "a/b")
            }?.contains("dataset, not a group") == true)
    }

    @Test func keepsTheOldFileWhenTheDiskIsFull() async throws {
        try AtomicFile.write("old", to: folder["a.h5"])
        let path = folder["a.h5"]
        await #expect(processExitsWith: .success) { [path = path as String] in
            // A file that may not grow refuses bytes as a full disk does.
            signal(SIGXFSZ, SIG_IGN)
            for most in [10, 100, 3_000, 100_000] {
                var limit = rlimit(rlim_cur: rlim_t(most), rlim_max: 1 << 20)
                #expect(setrlimit(__rlimit_resource_t(1), &limit) == 0)
                let error = #expect(throws: FileError.self) {
                    try HDF5Writer.write(to: path) { file in
                        for index in 0..<100 { try file.write(.zeros([1000]), to: "\(index)") }
                    }
                }
                #expect(error?.code == EFBIG && error?.operation == .write)
            }
        }
        #expect(try FileReader.contents(of: folder["a.h5"], limit: 100) == Array("old".utf8))
        #expect(folder.names == ["a.h5"])
    }
}
