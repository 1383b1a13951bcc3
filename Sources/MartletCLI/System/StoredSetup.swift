import Martlet

/// How a command ran, which is saved in the metadata of what it made.
protocol StoredSetup: Codable {
    /// What it is called in the metadata.
    static var key: String { get }
    /// What is wrong; nil if all is right.
    var mistake: String? { get }
}

extension StoredSetup {
    /// The setup in the metadata of `file`; nil if there is none.
    ///
    /// - Parameter file: what the metadata come from, for messages.
    /// - Throws: `BadData` for one that is damaged.
    init?(in metadata: [String: String], of file: String) throws {
        guard let text = metadata[Self.key] else { return nil }
        do {
            self = try JSON(parsing: text).decode()
        } catch {
            throw BadData("\(file): metadata '\(Self.key)': \(error)")
        }
        if let mistake { throw BadData("\(file): metadata '\(Self.key)': \(mistake)") }
    }

    /// Puts the setup among what is saved.
    func write(to metadata: inout [String: String]) throws {
        metadata[Self.key] = try JSON(encoding: self).serialized()
    }
}
