import MartletCodecs
import MartletNN
import MartletNumerics

/// What TensorBoard's projector shows: the rows of embedding layers as points.
enum Projector {
    /// Writes each layer's rows as a table, and what names them.
    ///
    /// - Parameter metadata: files by layer that tell what the rows stand for, a line each.
    /// - Throws: `FileError`.
    static func write(_ model: Model, to folder: String, metadata: [String: String]) throws {
        var configuration = ""
        for layer in model.graph.layers where layer.kind == "Embedding" {
            let name = "\(layer.path)/embeddings"
            guard let weights = model[name] else { continue }
            let file = "embeddings/\(layer.path.replacing("/", with: "_")).tsv"
            let path = "\(folder)/\(file)"
            try Folder.create(for: path)
            let (values, width) = (weights.array(of: Float.self), weights.shape[1])
            try AtomicFile.write(to: path) { writer in
                for start in stride(from: 0, to: values.count, by: width) {
                    let row = values[start..<start + width].map { "\($0)" }
                    try writer.write(row.joined(separator: "\t") + "\n")
                }
            }
            configuration += "embeddings {\n  tensor_name: \"\(name)\"\n  tensor_path: \"\(file)\"\n"
            if let metadata = metadata[layer.path] {
                configuration += "  metadata_path: \(JSON.string(metadata).serialized())\n"
            }
            configuration += "}\n"
        }
        if !configuration.isEmpty { try AtomicFile.write(configuration, to: "\(folder)/projector_config.pbtxt") }
    }
}
