/// Models, and the registry that gives them names.
extension MLflowClient {
    /// The models that a run made, or all of them; the latest first.
    ///
    /// - Throws: `SQLiteError`; `MLflowError` for what a server answers.
    public func loggedModels(run: String? = nil) throws -> [MLflowLoggedModel] { try records.loggedModels(run: run) }

    /// The registered models in the order of their names.
    ///
    /// - Throws: `SQLiteError`; `MLflowError` for what a server answers.
    public func registeredModels() throws -> [MLflowRegisteredModel] { try records.registeredModels() }

    /// A registered model.
    ///
    /// - Throws: `MLflowError` if there is none of this name; what `registeredModels` throws.
    public func registeredModel(_ name: String) throws -> MLflowRegisteredModel {
        let models = try registeredModels()
        guard let model = models.first(where: { $0.name == name }) else {
            let names = models.isEmpty ? "are none" : "are " + models.map(\.name).joined(separator: ", ")
            throw MLflowError("there is no registered model '\(name)'; there \(names)", .data)
        }
        return model
    }

    /// The versions of a registered model that weren't deleted, the latest first.
    ///
    /// - Throws: what `registeredModel` throws.
    public func modelVersions(_ name: String) throws -> [MLflowModelVersion] {
        let versions = try records.versions(of: name)
        if versions.isEmpty { _ = try registeredModel(name) }
        return versions
    }

    /// The version of a registered model that `models:/name@alias`, `models:/name/3` or `models:/name/latest` leads to.
    ///
    /// - Throws: `MLflowError` if there is none; what `registeredModel` throws.
    public func modelVersion(_ uri: String) throws -> MLflowModelVersion {
        let (name, version): (String, Int?)
        switch try MLflowModelURI(uri) {
        case .version(let model, let number): (name, version) = (model, number)
        case .latest(let model): (name, version) = (model, nil)
        case .alias(let model, let alias):
            let aliases = try registeredModel(model).aliases
            guard let number = aliases[alias] else {
                let known = aliases.isEmpty ? "it has none" : "it has " + aliases.keys.sorted().joined(separator: ", ")
                throw MLflowError("'\(model)' has no alias '\(alias)'; \(known)", .data)
            }
            (name, version) = (model, number)
        case .logged, .run: throw MLflowError("'\(uri)' is no version of a registered model; give models:/name/3")
        }
        let versions = try modelVersions(name)
        guard let found = version == nil ? versions.first : versions.first(where: { $0.version == version }) else {
            let numbers = versions.reversed().map { "\($0.version)" }.joined(separator: ", ")
            throw MLflowError(
                "'\(name)' has no version \(version.map { "\($0)" } ?? "yet"); it has "
                    + (numbers.isEmpty ? "none" : numbers), .data)
        }
        return found
    }

    /// Makes a model the next version of a registered one, which is made where there is none.
    ///
    /// ```swift
    /// let client = try MLflowClient("sqlite:///mlflow.db")
    /// let model = try client.loggedModels()[0]
    /// let made = try client.registerModel("models:/\(model.id)", name: "digits")
    /// try client.promote("digits", version: made.version)
    /// ```
    ///
    /// - Parameters:
    ///   - uri: `models:/m-…` for a logged model, `runs:/run/name` for the one that a run made last under a name, or an address
    ///     that `modelVersion` takes.
    ///   - name: of the registered model.
    /// - Throws: `MLflowError` if there is no such model, and for a name that MLflow doesn't take; `SQLiteError`.
    @discardableResult
    public func registerModel(_ uri: String, name: String) throws -> MLflowModelVersion {
        try MLflowName.check(registeredModel: name)
        let version = try records.register(origin(of: uri), as: name)
        return try modelVersion("models:/\(name)/\(version)")
    }

    /// Lets an alias of a registered model stand for a version.
    ///
    /// - Throws: `MLflowError` if there is no such version, and for an alias that MLflow doesn't take; `SQLiteError`.
    public func setAlias(_ alias: String, of model: String, to version: Int) throws {
        try MLflowName.check(alias: alias)
        _ = try modelVersion("models:/\(model)/\(version)")
        try records.set(alias: alias, of: model, to: version)
    }

