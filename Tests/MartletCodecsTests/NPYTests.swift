import MartletCodecs
import MartletNumerics
import MartletTestSupport
import Testing

struct NPYTests {
    let folder = TemporaryFolder()

    @Test func readsWhatNumPyWrites() throws {
        for (name, value) in try Golden.expected("arrays") {
            try Golden.check(NPY.read(Golden.folder + "\(name).npy"), equals: value)
        }
        #expect(try NPY.read(Golden.folder + "half.npy").dtype == .float32)
        #expect(try NPY.read(Golden.folder + "flags.npy").dtype == .bool)
    }

    @Test(arguments: [
        Tensor([1.5, -2] as [Float]), Tensor(2.5), .zeros([2, 0, 3], dtype: .int32), Tensor([true, false]),
        Tensor([Int64.min, .max]), .arange(24, dtype: .uint8), .full(Int8(-1), shape: [1, 1, 2, 1, 1, 2, 1, 1]),
    ])
    func survivesARoundTrip(_ tensor: Tensor) throws {
        try NPY.write(tensor, to: folder["f.npy"])
        #expect(try NPY.read(folder["f.npy"]) == tensor)
        #expect(try FileReader.contents(of: folder["f.npy"], limit: 1 << 20).count % 64 == tensor.byteCount % 64)
    }

    private static func file(_ header: String, data: Int) -> [UInt8] {
        [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0] + Array(header.utf8)
            + [UInt8](repeating: 2, count: data)
    }

    @Test(arguments: [
        ("{'descr': '>f4', 'fortran_order': False, 'shape': (1,), }", 4, "unknown dtype '>f4'"),
        ("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", 8, "unknown dtype '|O'"),
        ("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", 4, "takes 8 bytes, but 4 follow"),
        ("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }", 5, "takes 4 bytes, but 5 follow"),
        ("{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296,4294967296), }", 0, "more than"),
        ("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), }", 0, "tuple of sizes"),
        ("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }", 4, "tuple of sizes"),
        ("{'descr': '<f4', 'fortran_order': False, 'shape': (1,1,1,1,1,1,1,1,1), }", 4, "9 axes"),
        ("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (1,), }", 4, "has 'descr'"),
        ("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'x': 1}", 4, "has 'x'"),
        ("{'descr': '<f4', 'shape': (1,), }", 4, "must be a dictionary"),
        ("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), } x", 4, "must be a dictionary"),
        ("{'descr': '|b1', 'fortran_order': False, 'shape': (1,), }", 1, "neither 0 nor 1"),
        ("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }", 4, "lacks"),
        ("", 0, "lacks {"),
    ])
    func refusesHostileFiles(_ header: String, _ data: Int, _ reason: String) throws {
        let error = #expect(throws: NPYError.self) { try NPY.read(bytes: Self.file(header, data: data)) }
        #expect(error?.reason.contains(reason) == true, "\(error?.reason ?? "")")
    }

    @Test func refusesTruncationsAndMore() throws {
        try NPY.write(.ones([3, 2]), to: folder["f.npy"])
        let bytes = try FileReader.contents(of: folder["f.npy"], limit: 1 << 20)
        for count in bytes.indices {
            #expect(throws: NPYError.self) { try NPY.read(bytes: Array(bytes.prefix(count))) }
        }
        #expect(throws: NPYError.self) { try NPY.read(bytes: bytes, maximumBytes: 23) }
        #expect(try NPY.read(bytes: bytes, maximumBytes: 24) == .ones([3, 2]))
        try AtomicFile.write("PK", to: folder["f.npy"])
        #expect((#expect(throws: NPYError.self) { try NPY.read(folder["f.npy"]) })?.path == folder["f.npy"])
    }
}
