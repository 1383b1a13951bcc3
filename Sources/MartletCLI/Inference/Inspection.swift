import Martlet

/// What a model's file holds.
struct Inspection {
    private let path: String
    private let model: Model
    private let table: TablePreparation?
    private let diagram: String?
    private let graph: String?
    private let plan: String?
    /// The part of the weights that is zero.
    private let sparsity: Double
    /// The tensors that the file keeps compressed.
    private let sparse: [(header: SparseTensor.Header, bytes: Int)]

    /// - Parameter file: where the model's file is.
    init(_ loaded: LoadedModel, file: String, diagram: String?, graph: Bool, plan: Bool) throws {
        path = loaded.path
        model = loaded.model
        table = loaded.notes.table
        self.diagram = diagram
        self.graph = graph ? model.graph.description : nil
        self.plan = plan ? try model.plan(rows: 1) : nil
        sparsity = try model.sparsityReport().sparsity
        sparse = try FileKind(path: file) == .safetensors ? Model.sparseTensors(inFile: file) : []
    }

    /// How the model is trained and where its training stands.
    private var training: JSON {
        var json: JSON = [:]
        if let compiled = model.compiled {
            json["optimizer"] = JSON(compiled.optimizer)
            json["learning_rate"] = model.learningRate.map { .double($0) } ?? .null
            json["losses"] = JSON(compiled.losses.map(\.name))
            json["metrics"] = .array(compiled.metrics.map { JSON($0.map(\.name)) })
        }
        json["epochs"] = .integer(model.epoch)
        json["steps"] = .integer(model.iteration)
        json["seed"] = JSON(seed: model.seed)
        return json
    }

    /// The notes; those that are JSON as JSON.
    private var metadata: JSON {
        var json: JSON = [:]
        for (key, text) in model.metadata.sorted(by: { $0.key < $1.key }) {
            let parsed = try? JSON(parsing: text)
            json[key] = parsed?.array != nil || parsed?.object != nil ? parsed : .string(text)
        }
        return json
    }

    var json: JSON {
        var json: JSON = ["model": .string(path)]
        json["parameters"] = .integer(model.parameterCount)
        json["trainable_parameters"] = .integer(model.trainableCount)
        json["inputs"] = JSON(model.graph.inputs.map(\.description))
        json["outputs"] = JSON(model.graph.outputTypes.map(\.description))
        json["quantization"] = model.quantization.map { .string($0.rawValue) } ?? .null
        json["sparsity"] = .double(sparsity)
        json["layers"] = .array(
            model.graph.layers.map { layer in
                [
                    "name": .string(layer.path), "kind": .string(layer.kind),
                    "outputs": JSON(layer.outputs.map(\.description)),
                ]
            })
        json["tensors"] = .array(
            model.parameters.map { parameter in
                ["name": .string(parameter.name), "shape": .array(parameter.shape.map { .integer($0) })]
            })
        json["skips_zeros"] = .bool(model.skipsZeros)
        json["sparse_tensors"] = .array(
            sparse.map { header, bytes in
                [
                    "name": .string(header.name), "sparsity": .double(header.sparsity),
                    "dense_bytes": .integer(header.denseBytes), "bytes": .integer(bytes),
                    "deflated": .bool(header.deflated),
                ]
            })
        json["training"] = training
        json["metadata"] = metadata
        json["diagram"] = diagram.map { .string($0) }
        json["graph"] = graph.map { .string($0) }
        json["plan"] = plan.map { .string($0) }
        return json
    }

    /// The file, and what was done to make its model smaller.
    private var heading: String {
        path + (model.quantization.map { ", \($0.description)" } ?? "")
            + (sparsity < 0.001 ? "" : ", \(sparsity.percent) of its weights zero")
    }

    var text: String {
        var training = training
        training["optimizer"] = (model.compiled?.optimizer).map { .string($0.prose) }
        var notes = metadata
        notes["setup"] = nil
        notes["table"] = nil
        var parts = [
            heading, diagram.map { "Diagram\n\($0)" },
            model.summary, Self.section("Training", training),
            Self.section("Notes", notes),
        ]
        if let table { parts.append("Columns\n" + aligned(table.rows)) }
        if let setup = metadata["setup"] { parts.append(Self.section("Setup", setup)) }
        if !sparse.isEmpty { parts.append("Compressed tensors\n" + aligned(sparse.map(Self.row))) }
        if let graph { parts.append("Graph\n\(graph)") }
        if let plan { parts.append("Plan for one row\n\(plan)") }
        return parts.compactMap { $0 }.joined(separator: "\n\n")
    }

    private static func row(_ header: SparseTensor.Header, bytes: Int) -> [String] {
        [
            header.name, "\(header.sparsity.percent) zeros",
            "\(grouped(bytes)) of \(grouped(header.denseBytes)) bytes" + (header.deflated ? ", deflated" : ""),
        ]
    }

    /// A title and a line for each member, nil without any; `--json` says what is too long for one.
    static func section(_ title: String, _ json: JSON) -> String? {
        let rows = (json.object ?? [:]).map { key, value in
            let text = value.prose
            return [key, text.count > 160 ? text.prefix(159) + "…" : text]
        }
        return rows.isEmpty ? nil : title + "\n" + aligned(rows)
    }
}
