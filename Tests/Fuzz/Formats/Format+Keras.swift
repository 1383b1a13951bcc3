import MartletCodecs
import MartletDamage
import MartletInterop
import MartletNN
import MartletNumerics

extension Format {
    private static let golden = "MartletInteropTests/Golden"

    static let keras = Format(
        name: "keras", ending: ".keras",
        damage: {
            let damages = try Corpus.files(golden, ".keras", except: "damaged").map(KerasDamage.init)
            return { random in try damages.randomElement(using: &random)!.damaged(using: &random) }
        }, use: useKeras)

    static let kerasLegacy = Format(
        name: "h5", ending: ".h5",
        damage: {
            let damages = try
                (Corpus.files(golden, "functional.h5") + Corpus.files("MartletCodecsTests/Golden", "newer.h5")).map(
                    HDF5Damage.init)
            let written = try Corpus.files(golden, "functional.h5").map(LegacyDamage.init)
            return { random in
                Int.random(in: 0..<3, using: &random) > 0
                    ? damages.randomElement(using: &random)!.damaged(using: &random, repairing: true)
                    : try written.randomElement(using: &random)!.damaged(using: &random)
            }
        }, use: useKeras)

    static let kerasWeights = Format(
        name: "weights", ending: ".weights.h5",
        damage: {
            let damages = try Corpus.files(golden, "branches.weights.h5").map(HDF5Damage.init)
            return { random in
                damages.randomElement(using: &random)!.damaged(using: &random, repairing: true)
            }
        },
        use: { path in
            _ = try Model(contentsOf: path, architecture: Corpus.path("\(golden)/keras3_branches.json"))
        })

    static let architecture = Format(
        name: "architecture", ending: ".json",
        damage: {
            let files = try Corpus.files(golden, "branches.json") + Corpus.files(golden, "keras1_sequential.json")
            let whole = try files.map { try JSON(parsing: $0) }
            return { random in
                var json = whole.randomElement(using: &random)!
                for _ in 0..<Int.random(in: 1...3, using: &random) { random.damage(&json) }
                return Array(json.serialized().utf8)
            }
        },
        use: { path in
            _ = try Model(keras: Corpus.path("\(golden)/keras2_branches.weights.h5"), architecture: path)
        })

    @Sendable private static func useKeras(_ path: String) throws {
        try Networks.use(Model(contentsOf: path), beside: path)
    }
}

/// Damages `.keras` files in their members, under checksums that are right, and as wholes.
private struct KerasDamage {
    private let bytes: [UInt8]
    private let members: [(name: String, bytes: [UInt8])]
    private let json: [String: JSON]
    private let numbers: HDF5Damage?

    init(_ bytes: [UInt8]) throws {
        self.bytes = bytes
        var members: [(name: String, bytes: [UInt8])] = []
        _ = try Corpus.written(["a"]) { path in
            try AtomicFile.write(bytes, to: path("a"))
            let archive = try ArchiveReader(path: path("a"))
            members = try archive.members.map { ($0.name, try archive.contents(of: $0.name)) }
        }
        self.members = members
        json = Dictionary(
            members.compactMap { name, bytes in
                name.hasSuffix(".json") ? (try? JSON(parsing: bytes)).map { (name, $0) } : nil
            }
        ) { first, _ in first }
        numbers = members.first { $0.name.hasSuffix(".h5") }.map { HDF5Damage($0.bytes) }
    }

    func damaged(using random: inout SplitMix) throws -> [UInt8] {
        var members = members
        switch Int.random(in: 0..<8, using: &random) {
        case 0: return random.damaged(bytes)
        case 1...3:
            let index = members.indices.filter { json[members[$0].name] != nil }.randomElement(using: &random) ?? 0
            guard var json = json[members[index].name] else { return bytes }
            for _ in 0..<Int.random(in: 1...3, using: &random) { random.damage(&json) }
            members[index].bytes = Array(json.serialized().utf8)
        case 4:
            let index = Int.random(in: 0..<members.count, using: &random)
            members[index].bytes = random.damaged(members[index].bytes)
        case 5:
            let index = Int.random(in: 0..<members.count, using: &random)
            let names = ["config.json", "../a", "/a", "a\\b", "", "x/", "model.weights.npz", "config.json "]
            members[index].name = names.randomElement(using: &random)!
        default:
            guard let index = members.firstIndex(where: { $0.name.hasSuffix(".h5") }), let numbers else { return bytes }
            members[index].bytes = numbers.damaged(using: &random, repairing: true)
        }
        return try Corpus.written(["a"]) { path in try ArchiveWriter.write(members, to: path("a")) }[0]
    }
}

/// Damages the configuration in legacy `.h5` files, which are written anew around it.
private struct LegacyDamage {
    private static let group = "model_weights"
    private let configuration: JSON
    private let version: String
    private var layers: [(name: String, weights: [(name: String, tensor: Tensor)])] = []

    init(_ bytes: [UInt8]) throws {
        let file = try HDF5Reader(bytes: bytes)
        configuration = try JSON(parsing: Array((file.string("model_config") ?? "").utf8))
        version = try file.string("keras_version") ?? ""
        for layer in try file.strings("layer_names", of: Self.group) ?? [] {
            let place = "\(Self.group)/\(layer)"
            layers.append(
                (
                    layer,
                    try (file.strings("weight_names", of: place) ?? []).map { ($0, try file.tensor("\(place)/\($0)")) }
                ))
        }
    }

    func damaged(using random: inout SplitMix) throws -> [UInt8] {
        var json = configuration
        for _ in 0..<Int.random(in: 1...3, using: &random) { random.damage(&json) }
        return try HDF5Writer.bytes { file in
            try file.set("model_config", to: json.serialized())
            try file.set("keras_version", to: version)
            try file.createGroup(Self.group)
            try file.set("layer_names", to: layers.map(\.name), of: Self.group)
            for layer in layers {
                let place = "\(Self.group)/\(layer.name)"
                try file.createGroup(place)
                try file.set("weight_names", to: layer.weights.map(\.name), of: place)
                for weight in layer.weights { try file.write(weight.tensor, to: "\(place)/\(weight.name)") }
            }
        }
    }
}
