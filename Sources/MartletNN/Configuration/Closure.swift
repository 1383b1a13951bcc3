/// A function inside a description. It cannot be written to a file, nor read from one.
public struct Closure<Function>: Codable, @unchecked Sendable {
    package let call: Function  // always a @Sendable function type: see the initialisers that use it

    package init(_ call: Function) { self.call = call }

    public init(from decoder: any Decoder) throws {
        throw DecodingError.dataCorrupted(
            .init(
                codingPath: decoder.codingPath, debugDescription: "a closure cannot be read from a file; set it in code"
            ))
    }

    public func encode(to encoder: any Encoder) throws {
        throw EncodingError.invalidValue(
            "closure", .init(codingPath: encoder.codingPath, debugDescription: "a closure cannot be saved"))
    }
}
