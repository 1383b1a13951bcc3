package import MartletNumerics

/// A tensor without the elements of which every bit is zero; -0 and NaN are kept as they are.
///
/// The bytes are those of the other elements in their order, first the lowest byte of each, then the next. Behind them
/// is how many zeros come before each, in the code of Rice (1971): the lowest `shift` bits of that number, one
/// element's after the other's; then, from a new byte on, for each element the rest of the number in 0s and a 1. Bits
/// are counted from the lowest of a byte. With a `shift` of 0 that is a bitmap of the tensor; where one weight of ten
/// isn't zero, a `shift` of 3 takes half a bit a weight.
package struct SparseTensor: Sendable {
    /// What the bytes are, as JSON of a file says it.
    package struct Header: Codable, Sendable {
        /// The tensor's name.
        package var name: String
        package var dtype: DType
        package var shape: Shape
        /// How many elements aren't zero.
        package var count: Int
        /// How many bits of the number of zeros are written as they are.
        package var shift: Int
        /// Whether the bytes are packed by zlib besides.
        package var deflated: Bool
    }

    package private(set) var header: Header
    package private(set) var bytes: [UInt8]

    /// The most bytes of a tensor that one byte may stand for, so that small files can't take all memory.
    package static let mostExpansion = 1024

    package init(_ header: Header, bytes: [UInt8]) {
        (self.header, self.bytes) = (header, bytes)
    }
}

extension SparseTensor.Header {
    /// - Throws: what is wrong with a shape, besides what decoding throws.
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        name = try values.decode(String.self, forKey: .name)
        dtype = try values.decode(DType.self, forKey: .dtype)
        shape = try Shape(validating: values.decode([Int].self, forKey: .shape))
        count = try values.decode(Int.self, forKey: .count)
        shift = try values.decode(Int.self, forKey: .shift)
        deflated = try values.decode(Bool.self, forKey: .deflated)
    }

    /// The part of the elements that are zero.
    package var sparsity: Double { 1 - Double(count) / Double(max(shape.elementCount, 1)) }
    /// The bytes of the tensor.
    package var denseBytes: Int { shape.elementCount * dtype.byteCount }
    fileprivate var valueBytes: Int { count * dtype.byteCount }
    fileprivate var lowBytes: Int { (count * shift + 7) / 8 }
    /// Fewer may not stand for the tensor.
    fileprivate var fewestBytes: Int {
        (denseBytes + SparseTensor.mostExpansion - 1) / SparseTensor.mostExpansion
    }
}

// MARK: - Packing

extension SparseTensor {
    /// The tensor without its zeros, in the smallest of these codes; nil unless that takes less than `limit` bytes.
    package init?(_ name: String, _ tensor: Tensor, below limit: Int) {
        header = Header(
            name: name, dtype: tensor.dtype, shape: tensor.shape, count: 0, shift: 0, deflated: false)
        bytes = []
        let isPacked = tensor.withUnsafeBytes { memory in
            switch tensor.dtype.byteCount {
            case 1: memory.withMemoryRebound(to: UInt8.self) { pack($0, limit) }
            case 4: memory.withMemoryRebound(to: UInt32.self) { pack($0, limit) }
            default: memory.withMemoryRebound(to: UInt64.self) { pack($0, limit) }
            }
        }
        guard isPacked else { return nil }
    }

    private mutating func pack<Word: FixedWidthInteger & UnsignedInteger>(
        _ elements: UnsafeBufferPointer<Word>, _ limit: Int
    ) -> Bool {
        var count = 0
        for element in elements { count &+= element == 0 ? 0 : 1 }
        header.count = count
        guard header.valueBytes < limit else { return false }

        let places = [Int](unsafeUninitializedCapacity: count) { places, filled in
            for place in elements.indices where elements[place] != 0 {
                places[filled] = place
                filled += 1
            }
        }
        let gaps = [Int](unsafeUninitializedCapacity: count) { gaps, filled in
            for index in places.indices { gaps[index] = index == 0 ? places[0] : places[index] - places[index - 1] - 1 }
            filled = count
        }
        /// The bytes of the numbers of zeros in the code with this shift.
        func size(_ shift: Int) -> Int {
            (count * shift + 7) / 8 + (gaps.reduce(count) { $0 &+ $1 >> shift } + 7) / 8
        }
        while header.shift < 31, size(header.shift + 1) < size(header.shift) { header.shift += 1 }
        let total = max(header.valueBytes + size(header.shift), header.fewestBytes)
        guard total < limit else { return false }

        bytes = [UInt8](repeating: 0, count: total)
        bytes.withUnsafeMutableBufferPointer { bytes in
            for plane in 0..<MemoryLayout<Word>.size {
                for (index, place) in places.enumerated() {
                    bytes[plane * count + index] = UInt8(truncatingIfNeeded: elements[place] >> Word(8 * plane))
                }
            }
            var (low, high) = (8 * header.valueBytes, 8 * (header.valueBytes + header.lowBytes))
            for gap in gaps {
                for bit in 0..<header.shift {
                    bytes[low >> 3] |= UInt8(gap >> bit & 1) << UInt8(low & 7)
                    low += 1
                }
                high += gap >> header.shift
                bytes[high >> 3] |= 1 << UInt8(high & 7)
                high += 1
            }
        }
        return true
    }

