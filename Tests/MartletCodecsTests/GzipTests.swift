import MartletCodecs
import MartletNumerics
import MartletTestSupport
import Testing

struct GzipTests {
    /// Stored, fixed and dynamic blocks, several members, every field of a header (Golden/make_gzip.py).
    @Test func unpacksEveryKindOfBlock() throws {
        let expected = (0..<6000).map { 7 * $0 * $0 % 251 }
        #expect(try IDX.read(Golden.folder + "blocks.gz").array(of: Int.self) == expected)
    }

    @Test func refusesDamageAndEnds() throws {
        let whole = try FileReader.contents(of: Golden.folder + "blocks.gz", limit: 1 << 20)
        let folder = TemporaryFolder()
        for count in stride(from: 2, to: 3000, by: 7) {
            try AtomicFile.write(Array(whole[..<count]), to: folder["a.gz"])
            let error = #expect(throws: (any Error).self) { try IDX.read(folder["a.gz"]) }
            #expect(error is FileError || error is IDXError)
            var damaged = whole
            damaged[count] ^= 1
            try AtomicFile.write(damaged, to: folder["a.gz"])
            // Some fields, such as the time, say nothing.
            if let read = try? IDX.read(folder["a.gz"]) { #expect(read.array(of: Int.self)[1] == 7) }
        }
    }
}
