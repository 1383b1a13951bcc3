#if Archives
    import MartletCodecs
    import MartletGraph
    import MartletNN
    import MartletNumerics

    /// Reads a model's configuration and collects everything in it that cannot be understood.
    struct KerasParser {
        /// Whether Keras 2 wrote the file.
        let isKeras2: Bool
        /// Shapes for the model's inputs, which the file may leave open.
        let inputShapes: [[Int]]?
        private(set) var problems: [String] = []
        /// Classes that Martlet has no layer for, with the layers of that class.
        private(set) var unsupported: [String: [String]] = [:]

        private static let mostLayers = 10_000
        private static let mostCalls = 30_000
        private static let modelClasses: Set = ["Sequential", "Functional", "Model"]

        init(isKeras2: Bool, inputShapes: [[Int]]?) {
            self.isKeras2 = isKeras2
            self.inputShapes = inputShapes
        }

        /// The model that `json` describes.
        ///
        /// - Throws: `KerasError` with all that is wrong.
        static func parse(
            _ json: JSON, isKeras2: Bool, inputShapes: [[Int]]?, path: String
        ) throws -> KerasArchitecture {
            var parser = KerasParser(isKeras2: isKeras2, inputShapes: inputShapes)
            let model = parser.model(json, named: nil)
            let missing = parser.unsupported.sorted { $0.key < $1.key }.map { kind, names in
                "Martlet has no layer for Keras's \(kind): \(names.joined(separator: ", "))"
            }
            let problems = missing + parser.problems
            guard problems.isEmpty, let model else { throw KerasError(path, problems) }
            guard model.callCount <= Double(mostCalls) else {
                throw KerasError(
                    path,
                    "models within models that are called again and again make more than \(mostCalls) calls of layers of it"
                )
            }
            return model
        }

        mutating func report(_ problem: String) { problems.append(problem) }

        private mutating func model(_ json: JSON, named outer: String?) -> KerasArchitecture? {
            guard let kind = json["class_name"]?.string, Self.modelClasses.contains(kind) else {
                report(
                    "it holds \(json["class_name"]?.string.map { "a \($0)" } ?? "no model"); "
                        + "a Sequential or Functional model can be read")
                return nil
            }
            let configuration = json["config"] ?? [:]
            // Before 2018 the configuration of a Sequential was the list of its layers.
            guard let layers = configuration["layers"]?.array ?? configuration.array, layers.count <= Self.mostLayers
            else {
                report("the model has no list of at most \(Self.mostLayers) layers")
                return nil
            }
            let name = outer ?? configuration["name"]?.string ?? "model"
            let model =
                kind == "Sequential"
                ? sequential(layers, configuration, json["build_config"], name, isOutermost: outer == nil)
                : functional(layers, configuration, name, isOutermost: outer == nil)
            // Keras 3 writes a call as an object, Keras 2 as a list.
            let isKeras3 = layers.contains { $0["inbound_nodes"]?[0]?.object != nil }
            return model.flatMap { ordered($0, isKeras3: isKeras3) }
        }

        private mutating func sequential(
            _ layers: [JSON], _ configuration: JSON, _ build: JSON?, _ name: String, isOutermost: Bool
        ) -> KerasArchitecture? {
            var layers = layers
            var input = KerasArchitecture.Input(name: "\(name)/input", shape: [], dtype: .float32)
            if layers.first?["class_name"]?.string == "InputLayer" {
                input = self.input(layers.removeFirst(), number: 0, isOutermost: isOutermost)
            } else if let shape = layers.first?["config"]?["batch_input_shape"]
                ?? configuration["build_input_shape"] ?? build?["input_shape"]
            {
                input.shape = self.shape(shape, "the model's input", number: 0, isOutermost: isOutermost)
            } else {
                input.shape = self.shape(.null, "the model's input", number: 0, isOutermost: isOutermost)
            }
            var last = KerasArchitecture.Reference(layer: input.name, call: 0, result: 0)
            var members: [KerasArchitecture.Member] = []
            for json in layers {
                guard var member = member(json) else { continue }
                member.calls = [.init(inputs: [last])]
                last = .init(layer: member.name, call: 0, result: 0)
                members.append(member)
            }
            return KerasArchitecture(
                kind: "Sequential", name: name, inputs: [input], members: members, outputs: [last])
        }

        private mutating func functional(
            _ layers: [JSON], _ configuration: JSON, _ name: String, isOutermost: Bool
        ) -> KerasArchitecture? {
            var inputs: [String: KerasArchitecture.Input] = [:]
            var members: [KerasArchitecture.Member] = []
            let inputNames = references(configuration["input_layers"], "input_layers").map(\.layer)
            for json in layers {
                if json["class_name"]?.string == "InputLayer" {
                    let place = inputNames.firstIndex(of: Self.name(json)) ?? 0
                    inputs[Self.name(json)] = input(json, number: place, isOutermost: isOutermost)
                } else if var member = member(json) {
                    member.calls = (json["inbound_nodes"]?.array ?? []).map { [member] in call($0, of: member) }
                    members.append(member)
                }
            }
            let outputs = references(configuration["output_layers"], "output_layers")
            if inputNames.isEmpty || outputs.isEmpty { report("model '\(name)' has no inputs or no outputs") }
            let known = inputNames.compactMap { inputs[$0] }
            if known.count != inputNames.count { report("an input of model '\(name)' is no InputLayer") }
            return KerasArchitecture(kind: "Functional", name: name, inputs: known, members: members, outputs: outputs)
        }

        private static func name(_ json: JSON) -> String {
            json["name"]?.string ?? json["config"]?["name"]?.string ?? ""
        }

        private mutating func input(_ json: JSON, number: Int, isOutermost: Bool) -> KerasArchitecture.Input {
            let configuration = json["config"] ?? [:]
            let name = Self.name(json)
            let dtype = configuration["dtype"]?["config"]?["name"]?.string ?? configuration["dtype"]?.string
            let shape = configuration["batch_shape"] ?? configuration["batch_input_shape"] ?? .null
            return .init(
                name: name, shape: self.shape(shape, "input '\(name)'", number: number, isOutermost: isOutermost),
                dtype: dtype.flatMap { DType(rawValue: $0) } ?? .float32)
        }

        /// A shape without its batch, all dimensions known.
        private mutating func shape(_ json: JSON, _ owner: String, number: Int, isOutermost: Bool) -> [Int] {
            if isOutermost, let inputShapes, inputShapes.indices.contains(number) { return inputShapes[number] }
            let lengths = (json.array ?? []).dropFirst().map { $0.integer ?? 0 }
            guard json.array?.isEmpty == false, lengths.count < Shape.maximumRank,
                lengths.allSatisfy((1...1 << 24).contains), lengths.reduce(1.0, { $0 * Double($1) }) < 0x1p32
            else {
                report("\(owner) has shape \(json.serialized()), which isn't known; give the inputs' shapes")
                return []
            }
            return Array(lengths)
        }

        private mutating func member(_ json: JSON) -> KerasArchitecture.Member? {
            let written = json["class_name"]?.string ?? "nothing"
            let (kind, values) = json["config"]?.object.map { Keras1.renewed(written, $0) } ?? (written, nil)
            let name = Self.name(json)
            let isTrainable = json["config"]?["trainable"]?.bool ?? true
            guard !name.isEmpty, !name.contains("/") else {
                report("a layer of class \(kind) has the name '\(name)'; names aren't empty and have no /")
                return nil
            }
            if Self.modelClasses.contains(kind) {
                return model(json, named: name).map {
                    .init(name: name, kind: .model($0), isTrainable: isTrainable, calls: [])
                }
            }
            // Operations such as `x * 2` have the names of layers, but come from another module.
            let isOperation = json["module"]?.string?.contains(".ops") ?? false
            guard !isOperation, let type = KerasLayers[String(kind.split(separator: ">").last ?? "")] else {
                unsupported[isOperation ? "operation \(kind)" : kind, default: []].append(name)
                return nil
            }
            let options = KerasOptions(values.map { .object($0) }, of: "layer '\(name)' (\(kind))", isKeras2: isKeras2)
            let layer = type.init(options)
            problems += options.finish()
            let policy = json["config"]?["dtype"].flatMap { $0.string ?? $0["config"]?["name"]?.string } ?? "float32"
            if policy == "float64" || policy.contains("int8") {
                report("layer '\(name)' (\(kind)): it computes in \(policy); Martlet's layers compute in float32")
            }
            return .init(name: name, kind: .layer(layer), isTrainable: isTrainable, calls: [])
        }
    }
#endif
