internal import MartletCodecs
internal import MartletNumerics

/// What Python says of an environment when it has made it.
struct GymnasiumDescription: Sendable {
    let observationSpace: Space
    let actionSpace: Space
    let rewardThreshold: Double?
    let maxEpisodeSteps: Int?

    /// Reads the answer `h` without its first byte.
    ///
    /// - Throws: `GymnasiumError.nonsense`.
    init(_ answer: [UInt8]) throws(GymnasiumError) {
        var bytes = answer[...]
        guard let size = bytes.readLittleEndian(UInt32.self), size <= bytes.count else {
            throw .nonsense("the description is cut off")
        }
        let header: JSON
        do {
            header = try JSON(parsing: Array(bytes.prefix(Int(size))))
        } catch {
            throw .nonsense("the description: \(error)")
        }
        bytes = bytes.dropFirst(Int(size))
        guard header["version"]?.integer == GymnasiumScript.version, header["dtype"]?.string == "<f4" else {
            throw .nonsense("the description isn't of version \(GymnasiumScript.version) with numbers in float32")
        }
        observationSpace = try Self.space(header["observations"], &bytes, "observations")
        actionSpace = try Self.space(header["actions"], &bytes, "actions")
        rewardThreshold = header["rewardThreshold"]?.double
        maxEpisodeSteps = header["maxEpisodeSteps"]?.integer
        guard bytes.isEmpty else { throw .nonsense("\(bytes.count) bytes after the description") }
    }

    private static func space(
        _ description: JSON?, _ bytes: inout ArraySlice<UInt8>, _ name: String
    ) throws(GymnasiumError) -> Space {
        switch description?["kind"]?.string {
        case "discrete":
            // Observations are float32, which has all integers up to 2^24.
            guard let count = description?["count"]?.integer, 1...(1 << 24) ~= count else {
                throw .nonsense("a discrete space of \(name) has no count in 1...2^24")
            }
            return .discrete(count)
        case "box":
            guard let lengths = description?["shape"]?.array?.map(\.integer), !lengths.contains(nil),
                let shape = try? Shape(validating: lengths.compactMap(\.self)), shape.elementCount <= 1 << 24
            else { throw .nonsense("a box of \(name) has no shape of at most 2^24 elements") }
            guard let low = bytes.readFloats(shape.elementCount), let high = bytes.readFloats(shape.elementCount) else {
                throw .nonsense("the bounds of \(name) are cut off")
            }
            return .box(low: low, high: high, shape: shape)
        default: throw .nonsense("the space of \(name) is neither discrete nor a box")
        }
    }
}

extension ArraySlice<UInt8> {
    /// Takes an integer from the front, if it is there.
    mutating func readLittleEndian<Number: FixedWidthInteger>(_ type: Number.Type) -> Number? {
        let size = Number.bitWidth / 8
        guard count >= size else { return nil }
        defer { self = dropFirst(size) }
        return prefix(size).reversed().reduce(0) { $0 << 8 | Number(truncatingIfNeeded: $1) }
    }

    /// Takes so many float32 from the front, if they are there.
    mutating func readFloats(_ count: Int) -> [Float]? {
        guard self.count / 4 >= count else { return nil }
        defer { self = dropFirst(4 * count) }
        return withUnsafeBytes { bytes in
            (0..<count).map { i in
                Float(bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * i, as: UInt32.self)))
            }
        }
    }
}

extension Array<UInt8> {
    mutating func appendLittleEndian(_ value: some FixedWidthInteger) {
        for i in 0..<(value.bitWidth / 8) { append(UInt8(truncatingIfNeeded: value >> (8 * i))) }
    }
}
