extension JSON {
    /// Describes `value` as JSON, by its `Encodable` conformance.
    ///
    /// Unsigned integers beyond `Int` become strings of digits, as in the JSON mapping of Protocol Buffers. Dictionaries come in
    /// the order of their keys, and sets in that of their elements, as text.
    ///
    /// - Throws: `EncodingError` when `value` encodes nothing, or throws one itself.
    public init(encoding value: some Encodable) throws {
        self = try JSONEncoding.encode(value, at: [])
    }
}

/// Where one value's encoding collects; shared between the encoder and its containers, which are handed out by value.
private final class JSONEncoding: Encoder {
    let codingPath: [any CodingKey]
    let userInfo: [CodingUserInfoKey: Any] = [:]
    private var scalar: JSON?
    private var members: JSON.Object?
    private var elements: [JSON]?
    /// Nested containers and super encoders, whose values are known only at the end.
    private var children: [(place: Place, encoding: JSONEncoding)] = []

    private enum Place {
        case key(String)
        case index(Int)
    }

    private init(_ path: [any CodingKey]) { codingPath = path }

    static func encode(_ value: some Encodable, at path: [any CodingKey]) throws -> JSON {
        switch value {
        case let value as Float: return JSON(value)
        case let value as Double: return .double(value)
        case let value as any BinaryInteger:
            if let integer = Int(exactly: value) { return .integer(integer) }
            return .string(String(describing: value))
        default: break
        }
        let encoding = JSONEncoding(path)
        try value.encode(to: encoding)
        guard let json = encoding.result else {
            throw EncodingError.invalidValue(
                value, .init(codingPath: path, debugDescription: "\(type(of: value)) did not encode anything"))
        }
        return (value as? any Unordered)?.ordered(json) ?? json
    }

    private var result: JSON? {
        for child in children {
            let value = child.encoding.result ?? .object([:])
            switch child.place {
            case .key(let key): members?[key] = value
            case .index(let index): elements?[index] = value
            }
        }
        return scalar ?? members.map(JSON.object) ?? elements.map(JSON.array)
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        if members == nil { members = [:] }
        return KeyedEncodingContainer(Keyed<Key>(encoding: self))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        if elements == nil { elements = [] }
        return Unkeyed(encoding: self)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { Single(encoding: self) }

    private func child(_ key: any CodingKey, _ place: Place) -> JSONEncoding {
        let child = JSONEncoding(codingPath + [key])
        children.append((place, child))
        return child
    }

    private struct Keyed<Key: CodingKey>: KeyedEncodingContainerProtocol {
        let encoding: JSONEncoding
        var codingPath: [any CodingKey] { encoding.codingPath }

        func encodeNil(forKey key: Key) { encoding.members?[key.stringValue] = .null }

        func encode(_ value: some Encodable, forKey key: Key) throws {
            let member = try JSONEncoding.encode(value, at: codingPath + [key])
            encoding.members?[key.stringValue] = member
        }

        func nestedContainer<Nested>(
            keyedBy type: Nested.Type, forKey key: Key
        ) -> KeyedEncodingContainer<Nested> {
            child(key).container(keyedBy: type)
        }

        func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { child(key).unkeyedContainer() }

        func superEncoder() -> any Encoder { child(NamedKey("super")) }

        func superEncoder(forKey key: Key) -> any Encoder { child(key) }

        private func child(_ key: any CodingKey) -> JSONEncoding {
            // Holds the key's place in the order.
            encoding.members?[key.stringValue] = .null
            return encoding.child(key, .key(key.stringValue))
        }
    }

    private struct Unkeyed: UnkeyedEncodingContainer {
        let encoding: JSONEncoding
        var codingPath: [any CodingKey] { encoding.codingPath }
        var count: Int { encoding.elements?.count ?? 0 }

        func encodeNil() { encoding.elements?.append(.null) }

        func encode(_ value: some Encodable) throws {
            let element = try JSONEncoding.encode(value, at: codingPath + [NamedKey(count)])
            encoding.elements?.append(element)
        }

        func nestedContainer<Nested>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
            child().container(keyedBy: type)
        }

        func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { child().unkeyedContainer() }

        func superEncoder() -> any Encoder { child() }

        private func child() -> JSONEncoding {
            let index = count
            encoding.elements?.append(.null)
            return encoding.child(NamedKey(index), .index(index))
        }
    }

    private struct Single: SingleValueEncodingContainer {
        let encoding: JSONEncoding
        var codingPath: [any CodingKey] { encoding.codingPath }

        func encodeNil() { encoding.scalar = .null }
        func encode(_ value: Bool) { encoding.scalar = .bool(value) }
        func encode(_ value: String) { encoding.scalar = .string(value) }
        func encode(_ value: some Encodable) throws {
            encoding.scalar = try JSONEncoding.encode(value, at: codingPath)
        }
    }
}

/// What has its elements in another order in each process.
private protocol Unordered {
    /// What it was encoded as, in one order.
    func ordered(_ json: JSON) -> JSON
}

extension Dictionary: Unordered {
    fileprivate func ordered(_ json: JSON) -> JSON {
        switch json {
        case .object(let members):
            return .object(members.sorted { $0.0 < $1.0 }.reduce(into: [:]) { $0[$1.0] = $1.1 })
        case .array(let list):
            // Keys that are no names, each before its value.
            let pairs = stride(from: 0, to: list.count - 1, by: 2).map { (list[$0].serialized(), list[$0...$0 + 1]) }
            return .array(pairs.sorted { $0.0 < $1.0 }.flatMap(\.1))
        default: return json
        }
    }
}

extension Set: Unordered {
    fileprivate func ordered(_ json: JSON) -> JSON {
        let elements = (json.array ?? []).map { (text: $0.serialized(), element: $0) }
        return .array(elements.sorted { $0.text < $1.text }.map(\.element))
    }
}

/// A key made up on the way: an index, or `super`.
struct NamedKey: CodingKey {
    let stringValue: String
    let intValue: Int?

    init(_ name: String) {
        stringValue = name
        intValue = nil
    }

    init(_ index: Int) {
        stringValue = String(index)
        intValue = index
    }

    init?(stringValue: String) { self.init(stringValue) }
    init?(intValue: Int) { self.init(intValue) }
}
