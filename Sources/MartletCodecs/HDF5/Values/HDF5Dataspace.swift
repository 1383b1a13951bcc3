import MartletNumerics

/// The shape of a dataset or an attribute.
struct HDF5Dataspace {
    let shape: Shape
    /// What the shape may become; nil for axes that may grow without end.
    let largest: [UInt64?]
    /// Whether there is nothing at all, not even a scalar.
    let isNull: Bool

    /// - Parameter message: a dataspace message, which is read to its end.
    init(_ message: inout HDF5Cursor) throws {
        let version = try message.version(1...2)
        let rank = Int(try message.byte())
        let flags = try message.byte()
        let kind = try message.byte()
        if version == 1 { try message.skip(4) }
        isNull = version == 2 && kind == 2
        guard rank <= Shape.maximumRank else {
            throw message.failure("it has \(rank) axes; 0 to \(Shape.maximumRank) are possible")
        }
        var lengths: [UInt64] = []
        for _ in 0..<rank { lengths.append(try message.length()) }
        var largest: [UInt64?] = lengths
        if flags & 1 != 0 {
            for axis in 0..<rank {
                let most = try message.length()
                let isUnlimited = most == UInt64.max >> UInt64(64 - 8 * message.lengthBytes)
                guard isUnlimited || most >= lengths[axis] else {
                    throw message.failure("axis \(axis) is longer than it may become; the file is damaged")
                }
                largest[axis] = isUnlimited ? nil : most
            }
        }
        do {
            shape = try Shape(validating: lengths.map { Int(clamping: $0) })
        } catch {
            throw message.failure("\(error)")
        }
        self.largest = largest
    }
}