    /// Packs the bytes by zlib where that makes them fewer.
    package mutating func deflate() {
        let packed = Zlib.deflated(bytes)
        guard packed.count < bytes.count, packed.count >= header.fewestBytes else { return }
        (bytes, header.deflated) = (packed, true)
    }
}

// MARK: - Unpacking

extension SparseTensor {
    /// The tensor with its zeros.
    ///
    /// - Throws: `SafetensorsError` for a header that can't be, and for bytes that aren't what it says.
    package func tensor() throws(SafetensorsError) -> Tensor {
        let elements = header.shape.elementCount
        guard 0...elements ~= header.count, 0...31 ~= header.shift else {
            throw error(
                "\(header.count) of its \(elements) elements aren't zero, by shifts of \(header.shift); there can be "
                    + "0...\(elements) of them, and 0...31")
        }
        guard bytes.count >= header.fewestBytes else {
            throw error(
                "\(bytes.count) bytes stand for \(header.denseBytes); a byte may stand for \(Self.mostExpansion) at most"
            )
        }
        let bytes = try inflated()
        guard bytes.count >= header.valueBytes + header.lowBytes else {
            throw error(
                "it has \(bytes.count) bytes, and \(header.count) elements take \(header.valueBytes + header.lowBytes) "
                    + "or more; it is cut short")
        }
        var isRead = false
        let tensor = Tensor(shape: header.shape, dtype: header.dtype) { memory in
            isRead = bytes.withUnsafeBytes { bytes in
                switch header.dtype.byteCount {
                case 1: memory.withMemoryRebound(to: UInt8.self) { unpack(bytes, into: $0) }
                case 4: memory.withMemoryRebound(to: UInt32.self) { unpack(bytes, into: $0) }
                default: memory.withMemoryRebound(to: UInt64.self) { unpack(bytes, into: $0) }
                }
            }
        }
        guard isRead else {
            throw error("its bits don't place \(header.count) elements among \(elements); the file is damaged")
        }
        guard header.dtype != .bool || tensor.withUnsafeBytes({ $0.allSatisfy { $0 <= 1 } }) else {
            throw error("a BOOL byte is neither 0 nor 1")
        }
        return tensor
    }

    private func error(_ reason: String) -> SafetensorsError { SafetensorsError(tensor: header.name, reason) }

    private func inflated() throws(SafetensorsError) -> [UInt8] {
        guard header.deflated else { return bytes }
        let zeros = header.shape.elementCount - header.count
        let most = header.valueBytes + header.lowBytes + (header.count + zeros >> header.shift + 7) / 8
        do {
            return try Zlib.inflated(bytes, limit: max(most, header.fewestBytes))
        } catch {
            throw self.error("zlib: \(error)")
        }
    }

    /// Whether the bits of `bytes` say where each element is, and no more.
    private func unpack<Word: FixedWidthInteger & UnsignedInteger>(
        _ bytes: UnsafeRawBufferPointer, into elements: UnsafeMutableBufferPointer<Word>
    ) -> Bool {
        elements.initialize(repeating: 0)
        let (count, shift) = (header.count, header.shift)
        let mask = 1 << shift - 1
        var low = 8 * header.valueBytes
        var high = UnaryBits(bytes, from: header.valueBytes + header.lowBytes)
        var place = -1
        for index in 0..<count {
            guard let rest = high.next(), rest <= elements.count >> shift else { return false }
            let gap = rest << shift | Int(truncatingIfNeeded: bytes.word(at: low >> 3) >> UInt64(low & 7)) & mask
            low += shift
            place += gap + 1
            guard place < elements.count else { return false }
            var element: Word = 0
            for plane in 0..<MemoryLayout<Word>.size {
                element |= Word(truncatingIfNeeded: bytes[plane * count + index]) << Word(8 * plane)
            }
            elements[place] = element
        }
        return high.next() == nil
    }
}

/// Numbers that are written as so many 0 and a 1.
private struct UnaryBits {
    private let bytes: UnsafeRawBufferPointer
    private var position: Int
    /// The bits that come next, and how many.
    private var word: UInt64 = 0
    private var bitCount = 0

    init(_ bytes: UnsafeRawBufferPointer, from position: Int) { (self.bytes, self.position) = (bytes, position) }

    /// The next number; nil when only zeros are left.
    @inline(__always)
    mutating func next() -> Int? {
        var zeros = 0
        while word == 0 {
            zeros += bitCount
            guard position < bytes.count else { return nil }
            word = bytes.word(at: position)
            bitCount = 64
            position += 8
        }
        let run = word.trailingZeroBitCount
        word = (word >> UInt64(run)) >> 1
        bitCount -= run + 1
        return zeros + run
    }
}

extension UnsafeRawBufferPointer {
    /// The eight bytes from `offset` on, the first the lowest; 0 for those behind the end.
    @inline(__always)
    fileprivate func word(at offset: Int) -> UInt64 {
        if offset + 8 <= count { return UInt64(littleEndian: loadUnaligned(fromByteOffset: offset, as: UInt64.self)) }
        return indices.dropFirst(offset).reversed().reduce(0) { $0 << 8 | UInt64(self[$1]) }
    }
}
