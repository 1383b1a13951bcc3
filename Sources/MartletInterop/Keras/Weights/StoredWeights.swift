#if HDF5 && Archives
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
            var variables: [Variable]
            /// In files of Keras 3, the layers of a model within the model.
            var members: [Layer] = []

            var hasWeights: Bool { !variables.isEmpty || members.contains(where: \.hasWeights) }

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
                self.init(isFlat: false, layers: try Self.layers(file, in: root, depth: 0))
            } else {
                throw KerasError(
                    path,
                    "it holds neither 'layers' nor 'layer_names'; give a .h5, .weights.h5 or .keras file of Keras's")
            }
        }

        /// Keras 1 and 2: names in attributes, the weights of each layer in one list.
        private static func legacy(_ file: borrowing HDF5Reader, in root: String) throws -> StoredWeights {
            let names = try file.strings("layer_names", of: root) ?? []
            let layers = try names.map { name in
                let group = root == "/" ? name : "\(root)/\(name)"
                let weights = try file.strings("weight_names", of: group) ?? []
                return Layer(
                    name: name, key: name,
                    variables: try weights.map { try variable(file, "\(group)/\($0)") })
            }
            return StoredWeights(isFlat: true, layers: layers)
        }

        private static let deepest = 32

        /// Keras 3: a group for each layer, its variables numbered.
        private static func layers(_ file: borrowing HDF5Reader, in root: String, depth: Int) throws -> [Layer] {
            guard depth < deepest else { throw HDF5Error(file.path, object: root, "models are nested too deeply") }
            var layers: [Layer] = []
            for member in try file.members(of: root) where member.kind == .group {
                let group = "\(root)/\(member.name)"
                let parts = try file.members(of: group)
                var layer = Layer(name: nil, key: member.name, variables: [])
                if parts.contains(.init(name: "vars", kind: .group)) {
                    layer.name = try file.string("name", of: "\(group)/vars")
                    let numbers = try file.members(of: "\(group)/vars").compactMap { Int($0.name) }.sorted()
                    for number in numbers { layer.variables.append(try variable(file, "\(group)/vars/\(number)")) }
                }
                if parts.contains(.init(name: "layers", kind: .group)) {
                    layer.members = try Self.layers(file, in: "\(group)/layers", depth: depth + 1)
                }
                layers.append(layer)
            }
            return layers
        }

        private static func variable(_ file: borrowing HDF5Reader, _ path: String) throws -> Variable {
            Variable(path: path, shape: try file.shape(of: path))
        }
    }
#endif
