#if CommandLine && SQLite
    import ArgumentParser
    import Martlet

    /// `martlet models`: the registry of models.
    struct ModelsCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "models",
            abstract: "Give models names, versions and aliases in MLflow's registry.",
            discussion: """
                Other commands take models:/NAME@ALIAS, models:/NAME/VERSION and models:/NAME/latest as a model's file, from \
                the registry that MLFLOW_TRACKING_URI says, or else that of sqlite:///mlflow.db.

                EXAMPLE, with the name for RUN that train prints:
                  martlet train --track sqlite:///mlflow.db
                  martlet models register RUN digits
                  martlet models promote digits 1
                  martlet predict models:/digits@champion --input rows.csv
                  martlet models rollback digits
                """,
            subcommands: [List.self, Register.self, Alias.self, Promote.self, RollBack.self])

        struct List: ParsableCommand {
            static let configuration = CommandConfiguration(
                abstract: "List the registered models, or the versions of one.")

            @Argument(help: "The registered model whose versions are listed.")
            var name: String?

            @OptionGroup var options: RunsCommand.Options

            func run() throws {
                let client = try options.client()
                if let name {
                    let versions = try client.modelVersions(name)
                    let rows = versions.map { version in
                        [
                            "\(version.version)", version.aliases.joined(separator: ", "), version.source,
                            version.run.map { String($0.prefix(8)) } ?? "",
                        ]
                    }
                    return options.print(.array(versions.map(\.json))) {
                        aligned([["version", "aliases", "source", "run"]] + rows)
                    }
                }
                let models = try client.registeredModels()
                let rows = models.map { model in
                    let aliases = model.aliases.sorted { $0.key < $1.key }.map { "\($0) → \($1)" }
                    return [
                        model.name, model.latestVersion.map { "\($0)" } ?? "", aliases.joined(separator: ", "),
                        model.description,
                    ]
                }
                options.print(.array(models.map(\.json))) {
                    aligned([["model", "latest", "aliases", "description"]] + rows)
                }
            }
        }

        struct Register: ParsableCommand {
            static let configuration = CommandConfiguration(
                abstract: "Make a run's model the next version of a registered model.")

            @Argument(help: "The run's name or id, or an address such as runs:/ID/model or models:/NAME/VERSION.")
            var model: String

            @Argument(help: "The registered model, which is made if there is none of the name.")
            var name: String

            @OptionGroup var options: RunsCommand.Options

            func run() throws {
                let client = try options.client()
                var uri = model
                if !model.contains(":/") {
                    let run = try options.runs([model]).runs[0]
                    guard let made = try client.loggedModels(run: run.id).first else {
                        throw BadData("the run '\(model)' kept no model; martlet train --track keeps it")
                    }
                    uri = "models:/\(made.id)"
                }
                let version = try client.registerModel(uri, name: name)
                options.print(version.json) { "Registered \(name), version \(version.version)." }
            }
        }

        /// The registered model whose aliases are changed.
        struct Target: ParsableArguments {
            @Argument(help: "The registered model.")
            var name: String

            @OptionGroup var options: RunsCommand.Options

            /// Does `change`, and prints what the model's aliases stand for then.
            func run(_ change: (MLflowClient) throws -> Void) throws {
                let client = try options.client()
                try change(client)
                let model = try client.registeredModel(name)
                options.print(model.json) {
                    let aliases = model.aliases.sorted { $0.key < $1.key }.map { "\($0) is version \($1)" }
                    return "\(name): " + (aliases.isEmpty ? "no aliases" : aliases.joined(separator: ", "))
                }
            }
        }

        struct Alias: ParsableCommand {
            static let configuration = CommandConfiguration(
                abstract: "Let an alias stand for a version of a registered model.")

            @OptionGroup var model: Target

            @Argument(help: "The alias.")
            var alias: String

            @Argument(help: "The version; unless given, the alias is removed.")
            var version: Int?

            func run() throws {
                try model.run { client in
                    if let version {
                        try client.setAlias(alias, of: model.name, to: version)
                    } else {
                        try client.deleteAlias(alias, of: model.name)
                    }
                }
            }
        }

        struct Promote: ParsableCommand {
            static let configuration = CommandConfiguration(
                abstract: "Let an alias stand for a version, and remember which one it stood for.")

            @OptionGroup var model: Target

            @Argument(help: "The version.")
            var version: Int

            @Option(help: "The alias.")
            var alias = "champion"

            func run() throws {
                try model.run { try $0.promote(model.name, version: version, alias: alias) }
            }
        }

        struct RollBack: ParsableCommand {
            static let configuration = CommandConfiguration(
                commandName: "rollback",
                abstract: "Let an alias stand for the version that it stood for before it was promoted.")

            @OptionGroup var model: Target

            @Option(help: "The alias.")
            var alias = "champion"

            func run() throws {
                try model.run { try $0.rollBack(model.name, alias: alias) }
            }
        }
    }

    extension MLflowRegisteredModel {
        fileprivate var json: JSON {
            var json: JSON = ["name": .string(name), "description": .string(description)]
            json["latest_version"] = latestVersion.map { .integer($0) } ?? .null
            var aliases: JSON = [:]
            for (alias, version) in self.aliases.sorted(by: { $0.key < $1.key }) { aliases[alias] = .integer(version) }
            json["aliases"] = aliases
            return json
        }
    }

    extension MLflowModelVersion {
        fileprivate var json: JSON {
            var json: JSON = ["model": .string(model), "version": .integer(version), "source": .string(source)]
            json["run"] = run.map { .string($0) } ?? .null
            json["aliases"] = .array(aliases.map { .string($0) })
            return json
        }
    }
#endif
