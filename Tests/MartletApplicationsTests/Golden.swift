import MartletCodecs
import Testing

/// What Keras says of its applications: see `Golden/make.py`.
enum Golden {
    static let reference: JSON? = try? JSON(
        parsing: FileReader.contents(
            of: String(#filePath.dropLast("Golden.swift".count)) + "Golden/reference.json", limit: 1 << 24))

    /// What is recorded under these keys.
    static func value(_ keys: String...) throws -> JSON {
        try keys.reduce(#require(reference)) { json, key in try #require(json.object?[key], "\(key)") }
    }

    static func numbers(_ keys: String...) throws -> [Float] {
        let json = try keys.reduce(#require(reference)) { json, key in try #require(json.object?[key], "\(key)") }
        return try #require(json.array).map { Float(try #require($0.double)) }
    }
}
