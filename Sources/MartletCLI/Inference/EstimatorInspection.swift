import Martlet

/// What an estimator's file holds.
struct EstimatorInspection {
    let loaded: LoadedEstimator

    private var notes: ModelNotes { loaded.notes }

    var json: JSON {
        var json: JSON = ["model": .string(NativePath.text(loaded.path))]
        json["estimator"] = loaded.estimator.parts.json
        json["inputs"] = JSON(loaded.inputs.map(\.description))
        json["outputs"] = JSON(loaded.outputTypes.map(\.description))
        json["label"] = notes.label.map { .string($0) } ?? .null
        json["class_names"] = notes.classNames.map { JSON($0) } ?? .null
        json["features"] = notes.features.map { JSON($0) } ?? .null
        json["table"] = notes.table.flatMap { try? JSON(encoding: $0) } ?? .null
        json["setup"] = setup ?? .null
        return json
    }

    private var setup: JSON? { loaded.dataSetup.flatMap { try? JSON(encoding: $0) } }

    var text: String {
        let outputs = notes.classNames.map { "classes \($0.joined(separator: ", "))" } ?? "values"
        let heading =
            "\(NativePath.text(loaded.path)), an estimator of \(outputs)" + (notes.label.map { " of '\($0)'" } ?? "")
        let parts = [
            heading, "Parts\n" + loaded.estimator.parts.lines(indent: 1).joined(separator: "\n"),
            notes.table.map { "Columns\n" + aligned($0.rows) }, setup.flatMap { Inspection.section("Setup", $0) },
        ]
        return parts.compactMap { $0 }.joined(separator: "\n\n")
    }
}

extension StoredPart {
    fileprivate var json: JSON {
        var json: JSON = ["kind": .string(kind)]
        if !parts.isEmpty {
            json["parts"] = .array(
                parts.map { name, part in
                    var member: JSON = ["name": .string(name)]
                    for (key, value) in part.json.object ?? [:] { member[key] = value }
                    return member
                })
        }
        return json
    }

    /// A line for each part, those of a part below it, and equal ones in one.
    fileprivate func lines(indent: Int, name: String = "") -> [String] {
        let own = String(repeating: "  ", count: indent) + (name.isEmpty ? "" : "\(name): ") + kind
        var below: [(lines: [String], count: Int)] = []
        for (name, part) in parts {
            let lines = part.lines(indent: indent + 1, name: name)
            if below.last?.lines == lines { below[below.count - 1].count += 1 } else { below.append((lines, 1)) }
        }
        return [own]
            + below.flatMap { lines, count in
                count == 1 ? lines : [lines[0] + " (\(count) of these)"] + lines.dropFirst()
            }
    }
}
