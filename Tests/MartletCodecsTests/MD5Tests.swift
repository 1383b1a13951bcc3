import MartletCodecs
import MartletTestSupport
import Testing

struct MD5Tests {
    /// RFC 1321, appendix A.5.
    @Test(
        arguments: [
            ("", "d41d8cd98f00b204e9800998ecf8427e"),
            ("a", "0cc175b9c0f1b6a831c399e269772661"),
            ("abc", "900150983cd24fb0d6963f7d28e17f72"),
            ("message digest", "f96b697d7cb7938d525a2f31aaf161d0"),
            ("abcdefghijklmnopqrstuvwxyz", "c3fcd3d76192e4007dfb496cca67e13b"),
            (
                "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
                "d174ab98d277d9f5a5611c2c9f419d9f"
            ),
            (String(repeating: "1234567890", count: 8), "57edf4a22be3c955ac49da2e2107b67a"),
        ])
    func vectors(text: String, digest: String) {
        var md5 = MD5()
        Array(text.utf8).withUnsafeBytes { md5.update($0) }
        #expect(md5.text == digest)
    }

    /// However the bytes are cut, around the lengths at which a block ends; the digest is Python's `hashlib.md5`.
    @Test func piecesAreJoined() {
        let bytes = (0..<1_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        for piece in [1, 3, 55, 56, 63, 64, 65, 119, 128, 1_000] {
            var md5 = MD5()
            for start in stride(from: 0, to: bytes.count, by: piece) {
                bytes[start..<min(start + piece, bytes.count)].withUnsafeBytes { md5.update($0) }
            }
            #expect(md5.text == "de809ff794e91b68f9e91a2b7030bcb0")
        }
    }

    @Test func filesAreRead() throws {
        let folder = TemporaryFolder()
        try AtomicFile.write([UInt8](repeating: 97, count: 3 << 20 | 1), to: folder["f"])
        #expect(try MD5.text(ofFile: folder["f"]) == "9aa778d728a1108a6e8457026db5a877")
        #expect(throws: FileError.self) { try MD5.text(ofFile: folder["absent"]) }
    }
}
