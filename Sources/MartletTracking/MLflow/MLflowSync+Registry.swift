#if SQLite
    import MartletCodecs

    /// Registered models go where the models went that their versions are made of.
    extension MLflowSync {
        /// Notes at the versions that are made of a model what it is called at a server.
        func noteVersions(
            of model: String, at location: String, _ sent: String, _ run: String, _ address: String
        ) throws {
            for (tag, value) in [(Self.model, sent), (Self.run, run), (Self.address, address)] {
                try database.run(
                    """
                    INSERT OR REPLACE INTO model_version_tags (key, value, name, version)
                    SELECT ?, ?, name, version FROM model_versions WHERE source = ? OR storage_location = ?
                    """, .text(tag), .text(value), .text("models:/\(model)"), .text(location))
            }
        }

        /// A version of a registered model whose model was sent.
        private struct Version {
            let number: Int
            let description: String
            /// Those of the database.
            let tags: [String: String]

            var address: String { tags[MLflowSync.address] ?? "" }
            var origin: MLflowModelOrigin {
                let model = tags[MLflowSync.model] ?? ""
                return MLflowModelOrigin(
                    source: "models:/\(model)", location: "", run: tags[MLflowSync.run], model: model)
            }
            var sent: Int? { tags[MLflowSync.version].flatMap { Int($0) } }
        }

        /// Sends the versions whose models were sent.
        ///
        /// - Returns: why registered models couldn't be.
        func sendRegistry(_ report: inout Report) throws -> [String: String] {
            var reasons: [String: String] = [:]
            let names = try database.rows(
                "SELECT DISTINCT name FROM model_version_tags WHERE key = ? ORDER BY name", .text(Self.model))
            for name in names.compactMap(\.first?.text) {
                do {
                    let versions = try versions(of: name)
                    for address in Set(versions.map(\.address)).sorted() {
                        try send(
                            versions.filter { $0.address == address }, of: name, to: MLflowServer(address), &report)
                    }
                } catch {
                    reasons["models:/\(name)"] = "\(error)"
                }
            }
            return reasons
        }

        private func versions(of name: String) throws -> [Version] {
            try database.rows(
                """
                SELECT version, description FROM model_versions WHERE name = ?1 AND current_stage <> 'Deleted_Internal'
                AND version IN (SELECT version FROM model_version_tags WHERE name = ?1 AND key = ?2) ORDER BY version
                """, .text(name), .text(Self.model)
            ).map { row in
                let tags = try database.rows(
                    "SELECT key, value FROM model_version_tags WHERE name = ? AND version = ?", .text(name), row[0])
                return Version(
                    number: row[0].integer ?? 0, description: row[1].text ?? "",
                    tags: Dictionary(tags.map { ($0[0].text ?? "", $0[1].text ?? "") }) { $1 })
            }
        }

        private func send(
            _ versions: [Version], of name: String, to server: MLflowServer, _ report: inout Report
        ) throws {
            var numbers: [Int: Int] = [:]
            for version in versions {
                numbers[version.number] = try version.sent ?? send(version, of: name, to: server, after: numbers)
            }
            try sendDetails(of: name, numbers, to: server, &report)
            try remove(versions.map(\.number), of: name)
            report.versions += versions.map {
                Sent(name: name, here: "\($0.number)", there: "\(numbers[$0.number] ?? 0)")
            }
        }

        /// Registers a version, unless that was done when it was tried before, and gives its number.
        private func send(
            _ version: Version, of name: String, to server: MLflowServer, after sent: [Int: Int]
        ) throws -> Int {
            let known = try server.versions(of: name).filter { $0.source == version.origin.source }.map(\.version)
            let number =
                try known.filter { !sent.values.contains($0) }.min() ?? server.register(version.origin, as: name)
            let own = version.tags.filter { !$0.key.hasPrefix("martlet.sync.") }
            try server.describe(version: number, of: name, as: version.description, tags: own)
            try database.run(
                "INSERT OR REPLACE INTO model_version_tags (key, value, name, version) VALUES (?, ?, ?, ?)",
                .text(Self.version), .text("\(number)"), .text(name), .integer(version.number))
            return number
        }

        /// Sends what is known of a registered model besides its versions; what the server has wins.
        private func sendDetails(
            of name: String, _ numbers: [Int: Int], to server: MLflowServer, _ report: inout Report
        ) throws {
            let there = try server.registeredModels().first { $0.name == name }
            let own = try MLflowDatabaseRecords(database.path).registeredModels().first { $0.name == name }
            guard let there, let own else { return }
            if there.description.isEmpty, !own.description.isEmpty {
                try server.describe(model: name, as: own.description)
            }
            for (tag, value) in own.tags.sorted(by: { $0.key < $1.key }) where there.tags[tag] == nil {
                guard tag.hasPrefix(MLflowRegisteredModel.promotions) else {
                    try server.set(tag: tag, of: name, to: value)
                    continue
                }
                let promoted = value.split(separator: ",").compactMap { Int($0).flatMap { numbers[$0] } }
                try server.set(tag: tag, of: name, to: promoted.map { "\($0)" }.joined(separator: ","))
            }
            for (alias, version) in own.aliases.sorted(by: { $0.key < $1.key }) {
                guard let number = numbers[version] else { continue }
                if let known = there.aliases[alias] {
                    if known == number { continue }
                    report.remarks.append(
                        "'\(name)@\(alias)' is version \(known) at the server already, and not \(number)")
                } else {
                    try server.set(alias: alias, of: name, to: number)
                }
            }
        }

        /// Removes versions, and the registered model with the last of them.
        private func remove(_ versions: [Int], of name: String) throws {
            try database.transaction {
                for version in versions {
                    for table in ["registered_model_aliases", "model_version_tags", "model_versions"] {
                        try database.run(
                            "DELETE FROM \(table) WHERE name = ? AND version = ?", .text(name), .integer(version))
                    }
                }
                let left = try database.rows(
                    "SELECT 1 FROM model_versions WHERE name = ? AND current_stage <> 'Deleted_Internal'", .text(name))
                guard left.isEmpty else { return }
                for table in [
                    "registered_model_aliases", "model_version_tags", "model_versions", "registered_model_tags",
                    "registered_models",
                ] {
                    try database.run("DELETE FROM \(table) WHERE name = ?", .text(name))
                }
            }
        }
    }
#endif
