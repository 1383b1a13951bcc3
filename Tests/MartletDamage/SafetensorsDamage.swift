import MartletCodecs
import MartletNumerics

/// Damages safetensors files below a checksum that is right: the JSON in their metadata, and which tensors they have.
package struct SafetensorsDamage {
    private let bytes: [UInt8]
    private let whole: Safetensors
    /// What the metadata hold, by their keys; nil for what is no JSON.
    private let parts: [String: JSON]

    /// - Throws: `SafetensorsError`.
    package init(_ bytes: [UInt8]) throws {
        self.bytes = bytes
        whole = try Safetensors(bytes: bytes)
        parts = whole.metadata.compactMapValues { text in
            let json = try? JSON(parsing: text)
            return json?.object == nil && json?.array == nil ? nil : json
        }
    }

    /// A copy with a few changes, of every fourth also in the bytes.
    ///
    /// - Throws: `SafetensorsError` where no file can hold the damage.
    package func damaged(using random: inout SplitMix) throws -> [UInt8] {
        if Int.random(in: 0..<4, using: &random) == 0 {
            var bytes = bytes
            for _ in 0..<Int.random(in: 1...4, using: &random) { random.damage(&bytes) }
            return bytes
        }
        var file = whole
        if Int.random(in: 0..<4, using: &random) > 0, let key = parts.keys.sorted().randomElement(using: &random) {
            var json = parts[key]!
            for _ in 0..<Int.random(in: 1...3, using: &random) { random.damage(&json) }
            file.metadata[key] = json.serialized()
        } else if !file.tensors.isEmpty {
            try damage(&file, &random)
        }
        return try file.bytes()
    }

    private func damage(_ file: inout Safetensors, _ random: inout SplitMix) throws {
        let index = Int.random(in: 0..<file.tensors.count, using: &random)
        let tensor = file.tensors[index].tensor
        switch Int.random(in: 0..<7, using: &random) {
        case 0: file.tensors.remove(at: index)
        case 1: file.tensors[index].name += "x"
        case 2: file.tensors[index].tensor = .zeros([tensor.shape.elementCount, 1], dtype: tensor.dtype)
        case 3: file.tensors[index].tensor = .zeros([0], dtype: tensor.dtype)
        case 4: file.tensors[index].tensor = tensor.cast(to: DType.allCases.randomElement(using: &random)!)
        case 5:
            let value = [Float.nan, .infinity, -1, 1e30, -.greatestFiniteMagnitude].randomElement(using: &random)!
            file.tensors[index].tensor = .full(value, shape: tensor.shape).cast(to: tensor.dtype)
        default:
            let other = Int.random(in: 0..<file.tensors.count, using: &random)
            let name = file.tensors[other].name
            file.tensors[other].name = file.tensors[index].name
            file.tensors[index].name = name
        }
    }
}
