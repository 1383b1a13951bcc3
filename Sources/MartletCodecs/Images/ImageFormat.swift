#if Images
    /// The formats that are read.
    package enum ImageFormat: String {
        case jpeg = "JPEG"
        case png = "PNG"

        /// The format that a file's first bytes announce, whatever its name.
        ///
        /// - Throws: `ImageError` that names the format, if it is a known one that isn't read.
        init(of bytes: [UInt8]) throws(ImageError) {
            func begins(_ prefix: [UInt8], at offset: Int = 0) -> Bool { bytes.dropFirst(offset).starts(with: prefix) }
            if begins([0xFF, 0xD8, 0xFF]) {
                self = .jpeg
                return
            }
            if begins([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
                self = .png
                return
            }
            let others: [(name: String, isThis: Bool)] = [
                ("GIF", begins(Array("GIF8".utf8))),
                ("BMP", begins(Array("BM".utf8)) && bytes.count > 26),
                ("WebP", begins(Array("RIFF".utf8)) && begins(Array("WEBP".utf8), at: 8)),
                ("TIFF", begins([0x49, 0x49, 0x2A, 0]) || begins([0x4D, 0x4D, 0, 0x2A])),
                ("HEIF or AVIF", begins(Array("ftyp".utf8), at: 4)),
            ]
            if bytes.isEmpty { throw ImageError(.damaged, "it is empty") }
            if let other = others.first(where: \.isThis) {
                throw ImageError(.unsupported, "it is a \(other.name) image; convert it to JPEG or PNG")
            }
            throw ImageError(.damaged, "it begins like no image; give a JPEG or PNG file")
        }
    }
#endif
