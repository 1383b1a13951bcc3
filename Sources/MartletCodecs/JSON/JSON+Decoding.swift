extension JSON {
    /// Makes a `T` of the value, by its `Decodable` conformance.
    ///
    /// - Throws: `DecodingError` with the path to what is missing or of another type.
    public func decode<T: Decodable>(_ type: T.Type = T.self) throws -> T {
        try JSONDecoding(value: self, codingPath: []).decode(type)
    }
}

/// One value being decoded, and the path to it.
private struct JSONDecoding: Decoder {
    let value: JSON
    let codingPath: [any CodingKey]
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    /// The type as one of integers, if it is one. A cast would search all types of the process for the conformance.
    private func integer(_ type: Any.Type) -> (any (Decodable & FixedWidthInteger).Type)? {
        if type == Int.self { return Int.self }
        if type == UInt64.self { return UInt64.self }
        if type == Int64.self { return Int64.self }
        if type == UInt.self { return UInt.self }
        if type == Int32.self { return Int32.self }
        if type == UInt32.self { return UInt32.self }
        if type == UInt16.self { return UInt16.self }
        if type == Int16.self { return Int16.self }
        if type == UInt8.self { return UInt8.self }
        return type == Int8.self ? Int8.self : nil
    }

    func decode<T: Decodable>(_ type: T.Type) throws -> T {
        if let integer = integer(type) { return try decodeInteger(integer) as! T }
        if type == Double.self { return try number() as! T }
        if type == Float.self { return Float(try number()) as! T }
        return try T(from: self)
    }

    private func decodeInteger<T: FixedWidthInteger>(_ type: T.Type) throws -> T {
        if let integer = value.integer {
            guard let exact = T(exactly: integer) else {
                throw DecodingError.dataCorrupted(context("\(integer) is out of range for \(type)"))
            }
            return exact
        }
        guard let exact = value.string.flatMap({ T($0) }) else { throw mismatch(type) }
        return exact
    }

    private func number() throws -> Double {
        guard let number = value.double else { throw mismatch(Double.self) }
        return number
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard let object = value.object else { throw mismatch([String: JSON].self) }
        return KeyedDecodingContainer(Keyed<Key>(decoding: self, object: object))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard let elements = value.array else { throw mismatch([JSON].self) }
        return Unkeyed(decoding: self, elements: elements)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { Single(decoding: self) }

    private func at(_ key: any CodingKey, _ value: JSON) -> JSONDecoding {
        JSONDecoding(value: value, codingPath: codingPath + [key])
    }

    private func mismatch(_ type: any Any.Type) -> DecodingError {
        .typeMismatch(type, context("expected \(type) but found \(value.kind)"))
    }

    private func context(_ description: String) -> DecodingError.Context {
        .init(codingPath: codingPath, debugDescription: description)
    }

    private struct Keyed<Key: CodingKey>: KeyedDecodingContainerProtocol {
        let decoding: JSONDecoding
        let object: JSON.Object
        var codingPath: [any CodingKey] { decoding.codingPath }
        var allKeys: [Key] { object.keys.compactMap(Key.init(stringValue:)) }

        func contains(_ key: Key) -> Bool { object[key.stringValue] != nil }
        func decodeNil(forKey key: Key) throws -> Bool { try member(key).value.isNull }
        func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T { try member(key).decode(type) }

        func nestedContainer<Nested>(
            keyedBy type: Nested.Type, forKey key: Key
        ) throws -> KeyedDecodingContainer<Nested> {
            try member(key).container(keyedBy: type)
        }

        func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
            try member(key).unkeyedContainer()
        }

        func superDecoder() throws -> any Decoder { try member(NamedKey("super")) }
        func superDecoder(forKey key: Key) throws -> any Decoder { try member(key) }

        private func member(_ key: any CodingKey) throws -> JSONDecoding {
            guard let value = object[key.stringValue] else {
                throw DecodingError.keyNotFound(key, decoding.context("there is no \"\(key.stringValue)\""))
            }
            return decoding.at(key, value)
        }
    }

    private struct Unkeyed: UnkeyedDecodingContainer {
        let decoding: JSONDecoding
        let elements: [JSON]
        var currentIndex = 0
        var codingPath: [any CodingKey] { decoding.codingPath }
        var count: Int? { elements.count }
        var isAtEnd: Bool { currentIndex == elements.count }

        init(decoding: JSONDecoding, elements: [JSON]) {
            self.decoding = decoding
            self.elements = elements
        }

        mutating func decodeNil() throws -> Bool {
            guard try element().value.isNull else { return false }
            currentIndex += 1
            return true
        }

        mutating func decode<T: Decodable>(_ type: T.Type) throws -> T { try next { try $0.decode(type) } }

        mutating func nestedContainer<Nested>(keyedBy type: Nested.Type) throws -> KeyedDecodingContainer<Nested> {
            try next { try $0.container(keyedBy: type) }
        }

        mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
            try next { try $0.unkeyedContainer() }
        }

        mutating func superDecoder() throws -> any Decoder { try next { $0 } }

        /// Moves on only when `body` could use the element.
        private mutating func next<T>(_ body: (JSONDecoding) throws -> T) throws -> T {
            let result = try body(element())
            currentIndex += 1
            return result
        }

        private func element() throws -> JSONDecoding {
            guard !isAtEnd else {
                throw DecodingError.valueNotFound(
                    JSON.self, decoding.context("the array ends after \(elements.count) elements"))
            }
            return decoding.at(NamedKey(currentIndex), elements[currentIndex])
        }
    }

    private struct Single: SingleValueDecodingContainer {
        let decoding: JSONDecoding
        var codingPath: [any CodingKey] { decoding.codingPath }

        func decodeNil() -> Bool { decoding.value.isNull }

        func decode(_ type: Bool.Type) throws -> Bool {
            guard let bool = decoding.value.bool else { throw decoding.mismatch(type) }
            return bool
        }

        func decode(_ type: String.Type) throws -> String {
            guard let string = decoding.value.string else { throw decoding.mismatch(type) }
            return string
        }

        func decode<T: Decodable>(_ type: T.Type) throws -> T { try decoding.decode(type) }
    }
}

extension JSON {
    /// The value's type in words, for messages.
    package var kind: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .integer, .double: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}
