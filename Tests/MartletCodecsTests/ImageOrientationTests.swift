#if Images
    import MartletCodecs
    import MartletNumerics
    import MartletTestSupport
    import Testing

    /// Photos turned as their EXIF orientation says.
    struct ImageOrientationTests {
        /// What Pillow 12's `exif_transpose` makes of `[[1, 2, 3], [4, 5, 6]]`, by orientations from 1.
        private static let turned: [(shape: Shape, pixels: [UInt8])] = [
            ([2, 3, 1], [1, 2, 3, 4, 5, 6]), ([2, 3, 1], [3, 2, 1, 6, 5, 4]), ([2, 3, 1], [6, 5, 4, 3, 2, 1]),
            ([2, 3, 1], [4, 5, 6, 1, 2, 3]), ([3, 2, 1], [1, 4, 2, 5, 3, 6]), ([3, 2, 1], [4, 1, 5, 2, 6, 3]),
            ([3, 2, 1], [6, 3, 5, 2, 4, 1]), ([3, 2, 1], [3, 6, 2, 5, 1, 4]),
        ]

        /// Exif data with one entry, in either order of bytes.
        private func exif(_ orientation: UInt8, bigEndian: Bool) -> [UInt8] {
            let big: [UInt8] = [
                0x4D, 0x4D, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0,
            ]
            let little: [UInt8] = [
                0x49, 0x49, 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
            ]
            var bytes = bigEndian ? big : little
            bytes[bigEndian ? 19 : 18] = orientation
            return bytes
        }

        /// A PNG file with a chunk after its header; its checksum isn't looked at by who reads the orientation.
        private func png(_ image: Tensor, _ exif: [UInt8]) throws -> [UInt8] {
            let bytes = try Image.png(image)
            var file = Array(bytes[..<33])
            withUnsafeBytes(of: UInt32(exif.count).bigEndian) { file += $0 }
            file += Array("eXIf".utf8)
            file += exif
            file += [0, 0, 0, 0]
            return file + bytes[33...]
        }

        private func jpeg(_ image: Tensor, _ exif: [UInt8]) throws -> [UInt8] {
            let bytes = try Image.jpeg(image, quality: 90)
            var file = Array(bytes[..<2])
            file += [0xFF, 0xE1, 0, UInt8(exif.count + 8)]
            file += Array("Exif\0\0".utf8)
            file += exif
            return file + bytes[2...]
        }

        @Test(arguments: 1...8) func turnsAsPillowDoes(number: Int) throws {
            let image = try Tensor([1, 2, 3, 4, 5, 6] as [UInt8]).reshaped([2, 3, 1])
            let expected = Self.turned[number - 1]
            let turned = try ImageOrientation(number: number).applied(to: image)
            #expect(turned.shape == expected.shape && turned.array(of: UInt8.self) == expected.pixels)
        }

        @Test(arguments: 1...8, [false, true]) func filesAreTurnedWhenAskedFor(number: Int, bigEndian: Bool) throws {
            let gray = try Tensor((0..<60).map { UInt8($0 * 4) }).reshaped([4, 5, 3])
            let exif = exif(UInt8(number), bigEndian: bigEndian)
            for bytes in [try jpeg(gray, exif), try png(gray, exif)] {
                let stored = try Image.read(bytes: bytes)
                #expect(stored.shape == [4, 5, 3])
                let turned = try Image.read(bytes: bytes, appliesOrientation: true)
                #expect(try turned == ImageOrientation(number: number).applied(to: stored))
                let folder = TemporaryFolder()
                try AtomicFile.write(bytes, to: folder["x"])
                let size = try Image.size(folder["x"], appliesOrientation: true)
                #expect([size.height, size.width] == Array(turned.shape.prefix(2)))
            }
        }

        /// What can't be understood turns nothing, and nothing is read beyond the end.
        @Test func damageTurnsNothing() throws {
            let gray = try Tensor((0..<60).map { UInt8($0 * 4) }).reshaped([4, 5, 3])
            let whole = exif(6, bigEndian: true)
            for count in 0..<20 {
                let bytes = try jpeg(gray, Array(whole.prefix(count)))
                #expect(ImageOrientation(of: bytes, .jpeg).number == 1, "\(count)")
            }
            let damages: [(Int, UInt8)] = [(0, 1), (4, 255), (7, 200), (13, 4), (19, 9), (19, 0)]
            for (place, value) in damages {
                var damaged = whole
                damaged[place] = value
                #expect(ImageOrientation(of: try jpeg(gray, damaged), .jpeg).number == 1, "\(place)")
            }
            let bytes = try jpeg(gray, whole)
            for count in 0..<40 { #expect(ImageOrientation(of: Array(bytes.prefix(count)), .jpeg).number <= 6) }
            #expect(ImageOrientation(of: bytes, .jpeg).number == 6)
        }
    }
#endif
