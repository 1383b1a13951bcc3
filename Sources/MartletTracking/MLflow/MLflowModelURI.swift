/// What leads to a model in MLflow.
enum MLflowModelURI: Equatable {
    /// `models:/name/3`
    case version(String, Int)
    /// `models:/name/latest`
    case latest(String)
    /// `models:/name@alias`
    case alias(String, String)
    /// `models:/m-…`
    case logged(String)
    /// `runs:/run/name`
    case run(String, String)

    /// - Throws: `MLflowError` for an address of another kind.
    init(_ uri: String) throws(MLflowError) {
        let scheme = uri.prefix { $0 != ":" }
        let parts = uri.dropFirst(scheme.count + 1).drop { $0 == "/" }
            .split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let name = parts[0]
        switch (scheme, parts.count) {
        case ("runs", 2...) where !parts.contains(""): self = .run(name, parts.dropFirst().joined(separator: "/"))
        case ("models", 1) where name.contains("@"):
            // Names may have one too, aliases may not.
            let alias = name.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
            let model = String(name.dropLast(alias.count + 1))
            try MLflowName.check(registeredModel: model)
            self = .alias(model, String(alias))
        case ("models", 1) where name.hasPrefix("m-"): self = .logged(name)
        case ("models", 2) where parts[1].lowercased() == "latest": self = .latest(name)
        case ("models", 2):
            guard let version = Int(parts[1]), version > 0 else { fallthrough }
            self = .version(name, version)
        default:
            throw MLflowError(
                """
                '\(uri)' leads to no model; give models:/name@alias, models:/name/3, models:/name/latest, \
                models:/m-… or runs:/run/model
                """)
        }
    }
}

extension MLflowName {
    /// - Throws: `MLflowError` for a name that MLflow's registry refuses.
    static func check(registeredModel name: String) throws(MLflowError) {
        let isWord = !name.allSatisfy(\.isWhitespace) && !name.contains { "/:".contains($0) }
        guard isWord, ![".", ".."].contains(name), name.unicodeScalars.count <= 256 else {
            throw MLflowError(
                "a registered model's name has 1 to 256 characters without slashes and colons, unlike '\(name)'")
        }
    }

    /// - Throws: `MLflowError` for an alias that MLflow's registry refuses.
    static func check(alias: String) throws(MLflowError) {
        let isWord = alias.unicodeScalars.allSatisfy {
            $0.properties.isAlphabetic || $0.properties.numericType != nil || "_-".unicodeScalars.contains($0)
        }
        let isVersion = alias.wholeMatch(of: /[vV][0-9]+/) != nil
        guard isWord, !isVersion, alias.lowercased() != "latest", 1...255 ~= alias.unicodeScalars.count else {
            throw MLflowError(
                """
                an alias has 1 to 255 letters, digits, underscores and hyphens, and is neither 'latest' nor a version \
                such as v3, unlike '\(alias)'
                """)
        }
    }
}
