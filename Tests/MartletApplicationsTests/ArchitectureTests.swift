import MartletApplications
import MartletCodecs
import MartletGraph
import MartletNN
import MartletNumerics
import Testing

struct ArchitectureTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var layer: any Application
        var testDescription: String { name }
    }

    static let cases: [Case] = [
        Case(name: "VGG16", layer: VGG16(classes: 10)),
        Case(name: "VGG16 avg", layer: VGG16(includeTop: false, pooling: .avg)),
        Case(name: "VGG19", layer: VGG19(includeTop: false)),
        Case(name: "InceptionV3", layer: InceptionV3()),
        Case(name: "InceptionV3 max", layer: InceptionV3(includeTop: false, pooling: .max)),
        Case(name: "ResNet50", layer: ResNet50()),
        Case(name: "ResNet50 avg", layer: ResNet50(includeTop: false, pooling: .avg)),
        Case(name: "MobileNetV2", layer: MobileNetV2()),
        Case(name: "MobileNetV2 0.35", layer: MobileNetV2(alpha: 0.35, includeTop: false)),
        Case(name: "MobileNetV2 1.4", layer: MobileNetV2(alpha: 1.4, includeTop: false)),
    ]

    /// Says a network for images without making its parameters.
    static func graph(_ layer: some Layer, _ shape: [Int]) throws -> Graph {
        let builder = Builder()
        let x = builder.input(TensorType(Shape([-1] + shape), .float32))
        return try builder.finish([layer.forward(x, Scope(builder))])
    }

    @Test(arguments: cases)
    func layersAndParametersAreThoseOfKeras(_ test: Case) throws {
        let size = try #require(try Golden.value("applications", test.name, "size").integer)
        let graph = try Self.graph(test.layer, [size, size, 3])

        #expect(
            graph.parameters.reduce(0) { $0 + $1.count }
                == (try Golden.value("applications", test.name, "parameters").integer))
        #expect(
            graph.parameters.filter(\.isTrainable).reduce(0) { $0 + $1.count }
                == (try Golden.value("applications", test.name, "trainable").integer))

        let layers = try #require(try Golden.value("applications", test.name, "layers").object)
        #expect(Set(graph.layers.map(\.path)) == Set(layers.keys))
        let shapes = Dictionary(uniqueKeysWithValues: graph.parameters.map { ($0.name, Array($0.shape)) })
        var count = 0
        for layer in graph.layers {
            let expected = try #require(layers[layer.path]?.array, "\(layer.path)")
            let output = try #require(expected[0].array).map { try #require($0.integer) }
            #expect(Array(layer.outputs[0].shape.dropFirst()) == output, "\(layer.path)")
            for (name, shape) in try #require(expected[1].object) {
                #expect(shapes["\(layer.path)/\(name)"] == shape.array?.compactMap(\.integer), "\(layer.path)/\(name)")
                count += 1
            }
        }
        #expect(count == shapes.count)
    }

    @Test func namesAreThoseOfKeras() throws {
        for test in Self.cases where !["MobileNetV2 0.35", "MobileNetV2 1.4"].contains(test.name) {
            #expect(test.layer.name == (try Golden.value("applications", test.name, "name").string))
        }
        #expect(MobileNetV2(alpha: 0.35).name == "mobilenetv2_0.35_224")
        #expect(MobileNetV2(name: "eyes").name == "eyes")
    }

    @Test func partsOfANetworkHaveItsName() throws {
        let graph = try Self.graph(
            Sequential {
                InceptionV3(includeTop: false, pooling: .avg)
                Dense(2)
            }, [75, 75, 3])
        let names = Set(graph.parameters.map(\.name))
        #expect(names.contains("inception_v3/conv2d_93/kernel") && names.contains("dense/kernel"))
        #expect(graph.layers.last?.path == "dense")
        #expect(graph.layers.contains { $0.path == "inception_v3/mixed10" })
    }

    @Test func anOutputIsADistribution() throws {
        let model = Model(MobileNetV2(alpha: 0.35, classes: 7), input: [32, 32, 3], seed: 3)
        let images = Tensor.linspace(-1, 1, count: 2 * 32 * 32 * 3, dtype: .float32)
        let y = try model.predict(images.reshaped([2, 32, 32, 3]))
        #expect(y.shape == [2, 7])
        for sum in try y.sum(axis: 1).array(of: Float.self) { #expect(abs(sum - 1) < 1e-5) }
    }

    @Test func featuresArePooled() throws {
        let images = try Tensor.linspace(0, 1, count: 40 * 33 * 3, dtype: .float32).reshaped([1, 40, 33, 3])
        let all = try Model(VGG16(includeTop: false), input: [40, 33, 3]).predict(images)
        #expect(all.shape == [1, 1, 1, 512])
        for pooling in FeaturePooling.allCases {
            let pooled = try Model(VGG16(includeTop: false, pooling: pooling), input: [40, 33, 3]).predict(images)
            #expect(try pooled.isClose(to: all.reshaped([1, 512])))
        }
    }

    @Test(arguments: [[31, 64, 3], [64, 31, 3], [64, 64], [64, 64, 64, 3]])
    func imagesThatAreTooSmallAreRefused(_ shape: [Int]) {
        #expect {
            try Self.graph(VGG16(includeTop: false), shape)
        } throws: {
            "\($0)".contains("VGG16 takes images [batch, height, width, channels] of at least 32 × 32 pixels, not")
        }
    }

    @Test func nonsenseIsRefused() {
        for layer in [MobileNetV2(alpha: 0), MobileNetV2(alpha: .nan), MobileNetV2(alpha: 1e9)] {
            #expect { try Self.graph(layer, [32, 32, 3]) } throws: { "\($0)".contains("alpha of MobileNetV2") }
        }
        #expect(throws: GraphError.self) { try Self.graph(ResNet50(classes: 0), [32, 32, 3]) }
    }
}
