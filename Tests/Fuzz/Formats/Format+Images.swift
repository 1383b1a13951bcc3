import MartletCodecs
import MartletDamage

extension Format {
    static let png = image("png", ".png", PNGChunks.init)
    static let jpeg = image("jpeg", ".jpg", JPEGSegments.init)

    /// Damages the bytes of images, or their parts.
    private static func image<Parted: PartedImage>(
        _ name: String, _ ending: String, _ parts: @escaping @Sendable ([UInt8]) -> Parted
    ) -> Format {
        Format(
            name: name, ending: ending,
            damage: {
                let files = try Corpus.files("MartletCodecsTests/Golden/images", ending)
                let images = files.map(parts)
                return { random in
                    Int.random(in: 0..<3, using: &random) == 0
                        ? random.damaged(files.randomElement(using: &random)!)
                        : images.randomElement(using: &random)!.damaged(using: &random)
                }
            }, use: { _ = try Image.read($0) })
    }
}

/// An image file whose parts are known.
private protocol PartedImage: SendableMetatype {
    /// Its bytes with some parts changed.
    func damaged(using random: inout SplitMix) -> [UInt8]
}

/// The parts of a file, changed as parts: their contents, their order, which there are.
private struct Parts {
    var parts: [(kind: [UInt8], contents: [UInt8])] = []

    mutating func damage(using random: inout SplitMix) {
        guard !parts.isEmpty else { return }
        let index = Int.random(in: 0..<parts.count, using: &random)
        switch Int.random(in: 0..<10, using: &random) {
        case 0: parts.remove(at: index)
        case 1: parts.insert(parts[index], at: Int.random(in: 0...parts.count, using: &random))
        case 2: parts.swapAt(index, Int.random(in: 0..<parts.count, using: &random))
        case 3: random.damage(&parts[index].contents)
        default:
            guard !parts[index].contents.isEmpty else { return }
            let place = Int.random(in: 0..<parts[index].contents.count, using: &random)
            let values: [UInt8] = [0, 1, 2, 3, 4, 8, 16, 17, 127, 128, 254, 255, .random(in: 0...255, using: &random)]
            parts[index].contents[place] = values.randomElement(using: &random)!
        }
    }
}

/// The chunks of a PNG file, whose checksums are made anew.
private struct PNGChunks: PartedImage {
    private let signature: [UInt8]
    private var chunks = Parts()

    init(_ bytes: [UInt8]) {
        signature = Array(bytes.prefix(8))
        var rest = bytes.dropFirst(8)
        while rest.count >= 12 {
            let length = min(Int(rest.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }), rest.count - 12)
            chunks.parts.append((Array(rest.dropFirst(4).prefix(4)), Array(rest.dropFirst(8).prefix(length))))
            rest = rest.dropFirst(12 + length)
        }
    }

    func damaged(using random: inout SplitMix) -> [UInt8] {
        var chunks = chunks
        for _ in 0..<Int.random(in: 1...3, using: &random) { chunks.damage(using: &random) }
        return chunks.parts.reduce(signature) { bytes, chunk in
            bytes + Self.number(UInt32(chunk.contents.count)) + chunk.kind + chunk.contents
                + Self.number(Self.checksum(chunk.kind + chunk.contents))
        }
    }

    private static func number(_ value: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> UInt32($0)) }
    }

    /// CRC-32 of ISO 3309, as PNG's specification has it.
    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        var check = UInt32.max
        for byte in bytes {
            check ^= UInt32(byte)
            for _ in 0..<8 { check = check >> 1 ^ (check & 1 == 1 ? 0xEDB8_8320 : 0) }
        }
        return ~check
    }
}

/// The segments of a JPEG file up to its pixels.
private struct JPEGSegments: PartedImage {
    private var segments = Parts()
    private let pixels: [UInt8]

    init(_ bytes: [UInt8]) {
        var rest = bytes.dropFirst(2)
        while rest.count > 4, rest.first == 0xFF, !segments.parts.contains(where: { $0.kind == [0xFF, 0xDA] }) {
            let length = Int(rest[rest.startIndex + 2]) << 8 | Int(rest[rest.startIndex + 3])
            segments.parts.append((Array(rest.prefix(2)), Array(rest.dropFirst(4).prefix(max(0, length - 2)))))
            rest = rest.dropFirst(2 + length)
        }
        pixels = Array(rest)
    }

    func damaged(using random: inout SplitMix) -> [UInt8] {
        var segments = segments
        for _ in 0..<Int.random(in: 1...3, using: &random) { segments.damage(using: &random) }
        return segments.parts.reduce([0xFF, 0xD8]) { bytes, segment in
            let length = segment.contents.count + 2
            return bytes + segment.kind + [UInt8(length >> 8 & 0xFF), UInt8(length & 0xFF)] + segment.contents
        } + pixels
    }
}