    /// Removes an alias of a registered model.
    ///
    /// - Throws: `MLflowError` if there is no such alias; `SQLiteError`.
    public func deleteAlias(_ alias: String, of model: String) throws {
        _ = try modelVersion("models:/\(model)@\(alias)")
        try records.set(alias: alias, of: model, to: nil)
    }

    /// Lets an alias stand for a version, and remembers which one it stood for, so that `rollBack` goes back there.
    ///
    /// - Throws: what `setAlias` throws.
    public func promote(_ model: String, version: Int, alias: String = "champion") throws {
        try MLflowName.check(alias: alias)
        _ = try modelVersion("models:/\(model)/\(version)")
        let registered = try registeredModel(model)
        if let current = registered.aliases[alias], current != version {
            // A tag holds as much as hundreds of numbers; the oldest go.
            let history = (registered.promotions(alias) + [current]).suffix(100)
            try set(history, alias, of: model)
        }
        try records.set(alias: alias, of: model, to: version)
    }

    /// Lets an alias stand for the version again that it stood for before it was promoted.
    ///
    /// - Returns: that version.
    /// - Throws: `MLflowError` if there was none before that is still there; `SQLiteError`.
    @discardableResult
    public func rollBack(_ model: String, alias: String = "champion") throws -> Int {
        let registered = try registeredModel(model)
        let current = registered.aliases[alias]
        let there = Set(try modelVersions(model).map(\.version))
        let history = registered.promotions(alias).filter { there.contains($0) && $0 != current }
        guard let version = history.last else {
            throw MLflowError("'\(alias)' of '\(model)' stood for no other version before; promote one", .data)
        }
        try records.set(alias: alias, of: model, to: version)
        try set(history.dropLast(), alias, of: model)
        return version
    }

    private func set(_ promotions: some Sequence<Int>, _ alias: String, of model: String) throws {
        let text = promotions.map { "\($0)" }.joined(separator: ",")
        try records.set(tag: MLflowRegisteredModel.promotions + alias, of: model, to: text)
    }

    /// Gives `body` the path of the file of a model: one of Martlet's, or one of Keras's, for as long as that takes.
    ///
    /// - Parameter uri: what `registerModel` takes.
    /// - Throws: `MLflowError` if there is no such model, or if it has other files than those; `SQLiteError`; `FileError`;
    ///   what `body` throws.
    public func withModelFile<R>(_ uri: String, _ body: (_ path: String) throws -> R) throws -> R {
        let location = try origin(of: uri).location
        for path in ["model.safetensors", "data/model.keras"] {
            if let result = try records.withFile(path, in: location, body) { return result }
        }
        throw MLflowError("'\(uri)' has neither model.safetensors nor data/model.keras in '\(location)'", .data)
    }

    private func origin(of uri: String) throws -> MLflowModelOrigin {
        func origin(_ model: MLflowLoggedModel) -> MLflowModelOrigin {
            MLflowModelOrigin(
                source: "models:/\(model.id)", location: model.artifactLocation, run: model.run, model: model.id)
        }
        switch try MLflowModelURI(uri) {
        case .logged(let id):
            guard let model = try records.loggedModel(id) else {
                throw MLflowError("there is no model '\(id)'; loggedModels has those that are there", .data)
            }
            return origin(model)
        case .run(let run, let name):
            let models = try loggedModels(run: run)
            guard let model = models.first(where: { $0.name == name }) else {
                let names = Set(models.map(\.name)).sorted().joined(separator: ", ")
                throw MLflowError(
                    "the run '\(run)' made no model '\(name)'; it made \(names.isEmpty ? "none" : names)", .data)
            }
            return origin(model)
        case .version, .alias, .latest:
            let version = try modelVersion(uri)
            return MLflowModelOrigin(
                source: "models:/\(version.model)/\(version.version)", location: try records.location(of: version),
                run: version.run, model: nil)
        }
    }
}

extension MLflowRegisteredModel {
    /// Before an alias in the tag of the versions that it stood for.
    static let promotions = "martlet.promoted."

    /// The versions that an alias stood for, in order.
    package func promotions(_ alias: String) -> [Int] {
        (tags[Self.promotions + alias] ?? "").split(separator: ",").compactMap { Int($0) }
    }
}
