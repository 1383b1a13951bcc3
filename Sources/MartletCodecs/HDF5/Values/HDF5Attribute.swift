import MartletNumerics

/// A small named value of an object.
struct HDF5Attribute {
    let name: [UInt8]
    private let type: HDF5Cursor
    private let space: HDF5Cursor
    private let value: HDF5Cursor
    /// Whether the type is one with a name, which lies elsewhere.
    private let isTypeShared: Bool
    private let isSpaceShared: Bool

    /// - Parameter body: an attribute message.
    init(_ body: HDF5Cursor) throws {
        var body = body
        let version = try body.version(1...3)
        let flags = try body.byte()
        let (nameBytes, typeBytes, spaceBytes) = (try body.integer(2), try body.integer(2), try body.integer(2))
        if version == 3 { try body.skip(1) }
        func padded(_ count: Int) -> Int { version == 1 ? (count + 7) & ~7 : count }
        var name = try body.part(padded(nameBytes))
        self.name = Array(try name.bytesToZero())
        type = try body.part(padded(typeBytes), "the type of an attribute")
        space = try body.part(padded(spaceBytes), "the shape of an attribute")
        isTypeShared = version > 1 && flags & 1 != 0
        isSpaceShared = version > 1 && flags & 2 != 0
        value = body
    }
}

extension HDF5Storage {
    /// The attributes of an object.
    private func attributes(of object: HDF5Object) throws -> [HDF5Attribute] {
        if let attributes = object.attributes { return attributes }
        var bodies: [HDF5Cursor] = []
        for message in object.messages where message.kind == HDF5Object.MessageKind.attribute && !message.isShared {
            bodies.append(message.body)
        }
        if var information = try object.message(HDF5Object.MessageKind.attributeInfo) {
            try information.version(0...0)
            let flags = try information.byte()
            try information.skip(flags & 1 == 0 ? 0 : 2)
            if let address = try information.address() {
                let heap = try HDF5FractalHeap(self, at: address)
                try visitRecords("the attributes' tree", at: information.definedAddress(), kinds: [8]) { record in
                    bodies.append(try heap.object(&record, of: self))
                }
            }
        }
        let attributes = try bodies.map { try HDF5Attribute($0) }
        object.attributes = attributes
        return attributes
    }

    /// Looks at all attributes of an object, needed or not: what is damaged is refused.
    ///
    /// - Throws: `HDF5Error`, whose object is the attribute, `@name`.
    func checkAttributes(of object: HDF5Object) throws {
        for attribute in try attributes(of: object) {
            do {
                try attribute.check(self)
            } catch var error as HDF5Error {
                error.object = "@" + String(decoding: attribute.name, as: UTF8.self)
                throw error
            }
        }
    }

    /// The attribute of an object with the given name; nil if there is none.
    func attribute(_ name: [UInt8], of object: HDF5Object) throws -> HDF5Attribute? {
        try attributes(of: object).first { $0.name == name }
    }
}

extension HDF5Attribute {
    /// The most strings that an attribute may hold, and the most bytes of them together.
    private static let mostStrings = 1 << 16
    private static let mostBytes = 64 << 20

    /// The strings that it holds.
    func strings(_ storage: HDF5Storage) throws -> [String] {
        var (type, space, value) = (type, space, value)
        guard !isTypeShared else {
            throw type.failure("it is a type with a name, which lies elsewhere; such files aren't read")
        }
        let (datatype, dataspace) = (try HDF5Datatype(&type), try HDF5Dataspace(&space))
        let count = dataspace.isNull ? 0 : dataspace.shape.elementCount
        // h5py writes an empty list as floating numbers.
        if count == 0 { return [] }
        guard count <= Self.mostStrings else {
            throw value.failure("it holds \(count) strings, more than the \(Self.mostStrings) allowed")
        }
        var left = Self.mostBytes
        return try (0..<count).map { _ in
            let text: ArraySlice<UInt8>
            switch datatype.kind {
            case .fixedString: text = try value.bytes(datatype.byteCount).prefix { $0 != 0 }
            case .variableString: text = try Self.variable(&value, storage)
            case .number: throw value.failure("it holds numbers; it must hold strings")
            case .other(let name): throw value.failure("it holds \(name); it must hold strings")
            }
            left -= text.count
            guard left >= 0 else {
                throw value.failure("its strings take more than the \(Self.mostBytes) bytes allowed")
            }
            guard let string = String(validating: text, as: UTF8.self) else {
                throw value.failure("a string isn't valid UTF-8")
            }
            return string
        }
    }

    /// Checks that the value is there, as long as its type and shape say, and its strings are in the heap.
    fileprivate func check(_ storage: HDF5Storage) throws {
        if isTypeShared || isSpaceShared { return }
        var (type, space, value) = (type, space, value)
        let (datatype, dataspace) = (try HDF5Datatype(&type), try HDF5Dataspace(&space))
        let count = dataspace.isNull ? 0 : dataspace.shape.elementCount
        guard count <= value.remaining / datatype.byteCount else {
            throw value.failure(
                "it should hold \(count) values of \(datatype.byteCount) bytes, and has \(value.remaining) bytes; "
                    + "the file is damaged")
        }
        guard case .variableString = datatype.kind else { return }
        for _ in 0..<count { _ = try Self.variable(&value, storage) }
    }

    /// A string in the global heap, whose length, collection and number come next.
    private static func variable(_ value: inout HDF5Cursor, _ storage: HDF5Storage) throws -> ArraySlice<UInt8> {
        let count = try value.integer(4)
        let address = try value.address()
        let number = try value.integer(4)
        guard count > 0, let address, address > 0 else { return [] }
        guard var object = try storage.collection(at: address)[number] else {
            throw value.failure("its string \(number) isn't in the global heap; the file is damaged")
        }
        let there = object.remaining
        guard there == count else {
            throw value.failure("its string of \(count) bytes has \(there) in the global heap; the file is damaged")
        }
        return try object.bytes(count).prefix { $0 != 0 }
    }
}
