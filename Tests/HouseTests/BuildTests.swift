import Testing

/// What SwiftPM builds again when something changes.
@Suite struct BuildTests {
    /// SwiftPM's plan, which lies beside these tests; nil where something else built them.
    private static let plan: String? = {
        let folder = CommandLine.arguments[0].split(separator: "/", omittingEmptySubsequences: false).dropLast()
        let name = folder.last == "debug" ? "debug" : "release"
        return try? Repository.text("../../\(name).yaml", in: folder.joined(separator: "/"))
    }()

    /// A module is compiled again where one that it names has changed, not where one behind that has, which may be seen
    /// through it: code for a class's old layout would then be linked with the new one.
    @Test(.enabled(if: plan != nil, "there is no plan of SwiftPM's"))
    func modulesNameAllThatTheyReach() throws {
        let named = Self.modules(in: try #require(Self.plan))
        #expect(named["MartletCLI"] != nil && named["StoriesTests"] != nil)
        for (module, direct) in named where !module.hasPrefix("martletPackage") {
            for other in direct {
                let hidden = (named[other] ?? []).subtracting(direct).filter { $0.hasPrefix("Martlet") }
                #expect(hidden.isEmpty, "\(module) names \(other), but not what that names: \(hidden.sorted())")
            }
        }
    }

    /// The modules that each module names.
    private static func modules(in plan: String) -> [String: Set<String>] {
        var named: [String: Set<String>] = [:]
        var module: String?
        for line in plan.split(separator: "\n") {
            if line.hasPrefix("  \"") {
                let isModule = line.hasPrefix("  \"C.") && line.hasSuffix(".module\":")
                module = isModule ? String(line.dropFirst(5).prefix { $0 != "-" }) : nil
            } else if let module, line.hasPrefix("    inputs:") {
                let paths = line.split(separator: "\"").filter { $0.hasSuffix(".swiftmodule") }
                named[module] = Set(paths.map { String(($0.split(separator: "/").last ?? "").prefix { $0 != "." }) })
            }
        }
        return named
    }
}
