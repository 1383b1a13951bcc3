#if Images
    import MartletCodecs
    import MartletNumerics
    import MartletTestSupport
    import Testing

    /// Files that are no images, or ask for too much: each is refused by a typed error that says why.
    struct BadImageTests {
        static let jpeg = file("rgb_420.jpg")
        static let png = file("rgb.png")

        static func file(_ name: String) -> [UInt8] {
            (try? FileReader.contents(of: Golden.folder + "images/" + name, limit: 1 << 20)) ?? []
        }

        func failure(_ bytes: [UInt8], limits: Image.Limits = .init()) -> ImageError? {
            #expect(throws: ImageError.self) { try Image.read(bytes: bytes, limits: limits) }
        }

        @Test func namesFormatsThatAreNotRead() {
            for (bytes, name) in [
                (Array("GIF89a....".utf8), "GIF"), (Array("BM".utf8) + [UInt8](repeating: 0, count: 60), "BMP"),
                (Array("RIFF....WEBPVP8 ".utf8), "WebP"), ([0x49, 0x49, 0x2A, 0, 8, 0, 0, 0], "TIFF"),
                (Array("....ftypheic".utf8), "HEIF"),
            ] {
                let error = failure(bytes)
                #expect(error?.kind == .unsupported && error?.reason.contains(name) == true)
            }
            for bytes in [[], [0xFF], Array("hello".utf8), [UInt8](repeating: 0, count: 100)] {
                #expect(failure(bytes)?.kind == .damaged)
            }
        }

        /// No beginning of a file is an image, and each is called truncated once the format is known.
        @Test func refusesTruncatedFiles() {
            for file in [Self.jpeg, Self.png, Self.file("progressive.jpg"), Self.file("interlaced.png")] {
                for count in 0..<file.count - 2 {
                    let error = failure(Array(file[..<count]))
                    #expect(error?.kind == .truncated || count < 8, "\(count) of \(file.count): \(error as Any)")
                }
            }
        }

        @Test func refusesBombs() {
            // A PNG of 2³⁰ x 2³⁰ pixels by its header, whose checksum is right.
            let huge = Self.edited(Self.png, width: 1 << 30, height: 1 << 30)
            #expect(failure(huge)?.kind == .tooLarge)
            #expect(failure(Self.png, limits: .init(pixels: 11 * 13 - 1))?.kind == .tooLarge)
            #expect((try? Image.read(bytes: Self.png, limits: .init(pixels: 11 * 13))) != nil)
            // Within the limit, but more than its few bytes can hold.
            let lying = Self.edited(Self.png, width: 9000, height: 9000)
            #expect(failure(lying)?.kind == .truncated)
            // A JPEG of 65,500 x 65,500.
            var wide = Self.jpeg
            let start = wide.indices.first { wide[$0] == 0xFF && wide[$0 + 1] == 0xC0 }! + 5
            wide.replaceSubrange(start..<start + 4, with: [0xFF, 0xDC, 0xFF, 0xDC])
            #expect(failure(wide)?.kind == .tooLarge)
            // Within the limit: the pixels end too early.
            wide.replaceSubrange(start..<start + 4, with: [0x10, 0, 0x10, 0])
            #expect(failure(wide)?.kind != .tooLarge)
        }

        @Test func refusesTooManyScans() {
            let file = Self.file("progressive.jpg")
            // The first scan, up to the tables of the second, again and again: each means the same.
            let start = file.indices.first { file[$0] == 0xFF && file[$0 + 1] == 0xDA }!
            let end = file.indices.first { $0 > start && file[$0] == 0xFF && file[$0 + 1] == 0xC4 }!
            let scans = Array(repeating: Array(file[start..<end]), count: 600).joined()
            let bomb = file[..<end] + scans + file[end...]
            #expect(failure(Array(bomb))?.kind == .tooLarge)
        }

        @Test func refusesDamage() {
            var bytes = Self.png
            bytes[45] ^= 1  // in a chunk that has a checksum
            #expect(failure(bytes)?.kind == .damaged)
            // Precision of 12 bits.
            bytes = Self.jpeg
            bytes[bytes.indices.first { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xC0 }! + 4] = 12
            #expect(failure(bytes)?.kind == .unsupported)
        }

        @Test func namesTheFile() throws {
            let folder = TemporaryFolder()
            try AtomicFile.write(Array(Self.jpeg[..<500]), to: folder["half.jpg"])
            let error = #expect(throws: ImageError.self) { try Image.read(folder["half.jpg"]) }
            #expect(error?.path == folder["half.jpg"] && error?.kind == .truncated)
            #expect(error?.description.contains("half.jpg") == true)
            #expect(throws: FileError.self) { try Image.read(folder["none.jpg"]) }
            #expect(throws: FileError.self) { try Image.read(folder["half.jpg"], limits: .init(fileBytes: 499)) }
        }

        /// A PNG with another size in its header, which begins at byte 8 with its length, and the checksum for it.
        static func edited(_ file: [UInt8], width: UInt32, height: UInt32) -> [UInt8] {
            func bytes(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) } }
            let header = Array(file[12..<16]) + bytes(width) + bytes(height) + Array(file[24..<29])
            var check = UInt32.max
            for byte in header {
                check ^= UInt32(byte)
                for _ in 0..<8 { check = check & 1 == 1 ? check >> 1 ^ 0xEDB8_8320 : check >> 1 }
            }
            return Array(file[..<12]) + header + bytes(~check) + Array(file[33...])
        }
    }
#endif
