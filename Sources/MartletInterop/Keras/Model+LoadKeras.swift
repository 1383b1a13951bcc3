#if Archives
    import MartletCodecs
    import MartletGraph
    public import MartletNN
    import MartletNumerics

    extension Model {
        /// Reads the weights of a file that Keras wrote: legacy `.h5`, `.weights.h5` or `.keras`.
        ///
        /// - Parameters:
        ///   - addressing: how layers find one another; by order, unless given.
        ///   - layer: the layer that gets the weights, such as a model within the model; nil for the whole.
        /// - Throws: `KerasError` that names every layer that doesn't fit, with the shapes expected and found; `FileError`,
        ///   `HDF5Error`, `ArchiveError`. The model is unchanged then.
        public mutating func loadWeights(
            keras path: String, by addressing: KerasAddressing = .topology, into layer: String? = nil
        ) throws {
            try checked()
            var tree = KerasTree(graph)
            if let layer {
                guard let member = tree.member(at: layer) else {
                    throw ModelError.unknownLayer(path: layer, known: graph.layers.map(\.path))
                }
                tree = member
            }
            let file = try KerasFile(path)
            let matching = WeightMatching(
                try StoredWeights(file.numbers, path: path), to: tree, by: addressing, isFrozen: isFrozen)
            guard matching.problems.isEmpty else { throw KerasError(path, matching.problems) }
            var loaded = self
            try file.checkKernels(of: graph)
            for parameter in parameters {
                guard let place = matching.places[parameter.name] else { continue }
                try loaded.set(parameter.name, to: file.numbers.tensor(place).reshaped(parameter.shape))
            }
            self = loaded
        }

        /// Reads a model that Keras wrote, Sequential or functional: legacy `.h5` or `.keras`.
        ///
        /// Layers keep their names. What Keras doesn't train is frozen. If the file says how the model was compiled, and
        /// Martlet has all of it, the model is compiled alike, and the optimiser starts anew.
        ///
        /// ```swift
        /// // of save_weights and to_json
        /// let model = try Model(keras: "dqn.h5", architecture: "dqn.json")
        /// ```
        ///
        /// - Parameters:
        ///   - architecture: a file of what `model.to_json()` gave, for files of weights alone as `save_weights` writes them,
        ///     of Keras 1, 2 or 3; it goes before what the weights' file says.
        ///   - inputs: the shapes of rows of the inputs, for files that leave them open.
        /// - Throws: `KerasError` that names all layers and options that Martlet doesn't have; `FileError`, `HDF5Error`,
        ///   `ArchiveError`.
        public init(keras path: String, architecture: String? = nil, inputs: [[Int]]? = nil) throws {
            let file = try KerasFile(path)
            let said = try architecture.map { try KerasArchitectureFile($0) }
            guard let configuration = said?.model ?? file.model else {
                throw KerasError(
                    path,
                    "it holds weights alone; give the model's architecture too, a file of what to_json() gave, or make the "
                        + "model in code and call loadWeights(keras:)"
                )
            }
            let isKeras2 = said?.version.map { !$0.hasPrefix("3.") } ?? file.isKeras2
            let architecture = try KerasParser.parse(
                configuration, isKeras2: isKeras2, inputShapes: inputs, path: architecture ?? path)
            let graph: Graph
            do {
                graph = try architecture.graph()
            } catch {
                throw KerasError(path, "\(error)")
            }
            if let objection = graph.objectionToModel { throw KerasError(path, "\(objection)") }
            let paths = Set(graph.layers.map(\.path))
            let frozen = Set(architecture.frozen()).intersection(paths)
            let matching = WeightMatching(
                try StoredWeights(file.numbers, path: path), to: KerasTree(graph),
                by: .topology,
                isFrozen: { Model.isFrozen($0, frozen) })
            guard matching.problems.isEmpty else { throw KerasError(path, matching.problems) }
            try file.checkKernels(of: graph)
            let unread = graph.parameters.filter { matching.places[$0.name] == nil }
            guard unread.reduce(0, { $0 + $1.count }) <= 1 << 24 else {
                throw KerasError(path, "its layers have more than 2²⁴ parameters that the file holds no numbers for")
            }
            var failure: (any Error)?
            self.init(graph: graph, seed: 0, frozen: frozen) { parameter in
                do {
                    guard failure == nil, let place = matching.places[parameter.name] else {
                        return try graph.initialValue(of: parameter, seed: 0)
                    }
                    return try file.numbers.tensor(place).reshaped(parameter.shape).cast(to: parameter.dtype)
                } catch {
                    failure = error
                    return .zeros(parameter.shape, dtype: parameter.dtype)
                }
            }
            if let failure { throw failure }
            metadata = file.notes
            origin = ModelOrigin(location: path)
            compile(
                as: said?.model["compile_config"] ?? file.compilation, outputs: architecture.outputs.map(\.layer),
                isKeras2: isKeras2)
        }

        /// Compiles the model as Keras did, or keeps why that isn't possible.
        private mutating func compile(as configuration: JSON?, outputs: [String], isKeras2: Bool) {
            do {
                guard let compilation = try KerasCompilation(configuration, outputs: outputs, isKeras2: isKeras2) else {
                    return
                }
                try compile(
                    optimizer: compilation.optimizer, losses: compilation.losses,
                    lossWeights: compilation.lossWeights, metrics: compilation.metrics)
            } catch {
                uncompiled = Uncompiled(reason: "\(error)", slots: [])
            }
        }
    }
#endif
