import MartletGraph
import Testing

/// Rules that the compiler doesn't know.
@Suite struct SourceTests {
    static let sources = (try? Repository.files(in: "Sources", endings: [".swift"])) ?? []

    /// Operations that passes make and no file holds.
    static let internals: Set = ["FusedElementwise", "ExpandedConvolution"]

    @Test func everyOperationIsInTheCatalog() throws {
        let declared = try Set(
            Self.sources.filter { $0.hasPrefix("Sources/MartletGraph/") }.flatMap { try Self.operations(in: $0) })
        #expect(declared.count > 50)
        let known = Catalog.types.map { $0.name }
        #expect(Set(known).count == known.count, "the catalog names an operation twice")
        #expect(declared.subtracting(known) == Self.internals)
        #expect(Set(known).subtracting(declared).isEmpty)
    }

    /// The structures that a file declares with a protocol whose name ends in `Operation`.
    static func operations(in file: String) throws -> [String] {
        try Repository.text(file).split(separator: "\n").compactMap { line in
            let words = line.split { " :,{".contains($0) }
            guard let place = words.firstIndex(of: "struct"), !line.hasPrefix(" "), !line.hasPrefix("/"),
                line.contains(":"), words.dropFirst(place + 2).contains(where: { $0.hasSuffix("Operation") })
            else { return nil }
            return String(words[place + 1])
        }
    }

    @Test func nothingImportsFoundation() throws {
        #expect(Self.sources.count > 200)
        for file in Self.sources {
            let imports = try Repository.text(file).split(separator: "\n").filter { $0.contains("import Foundation") }
            #expect(imports.allSatisfy { $0.hasSuffix("import FoundationEssentials") }, "\(file)")
        }
    }

    /// Tiers import only what lies below them, and rooms of one tier don't import one another.
    @Test func importsFollowTheTiers() throws {
        let tiers: [String: Int] = [
            "COpenBLAS": 0, "CMartletBLAS": 0, "CMartletKernels": 0, "CMartletData": 0, "CMartletImages": 0,
            "CMartletTransfer": 0,
            "MartletNumerics": 10, "MartletPlot": 10, "MartletCodecs": 11, "MartletGraph": 20, "MartletNN": 30,
            "MartletDatasets": 40,
            "MartletInterop": 40, "MartletApplications": 40, "MartletCompression": 40, "MartletRL": 40,
            "MartletEstimators": 40, "MartletExplain": 40, "MartletTracking": 40, "MartletUI": 41, "Martlet": 50,
            "MartletCLI": 51,
        ]
        for file in Self.sources {
            let target = String(file.split(separator: "/")[1])
            let tier = try #require(tiers[target], "\(target) has no tier")
            for line in try Repository.text(file).split(separator: "\n") where line.contains("import ") {
                guard let module = line.split(separator: " ").last, let other = tiers[String(module)] else { continue }
                #expect(other < tier, "\(file): \(target) must not import \(module)")
            }
        }
    }
}
