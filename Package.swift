// swift-tools-version: 6.2
import PackageDescription

// No trait enables others: SwiftPM passes a flag for each one that is on, in an order that changes whenever a manifest is
// read, and in another order everything is built again. A trait that has what others have is named where they are.
let wholes: Set<String> = ["Full", "CommandLine"]

// What Martlet is one import of. Its product names them, since a program outside is compiled again only where a module that
// a product names has changed.
let rooms = [
    "MartletNN", "MartletApplications", "MartletCompression", "MartletDatasets", "MartletInterop", "MartletRL",
    "MartletTracking", "MartletUI", "MartletEstimators", "MartletExplain", "MartletGraph", "MartletCodecs",
    "MartletPlot", "MartletNumerics",
]

let package = Package(
    name: "martlet",
    products: [
        .library(name: "Martlet", targets: ["Martlet"] + rooms),
        .library(name: "MartletKernels", targets: ["CMartletKernels"]),
        .library(name: "MartletKernelCases", targets: ["CMartletKernelCases"]),  // for the benchmarks
        .executable(name: "martlet", targets: ["MartletCLI"]),
    ],
    traits: [
        .trait(name: "Images", description: "JPEG and PNG, which need libjpeg-turbo and libpng."),
        .trait(name: "HDF5", description: "Nothing: HDF5 files need no trait. It stays for manifests that name it."),
        .trait(name: "Archives", description: "Zip archives, which .keras files are; needs libzip."),
        .trait(name: "Network", description: "Downloads and HTTP by libcurl, which is loaded when first used."),
        .trait(name: "SQLite", description: "Databases of SQLite, which MLflow's are; needs libsqlite3."),
        .trait(name: "Full", description: "What Images, Archives, Network and SQLite have."),
        .trait(name: "Server", description: "What SQLite has, and a page of its runs, for FlyingFox."),
        .trait(
            name: "CommandLine",
            description: "What Full and Server have, and the martlet command, for swift-argument-parser."),
        .default(enabledTraits: ["CommandLine"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.1"),
    ],
    targets: [
        // Tier 0: the system's C libraries, and our C.
        .systemLibrary(
            name: "COpenBLAS", pkgConfig: "openblas",
            providers: [.apt(["libopenblas-dev", "liblapacke-dev"]), .brew(["openblas"])]),
        .systemLibrary(
            name: "CJPEG", pkgConfig: "libjpeg", providers: [.apt(["libjpeg-dev"]), .brew(["jpeg-turbo"])]),
        .systemLibrary(
            name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"]), .brew(["libpng"])]),
        .systemLibrary(
            name: "CZip", pkgConfig: "libzip", providers: [.apt(["libzip-dev"]), .brew(["libzip"])]),
        .target(name: "CMartletBLAS"),
        .target(name: "CMartletKernels"),
        .target(
            name: "CMartletImages", dependencies: ["CJPEG", "CPNG"],
            linkerSettings: [.linkedLibrary("jpeg"), .linkedLibrary("png")]),
        .target(name: "CMartletData", exclude: ["resources", "make_resources.py"]),
        // Not by pkg-config, which would link libcurl: it is loaded when it is first used.
        .systemLibrary(
            name: "CCurl", providers: [.apt(["libcurl4-openssl-dev"]), .brew(["curl"])]),
        .target(name: "CMartletTransfer", dependencies: ["CCurl"]),
        .systemLibrary(
            name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"]), .brew(["sqlite"])]),

        // Tier 1: numbers and bytes.
        .target(name: "MartletNumerics", dependencies: ["COpenBLAS", "CMartletBLAS", "CMartletKernels"]),
        .target(name: "MartletPlot"),
        .target(
            name: "MartletCodecs",
            dependencies: [
                "MartletNumerics",
                .target(name: "CMartletTransfer", condition: .when(traits: wholes.union(["Network"]))),
                .target(name: "CMartletImages", condition: .when(traits: wholes.union(["Images"]))),
                .target(name: "CZip", condition: .when(traits: wholes.union(["Archives"]))),
                .target(name: "CSQLite", condition: .when(traits: wholes.union(["SQLite", "Server"]))),
            ]),

        // Tier 2: the engine.
        .target(name: "MartletGraph", dependencies: ["MartletNumerics", "CMartletKernels"]),

        // Tier 3: networks and their training.
        .target(name: "MartletNN", dependencies: ["MartletGraph", "MartletCodecs", "MartletPlot", "CMartletKernels"]),

        // Tier 4: rooms that never open onto one another.
        .target(
            name: "MartletDatasets", dependencies: ["MartletNN", "MartletCodecs", "MartletNumerics", "CMartletData"]),
        .target(
            name: "MartletApplications",
            dependencies: ["MartletNN", "MartletGraph", "MartletCodecs", "MartletNumerics"]),
        .target(
            name: "MartletCompression", dependencies: ["MartletNN", "MartletGraph", "MartletPlot", "MartletNumerics"]),
        .target(
            name: "MartletInterop",
            dependencies: ["MartletNN", "MartletGraph", "MartletCodecs", "MartletNumerics"]),

        .target(
            name: "MartletRL",
            dependencies: ["MartletNN", "MartletGraph", "MartletCodecs", "MartletPlot", "MartletNumerics"]),
        .target(
            name: "MartletTracking", dependencies: ["MartletNN", "MartletGraph", "MartletCodecs", "MartletNumerics"]),
        .target(
            name: "MartletEstimators",
            dependencies: ["MartletNN", "MartletGraph", "MartletCodecs", "MartletPlot", "MartletNumerics"]),
        .target(
            name: "MartletExplain",
            dependencies: ["MartletNN", "MartletGraph", "MartletCodecs", "MartletPlot", "MartletNumerics"]),

        // Above them: the page of runs.
        .target(
            name: "MartletUI",
            dependencies: [
                "MartletTracking", "MartletPlot", "MartletCodecs",
                .product(
                    name: "FlyingFox", package: "FlyingFox", condition: .when(traits: ["Server", "CommandLine"])),
            ]),

        // Tier 5: one import, one command.
        .target(name: "Martlet", dependencies: rooms.map { .byName(name: $0) }),
        .executableTarget(
            name: "MartletCLI",
            dependencies: [
                "Martlet",
                .product(
                    name: "ArgumentParser", package: "swift-argument-parser",
                    condition: .when(traits: ["CommandLine"])),
            ]),

        // What `make compare CASES="convolutions gemm"` runs.
        .executableTarget(
            name: "martlet-choices",
            dependencies: ["Martlet", "MartletNN", "MartletGraph", "MartletNumerics", "CMartletKernels"],
            path: "Benchmarks/Choices"),

        // The worker of Benchmarks, which starts without the libraries of traits, for the cases that need some.
        .executableTarget(
            name: "martlet-bench-trackers", dependencies: ["Martlet", "CMartletKernels"], path: "Benchmarks/Worker",
            packageAccess: false),

        // Tests: the laws, then one bundle a target.
        .target(
            name: "MartletTestSupport",
            dependencies: [
                "MartletEstimators", "MartletNN", "MartletCodecs", "MartletGraph", "MartletNumerics", "CMartletKernels",
                "CMartletKernelCases", "CMartletTestSupport", "MartletDamage",
            ],
            path: "Tests/MartletTestSupport", exclude: ["Golden"]),
        .target(
            name: "MartletDamage", dependencies: ["MartletCodecs", "MartletNumerics"], path: "Tests/MartletDamage"),
        // What `make fuzz` runs.
        .executableTarget(
            name: "martlet-fuzz",
            dependencies: [
                "MartletDamage", "MartletRL", "MartletCompression", "MartletInterop", "MartletTracking", "MartletNN",
                "MartletGraph", "MartletCodecs", "MartletNumerics",
            ],
            path: "Tests/Fuzz"),
        .executableTarget(name: "PeerWorker", dependencies: ["Martlet"], path: "Tests/PeerWorker"),
        .target(name: "CMartletTestSupport", path: "Tests/CMartletTestSupport"),
        .target(
            name: "CMartletKernelCases", dependencies: ["CMartletKernels"], path: "Tests/CMartletKernelCases"),
        .testTarget(
            name: "CMartletKernelsTests", dependencies: ["CMartletKernels", "CMartletKernelCases", "MartletNumerics"]),
        .testTarget(
            name: "MartletNumericsTests",
            dependencies: ["MartletNumerics", "MartletCodecs", "MartletTestSupport", "CMartletKernels"],
            exclude: ["Golden"]),
        .testTarget(name: "MartletPlotTests", dependencies: ["MartletPlot"]),
        .testTarget(
            name: "MartletGraphTests",
            dependencies: [
                "MartletGraph", "MartletNumerics", "MartletTestSupport", "CMartletKernels", "CMartletTestSupport",
            ]),
        .testTarget(
            name: "MartletCodecsTests",
            dependencies: ["MartletCodecs", "MartletNumerics", "MartletTestSupport", "CMartletTestSupport"],
            exclude: ["Golden"]),
        .testTarget(
            name: "MartletNNTests",
            dependencies: [
                "MartletNN", "MartletCodecs", "MartletGraph", "MartletNumerics", "MartletTestSupport",
                "CMartletTestSupport",
            ], exclude: ["Golden"]),
        .testTarget(
            name: "MartletDatasetsTests",
            dependencies: [
                "MartletDatasets", "MartletNN", "MartletGraph", "MartletCodecs", "MartletNumerics",
                "MartletTestSupport", "CMartletKernels",
            ],
            exclude: ["Golden"]),
        .testTarget(
            name: "MartletApplicationsTests",
            dependencies: [
                "MartletApplications", "MartletNN", "MartletGraph", "MartletCodecs", "MartletNumerics",
                "MartletTestSupport",
            ], exclude: ["Golden"]),
        .testTarget(
            name: "MartletCompressionTests",
            dependencies: [
                "MartletCompression", "MartletApplications", "MartletInterop", "MartletDatasets", "MartletNN",
                "MartletGraph", "MartletCodecs", "MartletNumerics", "MartletTestSupport", "CMartletTestSupport",
                "CMartletKernels",
            ]),
        .testTarget(
            name: "MartletInteropTests",
            dependencies: [
                "MartletInterop", "MartletApplications", "MartletNN", "MartletCodecs", "MartletGraph",
                "MartletNumerics", "MartletTestSupport", "CMartletTestSupport",
            ], exclude: ["Golden"]),
        .testTarget(
            name: "MartletRLTests",
            dependencies: [
                "MartletRL", "MartletNN", "MartletGraph", "MartletCodecs", "MartletNumerics", "MartletTestSupport",
                "CMartletTestSupport", "CMartletKernels",
            ], exclude: ["Golden"]),
        .testTarget(
            name: "MartletEstimatorsTests",
            dependencies: [
                "MartletEstimators", "MartletDatasets", "MartletNN", "MartletGraph", "MartletPlot", "MartletCodecs",
                "MartletNumerics", "MartletTestSupport",
            ], exclude: ["Golden"]),
        .testTarget(
            name: "MartletExplainTests",
            dependencies: [
                "MartletExplain", "MartletApplications", "MartletInterop", "MartletNN", "MartletGraph", "MartletPlot",
                "MartletCodecs", "MartletNumerics", "MartletTestSupport",
            ], exclude: ["Golden"]),
        .testTarget(
            name: "MartletTrackingTests",
            dependencies: [
                "MartletTracking", "MartletNN", "MartletGraph", "MartletCodecs", "MartletNumerics",
                "MartletTestSupport", "CMartletTestSupport",
            ], exclude: ["Golden"]),
        .testTarget(
            name: "MartletUITests",
            dependencies: [
                "MartletUI", "MartletTracking", "MartletNN", "MartletCodecs", "MartletPlot", "MartletTestSupport",
            ]),
        .testTarget(
            name: "MartletCLITests",
            dependencies: [
                "MartletCLI", "MartletApplications", "MartletDatasets", "MartletInterop", "MartletCompression",
                "MartletNN", "MartletGraph", "MartletCodecs", "MartletNumerics", "MartletTestSupport",
            ]),

        // The documents' examples, as a package outside sees Martlet; the rules of the house.
        .testTarget(name: "StoriesTests", dependencies: ["Martlet"], packageAccess: false),
        .testTarget(name: "HouseTests", dependencies: ["MartletGraph"]),
    ],
    cLanguageStandard: .c2x
)

// SwiftPM compiles a target again where a module that it names has changed, but not for one behind that, which may be seen
// through it: the old layout of a class would meet the new one. So each names all modules of Swift that it reaches.
let named = package.targets.reduce(into: [:]) { named, target in
    named[target.name] = Set(
        target.dependencies.compactMap {
            if case .byNameItem(let name, nil) = $0, !name.hasPrefix("C") { name } else { nil }
        })
}
var reached = named
for _ in named { reached = reached.mapValues { $0.union($0.flatMap { reached[$0] ?? [] }) } }
for target in package.targets {
    let hidden = (reached[target.name] ?? []).subtracting(named[target.name] ?? [])
    target.dependencies += hidden.sorted().map { .byName(name: $0) }
}

for target in package.targets where [.regular, .executable, .test].contains(target.type) {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
    ]
    target.swiftSettings! += ["Images", "Archives", "Network", "SQLite"].map { .define($0, .when(traits: wholes)) }
    target.swiftSettings! += [
        .define("SQLite", .when(traits: ["Server"])), .define("Server", .when(traits: ["CommandLine"])),
    ]
}

// `make lint` and `.ci/run` build with warnings as errors; a newer compiler's warning must not stop anybody else.
if Context.environment["MARTLET_STRICT"] != nil {
    for target in package.targets where target.type != .system {
        target.cSettings = (target.cSettings ?? []) + [.enableWarning("all"), .treatAllWarnings(as: .error)]
        target.swiftSettings = (target.swiftSettings ?? []) + [.treatAllWarnings(as: .error)]
    }
}
