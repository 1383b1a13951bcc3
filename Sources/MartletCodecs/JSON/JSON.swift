/// A JSON value (RFC 8259) whose objects keep the order of their keys.
///
/// Finite doubles are written with the fewest digits that read back equal. JSON has no other doubles, so those are
/// written as the strings `"NaN"`, `"Infinity"` and `"-Infinity"`, as in the JSON mapping of Protocol Buffers.
public enum JSON: Sendable, Hashable {
    /// `null`
    case null
    /// `true` or `false`
    case bool(Bool)
    /// A number without fraction or exponent that fits 64 bits.
    case integer(Int)
    /// Any other number.
    case double(Double)
    /// Text.
    case string(String)
    /// Values in order.
    case array([JSON])
    /// Values by name, in order.
    case object(Object)

    /// The members of a JSON object, in order; every key occurs once.
    public struct Object: Sendable, Hashable {
        /// The keys, in order.
        public private(set) var keys: [String] = []
        /// The values, in the order of their keys.
        public private(set) var values: [JSON] = []
        private var positions: [String: Int] = [:]

        /// An object without members.
        public init() {}

        /// The number of members.
        public var count: Int { keys.count }

        /// The value of `key`; a new key goes to the end, nil removes.
        public subscript(key: String) -> JSON? {
            get { positions[key].map { values[$0] } }
            set {
                switch (positions[key], newValue) {
                case (let position?, let value?): values[position] = value
                case (nil, let value?): append(key, value)
                case (let position?, nil): remove(at: position)
                case (nil, nil): break
                }
            }
        }

        mutating func append(_ key: String, _ value: JSON) {
            positions[key] = keys.count
            keys.append(key)
            values.append(value)
        }

        private mutating func remove(at position: Int) {
            keys.remove(at: position)
            values.remove(at: position)
            positions = Dictionary(uniqueKeysWithValues: zip(keys, keys.indices))
        }
    }
}

extension JSON.Object: Sequence {
    /// Goes over keys and values in order.
    public func makeIterator() -> Zip2Sequence<[String], [JSON]>.Iterator {
        zip(keys, values).makeIterator()
    }
}

extension JSON.Object: ExpressibleByDictionaryLiteral {
    /// The last of equal keys wins.
    public init(dictionaryLiteral elements: (String, JSON)...) {
        for (key, value) in elements { self[key] = value }
    }
}

extension JSON {
    /// Whether the value is `null`.
    public var isNull: Bool { self == .null }

    /// The value as a boolean, or nil.
    public var bool: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The value as a whole number; a double that is one counts.
    public var integer: Int? {
        switch self {
        case .integer(let value): value
        case .double(let value): Int(exactly: value)
        default: nil
        }
    }

    /// The value as a double; integers and the strings of non-finite doubles count.
    public var double: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .double(let value): value
        case .string("NaN"): .nan
        case .string("Infinity"): .infinity
        case .string("-Infinity"): -.infinity
        default: nil
        }
    }

    /// The value as a string, or nil.
    public var string: String? {
        if case .string(let value) = self { value } else { nil }
    }

    /// The value as an array, or nil.
    public var array: [JSON]? {
        if case .array(let value) = self { value } else { nil }
    }

    /// The value as an object, or nil.
    public var object: Object? {
        if case .object(let value) = self { value } else { nil }
    }

    /// The member of an object, or nil. Setting one turns any other value into an object.
    public subscript(key: String) -> JSON? {
        get { object?[key] }
        set {
            var members = object ?? Object()
            members[key] = newValue
            self = .object(members)
        }
    }

    /// The element of an array, or nil.
    public subscript(index: Int) -> JSON? {
        guard let array, array.indices.contains(index) else { return nil }
        return array[index]
    }
}
