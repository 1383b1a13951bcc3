// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that nobody who uses Martlet resolves the benchmark library. `traits: []` leaves out its
// interposer and jemalloc, which need more than a Swift toolchain.
let package = Package(
    name: "martlet-benchmarks",
    dependencies: [
        .package(name: "martlet", path: "..", traits: []),
        .package(url: "https://github.com/ordo-one/benchmark", .upToNextMinor(from: "1.38.1"), traits: []),
    ],
    targets: [
        // What the peers' runner, `make regress` and `make instructions` drive.
        .executableTarget(
            name: "martlet-bench-worker",
            dependencies: [
                .product(name: "Martlet", package: "martlet"), .product(name: "MartletKernels", package: "martlet"),
            ], path: "Worker")
    ]
)

// The suites of `make bench`.
for suite in ["Kernels", "Steps", "Training"] {
    package.targets.append(
        .executableTarget(
            name: suite,
            dependencies: [
                .product(name: "Martlet", package: "martlet"),
                .product(name: "MartletKernels", package: "martlet"),
                .product(name: "MartletKernelCases", package: "martlet"),
                .product(name: "Benchmark", package: "benchmark"),
            ],
            path: "Benchmarks/\(suite)",
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]))
}

for target in package.targets {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
    ]
    if Context.environment["MARTLET_STRICT"] != nil {
        target.swiftSettings?.append(.treatAllWarnings(as: .error))
    }
}
