import Glibc
import MartletCodecs
import MartletTestSupport
import Testing

/// Names of files that aren't UTF-8.
struct NativePathTests {
    @Test func everyNameLeadsBack() {
        var names: [[UInt8]] = [
            [0x63, 0x61, 0x66, 0xE9], [0xFF], [0xC3], [0xE2, 0x82], [0xF0, 0x9F], [0xED, 0xA0, 0x80], [0xC0, 0x80],
        ]
        // The last have the characters that stand for bytes.
        for text in ["plain/name", "café", "\u{EFE9}", "a\u{EF80}"] { names.append(Array(text.utf8)) }
        names.append(names.last! + [0xE9])
        for name in names {
            let string = NativePath.string(name)
            #expect(NativePath.bytes(string).map { UInt8(bitPattern: $0) } == name + [0], "\(name)")
        }
        #expect(Set(names.map { NativePath.string($0) }).count == names.count)
        #expect(NativePath.text(NativePath.string([0x63, 0x61, 0x66, 0xE9])) == "caf\\xE9")
    }

    @Test func filesAreFoundAndReplaced() throws {
        let folder = TemporaryFolder()
        let path = folder[NativePath.string([0x63, 0xE9])]
        defer { unlink(NativePath.bytes(path)) }
        try AtomicFile.write("1", to: path)
        try AtomicFile.write("2", to: path)
        #expect(try FileReader.contents(of: path, limit: 10) == Array("2".utf8))
        let listing = try FolderListing(folder.path)
        #expect(listing.files == [NativePath.string([0x63, 0xE9])] && listing.folders == [])
        var status = stat()
        #expect(stat(NativePath.bytes(path), &status) == 0)
        let error = #expect(throws: FileError.self) { _ = try FileReader(path + "x") }
        #expect(error?.description.contains("c\\xE9x'") == true)
    }
}
