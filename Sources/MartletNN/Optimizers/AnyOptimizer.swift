/// An optimiser of any of Martlet's classes, encoded with the name of its class.
public struct AnyOptimizer: Sendable, Codable {
    /// The optimiser itself.
    public var base: any Optimizer

    /// Hides the type of an optimiser.
    public init(_ base: any Optimizer) { self.base = base }

    private static let classes: [(name: String, make: @Sendable () -> any Optimizer)] = [
        ("SGD", { SGD() }), ("Adam", { Adam() }), ("AdamW", { AdamW() }), ("RMSprop", { RMSprop() }),
        ("Adagrad", { Adagrad() }),
    ]

    /// The optimiser of Keras's name, such as `adam`, with its default arguments.
    ///
    /// - Throws: `UnknownName`.
    public init(named name: String) throws {
        guard let known = Self.classes.first(where: { $0.name.lowercased() == name.lowercased() }) else {
            throw UnknownName("optimizer", name, known: Self.classes.map { $0.name.lowercased() })
        }
        base = known.make()
    }

    private enum Keys: String, CodingKey { case name = "class", configuration }

    public init(from decoder: any Decoder) throws {
        let box = try decoder.container(keyedBy: Keys.self)
        let known = try AnyOptimizer(named: box.decode(String.self, forKey: .name))
        base = try Self.decode(like: known.base, from: box)
    }

    private static func decode<T: Optimizer>(like known: T, from box: KeyedDecodingContainer<Keys>) throws -> T {
        let optimizer = try box.decode(T.self, forKey: .configuration)
        try optimizer.validate()
        return optimizer
    }

    /// - Throws: `EncodingError` for an optimiser of another class, or one with a closure.
    public func encode(to encoder: any Encoder) throws {
        let name = "\(type(of: base))"
        guard Self.classes.contains(where: { $0.name == name }) else {
            throw EncodingError.invalidValue(
                base,
                .init(codingPath: encoder.codingPath, debugDescription: "\(name) is not one of Martlet's optimizers"))
        }
        var box = encoder.container(keyedBy: Keys.self)
        try box.encode(name, forKey: .name)
        try box.encode(base, forKey: .configuration)
    }
}
