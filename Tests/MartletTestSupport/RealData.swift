import Glibc
package import Testing

/// Data, weights and files that once did harm, which tests use where they are, and that are no part of the package: a
/// folder that the environment names, or else one beside the package's.
package enum RealData: String {
    case data
    case models
    case cases

    /// The variable that names the folder: `MARTLET_TEST_DATA`, `MARTLET_TEST_MODELS`, `MARTLET_TEST_CASES`.
    private var variable: String { "MARTLET_TEST_\(rawValue.uppercased())" }

    private var folder: String {
        if let named = getenv(variable), named.pointee != 0 { return String(cString: named) }
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        return "/\(root)/../shared/\(rawValue)"
    }

    /// Where a file or folder is; nil if it is not there.
    package func path(_ name: String) -> String? {
        let path = "\(folder)/\(name)"
        return access(path, R_OK) == 0 ? path : nil
    }

    /// Skips a test unless one of these files or folders is there.
    package func needed(_ names: String...) -> ConditionTrait { needed(names) }

    package func needed(_ names: [String]) -> ConditionTrait {
        .enabled(
            if: names.contains { path($0) != nil },
            "needs \(names.joined(separator: " or ")) in the folder that \(variable) names, or in ../shared/\(rawValue)"
        )
    }
}
