#if Archives
    import MartletCodecs
    import MartletNumerics

    /// The weights in a file of Keras's: which layers there are and where their numbers lie.
    struct StoredWeights {
        struct Variable {
            /// The dataset's path.
            var path: String
            var shape: Shape
        }

        struct Layer {
            /// The layer's name where the file was written; nil if the file doesn't say.
            var name: String?
            /// The name of its group.
            var key: String
            let variables: [Variable]
            /// In files of Keras 3, the layers of a model within the model.
            let members: [Layer]
            /// Whether it or a layer within has weights.
            let hasWeights: Bool

            init(name: String?, key: String, variables: [Variable], members: [Layer] = []) {
                self.name = name
                self.key = key
                self.variables = variables
                self.members = members
                hasWeights = !variables.isEmpty || members.contains(where: \.hasWeights)
            }

            /// For messages.
            var title: String { name ?? key }
        }

        /// Whether all weights of a model within the model stand in one list, as before Keras 3.
        var isFlat: Bool
        var layers: [Layer]
    }

    extension StoredWeights {
        /// What the file holds.
        ///
        /// - Throws: `HDF5Error`; `KerasError` when it isn't one of Keras's.
        init(_ file: borrowing HDF5Reader, path: String) throws {
            if try file.contains("model_weights") {
                self = try Self.legacy(file, in: "model_weights")
            } else if try file.strings("layer_names") != nil {
                self = try Self.legacy(file, in: "/")
            } else if let root = try ["layers", "_layer_checkpoint_dependencies"].first(where: { try file.contains($0) }
            ) {
                var known: Known = ([:], [:])
                self.init(isFlat: false, layers: try Self.layers(file, in: root, depth: 0, &known))
            } else {
                throw KerasError(
                    path,
                    "it holds neither 'layers' nor 'layer_names'; give a .h5, .weights.h5 or .keras file of Keras's")
            }
        }

        /// Keras 1 and 2: names in attributes, the weights of each layer in one list.
        private static func legacy(_ file: borrowing HDF5Reader, in root: String) throws -> StoredWeights {
            var known: [Int: [Variable]] = [:]
            let names = try file.strings("layer_names", of: root) ?? []
            let layers = try names.map { name in
                let group = root == "/" ? name : "\(root)/\(name)"
                let identity = try file.identity(of: group)
                let variables = try known[identity] ?? variables(file, listedBy: group)
                known[identity] = variables
                return Layer(name: name, key: name, variables: variables)
            }
            return StoredWeights(isFlat: true, layers: layers)
        }

        private static func variables(_ file: borrowing HDF5Reader, listedBy group: String) throws -> [Variable] {
            try (file.strings("weight_names", of: group) ?? []).map { try variable(file, "\(group)/\($0)") }
        }

        private static let deepest = 32

        /// The groups that were read: links may lead to one from many places, and each time to all within it. Groups that
        /// are being read are nil.
        private typealias Known = (groups: [Int: [Layer]?], layers: [Int: Layer?])

        /// Keras 3: a group for each layer, its variables numbered.
        private static func layers(
            _ file: borrowing HDF5Reader, in root: String, depth: Int, _ known: inout Known
        ) throws -> [Layer] {
            let identity = try file.identity(of: root)
            if let layers = known.groups[identity] { return try layers ?? refuseLoop(file, root) }
            guard depth < deepest else { throw HDF5Error(file.path, object: root, "models are nested too deeply") }
            known.groups[identity] = .some(nil)
            var layers: [Layer] = []
            for member in try file.members(of: root) where member.kind == .group {
                layers.append(try layer(file, "\(root)/\(member.name)", member.name, depth: depth, &known))
            }
            known.groups[identity] = layers
            return layers
        }

        private static func layer(
            _ file: borrowing HDF5Reader, _ group: String, _ key: String, depth: Int, _ known: inout Known
        ) throws -> Layer {
            let identity = try file.identity(of: group)
            if let layer = known.layers[identity] {
                guard var layer else { return try refuseLoop(file, group) }
                layer.key = key
                return layer
            }
            known.layers[identity] = .some(nil)
            let parts = try file.members(of: group)
            var (name, variables, members): (String?, [Variable], [Layer]) = (nil, [], [])
            if parts.contains(.init(name: "vars", kind: .group)) {
                name = try file.string("name", of: "\(group)/vars")
                variables = try file.members(of: "\(group)/vars")
                    .compactMap { member in Int(member.name).flatMap { "\($0)" == member.name ? $0 : nil } }
                    .sorted().map { try variable(file, "\(group)/vars/\($0)") }
            }
            if parts.contains(.init(name: "layers", kind: .group)) {
                members = try Self.layers(file, in: "\(group)/layers", depth: depth + 1, &known)
            }
            let layer = Layer(name: name, key: key, variables: variables, members: members)
            known.layers[identity] = layer
            return layer
        }

        private static func refuseLoop<R>(_ file: borrowing HDF5Reader, _ group: String) throws -> R {
            throw HDF5Error(file.path, object: group, "the group lies within itself; the file is damaged")
        }

        private static func variable(_ file: borrowing HDF5Reader, _ path: String) throws -> Variable {
            Variable(path: path, shape: try file.shape(of: path))
        }
    }
#endif
