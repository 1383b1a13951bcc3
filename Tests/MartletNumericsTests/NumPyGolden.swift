import Foundation
import MartletNumerics

/// What NumPy printed and computed; written by MartletTestSupport/Golden/numpy_goldens.py.
struct NumPyGolden: Decodable, Sendable {
    struct Array: Decodable, Sendable {
        var dtype: DType
        var shape: Shape
        var hex: String?

        var tensor: Tensor {
            guard let hex else { return Tensor.arange(shape.elementCount, dtype: dtype).withShape(shape) }
            let digits = Swift.Array(hex.utf8)
            return Tensor(shape: shape, dtype: dtype) { bytes in
                for i in bytes.indices {
                    bytes[i] = UInt8(String(decoding: digits[(2 * i)..<(2 * i + 2)], as: UTF8.self), radix: 16)!
                }
            }
        }
    }

    struct Printed: Decodable, Sendable {
        var array: Array
        var text: String

        init(from decoder: any Decoder) throws {
            array = try Array(from: decoder)
            text = try decoder.container(keyedBy: Key.self).decode(String.self, forKey: .text)
        }

        enum Key: CodingKey { case text }
    }

    struct Arguments: Decodable, Sendable {
        var axis: Int?
        var axes: [Int]?
        var keep: Bool?
    }

    struct Computed: Decodable, Sendable {
        var name: String
        var inputs: [Array]
        var arguments: Arguments
        var result: Array
    }

    var numpy: String
    var printing: [Printed]
    var operations: [Computed]

    static let shared: NumPyGolden = {
        let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "MartletTestSupport/Golden/numpy.json")
        return try! JSONDecoder().decode(NumPyGolden.self, from: Data(contentsOf: path))
    }()
}
