#if Images
    package import MartletNumerics

    /// How a camera was held, after Exif 2.3: from which corner the stored rows go, and which way.
    package struct ImageOrientation: Equatable {
        /// 1, as it should be seen, to 8.
        package let number: Int

        /// What the file says, whose format is known; 1 if it says nothing that can be understood.
        package init(of bytes: [UInt8], _ format: ImageFormat) {
            let exif = format == .jpeg ? Self.jpeg(bytes) : Self.png(bytes)
            number = exif.flatMap { Self.orientation(TIFF(bytes: bytes, range: $0)) } ?? 1
        }

        package init(number: Int) { self.number = number }

        /// Whether height and width change places.
        var isTurned: Bool { number >= 5 }

        /// `[height, width, channels]` of uint8 as it should be seen.
        package func applied(to image: Tensor) throws -> Tensor {
            guard number != 1 else { return image }
            let (height, width, channels) = (image.shape[0], image.shape[1], image.shape[2])
            let shape: Shape = isTurned ? [width, height, channels] : [height, width, channels]
            // Where the first pixel comes from, and how far apart in the source neighbours in a row and in a column are.
            let (right, down) = (channels, width * channels)
            let (lastRow, lastColumn) = ((height - 1) * down, (width - 1) * right)
            let (start, across, along) =
                switch number {
                case 2: (lastColumn, -right, down)
                case 3: (lastRow + lastColumn, -right, -down)
                case 4: (lastRow, right, -down)
                case 5: (0, down, right)
                case 6: (lastRow, -down, right)
                case 7: (lastRow + lastColumn, -down, -right)
                default: (lastColumn, down, -right)
                }
            return image.withUnsafeBytes { source in
                Tensor(shape: shape, dtype: .uint8) { target in
                    var place = 0
                    for row in 0..<shape[0] {
                        for column in 0..<shape[1] {
                            let from = start + row * along + column * across
                            for channel in 0..<channels { target[place + channel] = source[from + channel] }
                            place += channels
                        }
                    }
                }
            }
        }

        /// Where in a JPEG file the Exif data is, as TIFF.
        private static func jpeg(_ bytes: [UInt8]) -> Range<Int>? {
            let name: [UInt8] = Array("Exif".utf8) + [0, 0]
            var at = 2
            while at + 4 <= bytes.count, bytes[at] == 0xFF {
                let marker = bytes[at + 1]
                if marker == 0xFF {
                    at += 1
                    continue
                }
                // The image itself comes; what follows it is not looked through.
                if marker == 0xDA || marker == 0xD9 { return nil }
                let end = at + 2 + Int(bytes[at + 2]) << 8 + Int(bytes[at + 3])
                guard end >= at + 4, end <= bytes.count else { return nil }
                if marker == 0xE1, bytes[(at + 4)..<end].starts(with: name) { return (at + 4 + name.count)..<end }
                at = end
            }
            return nil
        }

        /// Where in a PNG file the chunk `eXIf` is.
        private static func png(_ bytes: [UInt8]) -> Range<Int>? {
            var at = 8
            while at + 12 <= bytes.count {
                let length = bytes[at..<at + 4].reduce(0) { $0 << 8 | Int($1) }
                guard length <= bytes.count - at - 12 else { return nil }
                let name = bytes[at + 4..<at + 8]
                if name.elementsEqual("eXIf".utf8) { return at + 8..<at + 8 + length }
                if name.elementsEqual("IEND".utf8) { return nil }
                at += 12 + length
            }
            return nil
        }

        private static func orientation(_ tiff: TIFF) -> Int? {
            guard let first = tiff.number(at: 4, bytes: 4), let count = tiff.number(at: first, bytes: 2) else {
                return nil
            }
            for entry in 0..<count {
                let at = first + 2 + entry * 12
                guard let tag = tiff.number(at: at, bytes: 2) else { return nil }
                guard tag == 0x0112 else { continue }
                // One number of 16 bits, which stands in the entry itself.
                guard tiff.number(at: at + 2, bytes: 2) == 3, tiff.number(at: at + 4, bytes: 4) == 1 else { return nil }
                return tiff.number(at: at + 8, bytes: 2).flatMap { 1...8 ~= $0 ? $0 : nil }
            }
            return nil
        }
    }

    /// Numbers in a part of a file that begins as TIFF does, with the order of its bytes.
    private struct TIFF {
        let bytes: [UInt8]
        let range: Range<Int>

        /// The number at an offset; nil beyond the end, or if the bytes' order isn't told.
        func number(at offset: Int, bytes count: Int) -> Int? {
            guard range.count >= 8, offset <= range.count - count else { return nil }
            let start = range.lowerBound
            let digits = bytes[start + offset..<start + offset + count]
            switch (bytes[start], bytes[start + 1]) {
            case (0x49, 0x49): return digits.reversed().reduce(0) { $0 << 8 | Int($1) }
            case (0x4D, 0x4D): return digits.reduce(0) { $0 << 8 | Int($1) }
            default: return nil
            }
        }
    }
#endif
