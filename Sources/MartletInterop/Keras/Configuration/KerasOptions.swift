#if Archives
    import MartletCodecs
    import MartletGraph
    import MartletNN

    /// The options that Keras wrote of one of its objects, read one by one.
    ///
    /// What is wrong is collected, and so is every option that nobody asked for unless it says nothing, so that none that
    /// changes what is computed is overlooked.
    final class KerasOptions {
        /// Such as `layer 'dense_1' (Dense)`.
        let owner: String
        /// Whether Keras 2 wrote them, some of whose functions are others than those of Keras 3.
        let isKeras2: Bool
        private let values: JSON.Object
        private var asked: Set<String>
        private(set) var problems: [String] = []

        /// Options that change nothing that is computed here.
        private static let harmless: Set = [
            "name", "trainable", "dtype", "batch_shape", "batch_input_shape", "seed", "rng_type", "jit_compile",
        ]

        init(_ json: JSON?, of owner: String, isKeras2: Bool) {
            self.owner = owner
            self.isKeras2 = isKeras2
            values = json?.object ?? JSON.Object()
            asked = Self.harmless
            if json?.object == nil { report("it has no configuration") }
        }

        func report(_ problem: String) { problems.append("\(owner): \(problem)") }

        /// All that is wrong, options included that nobody asked for.
        func finish() -> [String] {
            for (key, value) in values where !asked.contains(key) {
                switch value {
                case .null, .bool(false), .array([]): continue
                default: report("its option \(key), \(value.serialized().prefix(80)), isn't supported")
                }
            }
            return problems
        }

        /// The value of an option; nil if it is missing or null.
        func value(_ key: String) -> JSON? {
            asked.insert(key)
            guard let value = values[key], !value.isNull else { return nil }
            return value
        }

        /// Takes options for read that only matter together with others.
        func ignore(_ keys: String...) { asked.formUnion(keys) }

        private func read<T>(_ key: String, _ fallback: T?, _ placeholder: T, _ what: String, _ read: (JSON) -> T?) -> T
        {
            guard let value = value(key) else {
                if let fallback { return fallback }
                report("it lacks \(key), \(what)")
                return placeholder
            }
            guard let result = read(value) else {
                report("\(key) must be \(what), not \(value.serialized().prefix(80))")
                return placeholder
            }
            return result
        }

        func bool(_ key: String, _ fallback: Bool? = nil) -> Bool {
            read(key, fallback, false, "true or false", \.bool)
        }

        func double(_ key: String, _ fallback: Double? = nil) -> Double { read(key, fallback, 0, "a number", \.double) }

        func string(_ key: String, _ fallback: String? = nil) -> String {
            read(key, fallback, "", "a string", \.string)
        }

        /// Sizes are limited so that no product of a few of them overflows.
        func int(_ key: String, _ fallback: Int? = nil, in range: ClosedRange<Int> = 1...1 << 24) -> Int {
            read(key, fallback, range.lowerBound, "a whole number in \(range)") { json in
                json.integer.flatMap { range.contains($0) ? $0 : nil }
            }
        }

        /// One number or a list of them.
        func ints(_ key: String, _ fallback: [Int]? = nil, in range: ClosedRange<Int> = -8...1 << 12) -> [Int] {
            read(key, fallback, [], "whole numbers in \(range)") { json in
                let numbers = (json.array ?? [json]).map { $0.integer }
                return numbers.allSatisfy { $0.map(range.contains) ?? false } ? numbers.map { $0! } : nil
            }
        }

        /// Reports unless the option, if it is there, has this value.
        func require(_ key: String, _ expected: JSON) {
            if let value = value(key), value != expected {
                report("\(key) is \(value.serialized().prefix(80)); only \(expected.serialized()) is supported")
            }
        }
    }

    extension KerasOptions {
        /// The class and the options of an object that Keras wrote, or of a name for one.
        func object(_ json: JSON) -> (name: String, options: KerasOptions)? {
            guard let name = json.string ?? json["class_name"]?.string else { return nil }
            let plain = String(name.split(separator: ">").last ?? "")
            let configuration = json.string == nil ? json["config"] ?? [:] : [:]
            return (plain, KerasOptions(configuration, of: "\(owner), \(plain)", isKeras2: isKeras2))
        }

        /// The value that `read` makes of the object that an option holds; what is wrong with it is reported here.
        func object<T>(_ key: String, _ fallback: T, _ read: (_ name: String, KerasOptions) -> T?) -> T {
            guard let json = value(key) else { return fallback }
            guard let (name, options) = object(json), let result = read(name, options) else {
                report("its \(key), \(json.serialized().prefix(120)), isn't supported")
                return fallback
            }
            problems += options.finish()
            return result
        }
    }
#endif
