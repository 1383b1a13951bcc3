import MartletCodecs

/// What a tracking URI leads to.
package enum MLflowLocation {
    /// The path of a database.
    case database(String)
    /// The address of a server.
    case server(String)

    /// - Throws: `MLflowError` for an address of another kind.
    package init(_ uri: String) throws(MLflowError) {
        let scheme = uri.prefix { $0 != ":" }
        switch scheme {
        case "sqlite":
            let rest = uri.dropFirst("sqlite:".count)
            // As SQLAlchemy has it, an absolute path begins after three slashes.
            let path = rest.hasPrefix("///") ? rest.dropFirst(3) : rest
            guard !path.isEmpty, !path.hasPrefix("//"), !path.hasSuffix("/"), !path.utf8.contains(0) else {
                throw MLflowError("'\(uri)' names no file; give sqlite:///mlflow.db, or sqlite:////folder/mlflow.db")
            }
            self = .database(String(path))
        case "http", "https":
            guard uri.hasPrefix("\(scheme)://"), Self.isAddress(uri.dropFirst(scheme.count + 3)) else {
                throw MLflowError("'\(uri)' names no server; give an address such as http://127.0.0.1:5000")
            }
            self = .server(uri)
        default:
            throw MLflowError(
                """
                '\(uri)' is no place for runs; give a database, such as sqlite:///mlflow.db, or a server, such as \
                http://127.0.0.1:5000
                """)
        }
    }

    /// Whether a server can have this address (RFC 3986): perhaps a user, a host, perhaps a port and a path.
    private static func isAddress(_ address: Substring) -> Bool {
        let isPlain = address.unicodeScalars.allSatisfy {
            $0.value > 0x20 && $0.value != 0x7F && !"?#\\\"<>".contains(Character($0))
        }
        guard isPlain else { return false }
        let whole = address.prefix { $0 != "/" }
        let place = whole.lastIndex(of: "@").map { whole[whole.index(after: $0)...] } ?? whole
        // Colons are within an address of IPv6, too, which stands in brackets.
        let end =
            place.hasPrefix("[") ? place.firstIndex(of: "]").map { place.index(after: $0) } : place.firstIndex(of: ":")
        let (host, rest) = (place[..<(end ?? place.endIndex)], place[(end ?? place.endIndex)...])
        let isHost =
            host.hasPrefix("[")
            ? host.hasSuffix("]") && host.count > 3
                && host.dropFirst().dropLast().allSatisfy { $0.isHexDigit || ":.".contains($0) }
            : !host.isEmpty && !host.contains { "[]".contains($0) }
        guard !rest.isEmpty else { return isHost }
        return isHost && rest.hasPrefix(":") && UInt16(rest.dropFirst()).map { $0 > 0 } == true
    }

    /// The path of a database that is given by its path or its address.
    ///
    /// - Throws: `MLflowError` for an address of another kind.
    package static func database(at text: String) throws(MLflowError) -> String {
        guard text.hasPrefix("sqlite:") || text.contains("://") else { return text }
        guard let path = try MLflowLocation(text).database else {
            throw MLflowError("'\(text)' is a server; give a database, such as mlflow.db or sqlite:///mlflow.db")
        }
        return path
    }

    /// The path of a database; nil for a server.
    package var database: String? { if case .database(let path) = self { path } else { nil } }

    func store() throws -> any MLflowStore {
        switch self {
        case .database(let path):
            #if SQLite
                return try MLflowDatabase(path)
            #else
                throw MLflowError.missingTrait(path)
            #endif
        case .server(let address):
            #if SQLite
                return try MLflowServerStore(address)
            #else
                throw MLflowError.missingTrait(address)
            #endif
        }
    }
}
