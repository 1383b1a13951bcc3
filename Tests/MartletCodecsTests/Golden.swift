import MartletCodecs
import MartletNumerics
import Testing

/// Files that the field's own tools wrote (Golden/make.py), and what they say is in them.
enum Golden {
    static let folder = String(#filePath.dropLast("Golden.swift".count)) + "Golden/"

    /// The arrays that `make.py` listed under `group`.
    static func expected(_ group: String) throws -> JSON.Object {
        let text = try FileReader.contents(of: folder + "reference.json", limit: 1 << 20)
        return try #require(try JSON(parsing: text)[group]?.object)
    }

    /// Compares shape and every element, bit for bit.
    static func check(_ tensor: Tensor, equals expected: JSON) throws {
        #expect(try expected[0]?.decode(Shape.self) == tensor.shape)
        let numbers = try #require(expected[1]?.array).map { $0.string.flatMap { Double($0) } }
        #expect(numbers.count == tensor.count)
        for (read, number) in zip(tensor.array(of: Double.self), numbers) {
            #expect(read.bitPattern == number?.bitPattern || (read.isNaN && number?.isNaN == true))
        }
    }
}
