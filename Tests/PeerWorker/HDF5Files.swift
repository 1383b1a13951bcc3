import Martlet

/// Writes all datasets of an HDF5 file to `outputs`, and returns the strings of a group's attributes as JSON.
func readHDF5(_ path: String, attributesOf group: String, _ names: [String], to outputs: String) throws -> String {
    let file = try HDF5Reader(path: path)
    var tensors: [(String, Tensor)] = []
    var waiting = [""]
    while let place = waiting.popLast() {
        for member in try file.members(of: place) {
            let inner = place + member.name
            switch member.kind {
            case .group: waiting.append(inner + "/")
            case .dataset: tensors.append((inner, try file.tensor(inner)))
            case .other: break
            }
        }
    }
    try Safetensors(tensors).write(to: outputs)
    var attributes: JSON = [:]
    for name in names {
        attributes[name] = try file.strings(name, of: group).map { .array($0.map { .string($0) }) } ?? .null
    }
    return attributes.serialized()
}

/// Writes all tensors of `inputs` as datasets with their names as attributes; the root has the first thousand names.
func writeHDF5(_ inputs: String, to path: String) throws {
    let tensors = try Safetensors(path: inputs).tensors
    try HDF5Writer.write(to: path) { file in
        for (name, tensor) in tensors {
            try file.write(tensor, to: name)
            try file.set("name", to: name, of: name)
        }
        try file.set("names", to: Array(tensors.map(\.name).sorted().prefix(1000)), of: "/")
    }
}
