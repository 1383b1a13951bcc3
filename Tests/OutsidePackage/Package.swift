// swift-tools-version: 6.2
import PackageDescription

// A package that depends on Martlet, as anybody's would. `check.sh` fills in the URL and builds it.
let package = Package(
    name: "outside",
    // snippet: dependency
    dependencies: [
        .package(url: "URL of this repository", from: "0.1.0", traits: [])
    ],
    targets: [
        .executableTarget(name: "Outside", dependencies: [.product(name: "Martlet", package: "martlet")])
    ]
    // end
)
