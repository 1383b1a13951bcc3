import MartletCodecs
import MartletNN
import MartletPlot

/// What the data of a feature are, as `feature_types` of XGBoost.
public enum FeatureType: Sendable, Equatable {
    /// Numbers.
    case number
    /// Days since 1970-01-01.
    case date
    /// Positions in words.
    case category([String])
    /// Several columns, which have no datum together.
    case group

    /// What stands in charts for a missing value.
    static let missing = "missing"

    /// A datum as people write it; nil for NaN and for what is no date and no position.
    func text(_ datum: Double) -> String? {
        switch self {
        case .group: nil
        case .number: datum.isNaN ? nil : datum.datum
        case .date: CalendarDay.text(datum)
        case .category(let words): Int(exactly: datum).flatMap { words.indices.contains($0) ? words[$0] : nil }
        }
    }

    /// What `text` made this of; nil for other texts.
    func datum(_ text: String) -> Double? {
        switch self {
        case .number, .group: nil
        case .date: CalendarDay.parse(text)
        case .category(let words): words.firstIndex(of: text).map(Double.init)
        }
    }

    /// Whether more and less of it means something.
    var isOrdered: Bool { self == .number || self == .date }
}

extension FeatureType {
    /// `"number"`, `"date"`, `"group"`, or a list of words.
    var json: JSON {
        switch self {
        case .group: "group"
        case .number: "number"
        case .date: "date"
        case .category(let words): .array(words.map { .string($0) })
        }
    }

    /// - Throws: `ExplanationError.invalid` for what isn't a list of what `json` gives.
    static func list(_ json: JSON) throws -> [FeatureType] {
        let types = json.array?.compactMap { type -> FeatureType? in
            switch type {
            case "number": .number
            case "date": .date
            case "group": .group
            default:
                type.array.flatMap { $0.allSatisfy { $0.string != nil } ? .category($0.compactMap(\.string)) : nil }
            }
        }
        guard let types, types.count == json.array?.count else {
            throw ExplanationError.invalid(
                argument: "\"feature_types\"",
                reason: "must be a list of \"number\", \"date\", \"group\" and lists of words")
        }
        return types
    }

    /// Rows of data with numbers in place of words, dates and nulls; what is of no such type stays as it is.
    static func numbers(_ rows: JSON, _ types: [FeatureType]) -> JSON {
        .array(
            (rows.array ?? []).map { row in
                guard let cells = row.array, cells.count == types.count else { return row }
                return .array(
                    zip(cells, types).map { cell, type in
                        cell == .null ? .double(.nan) : cell.string.flatMap(type.datum).map { .double($0) } ?? cell
                    })
            })
    }
}
