#if Images
    import Glibc
    import MartletCodecs
    import MartletNumerics
    import MartletTestSupport
    import Testing

    struct ImageTests {
        static let files = TemporaryFolder.names(in: Golden.folder + "images")

        @Test func thereAreGoldens() { #expect(Self.files.count == 20) }

        /// Every kind of file, in every mode, holds the pixels that Pillow finds in it (Golden/images.py).
        @Test(arguments: files, [(Image.ColorMode.grayscale, "L"), (.rgb, "RGB"), (.rgba, "RGBA")])
        func equalsPillow(file: String, mode: (Image.ColorMode, String)) throws {
            let expected = try Safetensors(path: Golden.folder + "images.safetensors")["\(file)/\(mode.1)"]
            let image = try Image.read(Golden.folder + "images/" + file, colorMode: mode.0)
            #expect(image == expected)
        }

        @Test func writesWhatItReads() throws {
            let folder = TemporaryFolder()
            for mode in Image.ColorMode.allCases {
                let image = try Image.read(Golden.folder + "images/rgba.png", colorMode: mode)
                try Image.write(image, to: folder["copy.PNG"])
                #expect(try Image.read(folder["copy.PNG"], colorMode: mode) == image)
            }
            #expect(folder.names == ["copy.PNG"])
        }

        /// A JPEG that is written holds the pixels that one of Pillow's holds.
        @Test(arguments: [30, 75, 95])
        func writesJPEGLikePillow(quality: Int) throws {
            let image = try Image.read(Golden.folder + "images/rgb_444.jpg")
            let expected = try Safetensors(path: Golden.folder + "images.safetensors")["written_\(quality)"]
            #expect(try Image.read(bytes: Image.jpeg(image, quality: quality)) == expected)
        }

        @Test func writesGrayJPEG() throws {
            let flat = Tensor.full(77, shape: [20, 9, 1], dtype: .uint8)
            #expect(try Image.read(bytes: Image.jpeg(flat), colorMode: .grayscale) == flat)
        }

        @Test func refusesToWriteWhatIsNoImage() throws {
            let folder = TemporaryFolder()
            for (shape, dtype, name) in [
                ([4, 4], .uint8, "a.png"), ([4, 4, 2], .uint8, "a.png"), ([4, 4, 4], .uint8, "a.jpg"),
                ([0, 4, 3], .uint8, "a.png"), ([4, 4, 3], .float32, "a.png"), ([4, 4, 3], .uint8, "a.gif"),
                ([70_000, 1, 1], .uint8, "a.jpeg"),
            ] as [(Shape, DType, String)] {
                let error = #expect(throws: ImageError.self) {
                    try Image.write(.zeros(shape, dtype: dtype), to: folder[name])
                }
                #expect(error?.kind == .unsupported && error?.path == folder[name])
            }
            #expect(throws: ImageError.self) { try Image.jpeg(.zeros([4, 4, 3], dtype: .uint8), quality: 0) }
            #expect(folder.names.isEmpty)
        }
    }
#endif
