// What the tests in `Benchmarks/Peers/conformance` ask of Martlet that the command doesn't do:
//
//     PeerWorker application <name> <arguments as JSON> <weights> <images.safetensors> <outputs.safetensors>
//
// writes what every layer of an application gives out, and
//
//     PeerWorker download <url> <md5 or nothing>
//
// fetches a file as weights are fetched and prints where it is;
//
//     PeerWorker gymnasium <python> <id> <arguments as JSON> <count> <steps> <outputs.safetensors>
//
// steps so many environments of Python's Gymnasium at once, or with count 0 one by itself, and writes what it did and
// saw;
//
//     PeerWorker hdf5-read <file.h5> <group> <attributes' names as JSON> <outputs.safetensors>
//     PeerWorker hdf5-write <inputs.safetensors> <file.h5>
//
// read and write an HDF5 file;
//
//     PeerWorker nested <model.keras> <outputs.safetensors>
//
// writes models within a model, and what it predicts;
//
//     PeerWorker tensorboard <folder>
//
// writes runs for TensorBoard;
//
//     PeerWorker charts <folder>
//
// writes every kind of chart, light and dark, as SVG;
//
//     PeerWorker mlflow-write <tracking URI> <experiment>
//     PeerWorker mlflow-read <tracking URI> <experiment>
//     PeerWorker mlflow-forever <tracking URI>
//     PeerWorker mlflow-send <database> <server>
//
// write runs for MLflow, print as JSON those of an experiment, write one that doesn't end, and send all to a server.

import Glibc
import Martlet

struct Arguments: Decodable {
    var include_top: Bool
    var pooling: FeaturePooling?
    var classes: Int?
    var alpha: Double?
}

struct Usage: Error {}

struct StandardError: TextOutputStream {
    mutating func write(_ text: String) {
        var text = text
        text.withUTF8 { _ = Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}

func application(_ name: String, _ arguments: Arguments) throws -> any Application {
    let (top, pooling, classes) = (arguments.include_top, arguments.pooling, arguments.classes ?? 1000)
    return switch name {
    case "VGG16": VGG16(includeTop: top, pooling: pooling, classes: classes)
    case "VGG19": VGG19(includeTop: top, pooling: pooling, classes: classes)
    case "InceptionV3": InceptionV3(includeTop: top, pooling: pooling, classes: classes)
    case "ResNet50": ResNet50(includeTop: top, pooling: pooling, classes: classes)
    case "MobileNetV2":
        MobileNetV2(alpha: arguments.alpha ?? 1, includeTop: top, pooling: pooling, classes: classes)
    default: throw Usage()
    }
}

func run(_ network: some Application, weights: String, images: String, outputs: String) throws {
    let images = try Safetensors(path: images).tensors[0].tensor
    let model = try Model(network, weights: .file(weights), inputShape: Array(images.shape.dropFirst()))
    let layers = try model.trace(images).filter { name, _ in model.graph.layers.contains { $0.path == name } }
    let predicted = ("predict", try model.predict(images))
    try Safetensors(layers.sorted { $0.key < $1.key }.map { ($0.key, $0.value) } + [predicted]).write(to: outputs)
}

let given = Array(CommandLine.arguments.dropFirst())
do {
    switch given.first {
    case "application" where given.count == 6:
        try run(
            application(given[1], JSON(parsing: given[2]).decode()), weights: given[3], images: given[4],
            outputs: given[5])
    case "download" where given.count == 3:
        print(try WeightsFile(url: given[1], md5: given[2].isEmpty ? nil : given[2]).path())
    case "gymnasium" where given.count == 7:
        let arguments = try JSON(parsing: given[3]).object ?? [:]
        guard let count = Int(given[4]), let steps = Int(given[5]) else { throw Usage() }
        let walk = try walk(given[2], arguments, python: given[1], count: count, steps: steps)
        try walk.write(to: given[6])
        print(walk.nativeDifference.map(String.init(describing:)) ?? "")
    case "hdf5-read" where given.count == 5:
        print(try readHDF5(given[1], attributesOf: given[2], JSON(parsing: given[3]).decode(), to: given[4]))
    case "hdf5-write" where given.count == 3: try writeHDF5(given[1], to: given[2])
    case "nested" where given.count == 3: try writeNestedModel(to: given[1], given[2])
    case "tensorboard" where given.count == 2: try writeTensorBoardRuns(to: given[1])
    case "charts" where given.count == 2: try writeCharts(to: given[1])
    case "mlflow-write" where given.count == 3: print(try writeMLflowRuns(to: given[1], experiment: given[2]))
    case "mlflow-read" where given.count == 3: print(try readMLflowRuns(in: given[1], experiment: given[2]))
    case "mlflow-send" where given.count == 3: try MLflowSync(given[1], to: given[2]).send()
    case "mlflow-forever" where given.count == 2: try trackForever(in: given[1])
    default: throw Usage()
    }
} catch {
    var standardError = StandardError()
    print(error, to: &standardError)
    exit(1)
}
