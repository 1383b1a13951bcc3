import Glibc
import MartletApplications
import MartletCodecs
import MartletNN
import MartletTestSupport
import Testing

struct WeightsFileTests {
    @Test func filesAreThoseOfKeras() throws {
        let base = "https://storage.googleapis.com/tensorflow/keras-applications/"
        let vgg = try VGG16(includeTop: false).imageNetWeights(inputShape: [96, 64, 3])
        #expect(vgg.url == base + "vgg16/vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5")
        #expect(vgg.md5 == "6d6bbae143d832006294945121d1f1fc")
        #expect(vgg.name == "vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5")
        let mobile = MobileNetV2(alpha: 0.5, includeTop: false)
        #expect(
            try mobile.imageNetWeights(inputShape: [96, 96, 3]).url
                == base + "mobilenet_v2/mobilenet_v2_weights_tf_dim_ordering_tf_kernels_0.5_96_no_top.h5")
        #expect(
            try MobileNetV2().imageNetWeights(inputShape: [224, 224, 3]).name
                == "mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_224.h5")
        #expect(try mobile.imageNetWeights(inputShape: [97, 96, 3]).name.hasSuffix("_0.5_224_no_top.h5"))
    }

    @Test func everyNetworkHasDigests() throws {
        let layers: [any Application] = [
            VGG16(), VGG16(includeTop: false), VGG19(), VGG19(includeTop: false), InceptionV3(),
            InceptionV3(includeTop: false), ResNet50(), ResNet50(includeTop: false),
        ]
        let files = try layers.map { try $0.imageNetWeights(inputShape: type(of: $0).defaultInputShape) }
        #expect(Set(files.map(\.md5)).count == layers.count && Set(files.map(\.name)).count == layers.count)
        #expect(files.allSatisfy { $0.md5?.count == 32 })
    }

    @Test func networksWithoutPublishedWeightsAreRefused() {
        func refusal(_ layer: some Application, _ shape: [Int]) -> String {
            do {
                _ = try layer.imageNetWeights(inputShape: shape)
                return ""
            } catch { return "\(error)" }
        }
        #expect(refusal(VGG16(), [96, 96, 3]).contains("for images [224, 224, 3], not [96, 96, 3]"))
        #expect(refusal(VGG16(includeTop: false), [96, 96, 1]).contains("[height, width, 3], not [96, 96, 1]"))
        #expect(refusal(ResNet50(classes: 10), [224, 224, 3]).contains("leave the top out"))
        #expect(refusal(ResNet50(classifierActivation: .sigmoid), [224, 224, 3]).contains("softmax or linear"))
        #expect(refusal(ResNet50(classifierActivation: .linear), [224, 224, 3]) == "")
        #expect(refusal(MobileNetV2(), [160, 160, 3]) == "")
        #expect(refusal(MobileNetV2(), [100, 100, 3]).contains("[96, 96, 3] or [128, 128, 3]"))
        #expect(refusal(MobileNetV2(alpha: 0.6, includeTop: false), [96, 96, 3]).contains("0.35"))
    }

    /// The folder is looked up in the environment, which a process of its own may change.
    @Test func foldersAreThoseOfTheEnvironment() async {
        await #expect(processExitsWith: .success) {
            let file = WeightsFile(url: "https://example.org/a/b.h5", md5: nil)
            unsetenv("MARTLET_WEIGHTS_DIR")
            unsetenv("KERAS_HOME")
            setenv("HOME", "/home/somebody", 1)
            #expect(file.location == "/home/somebody/.keras/models/b.h5")
            setenv("KERAS_HOME", "/data/keras", 1)
            #expect(file.location == "/data/keras/models/b.h5")
            setenv("MARTLET_WEIGHTS_DIR", "/data/weights", 1)
            #expect(file.location == "/data/weights/b.h5")
        }
    }

    @Test func aFileThatCannotBeFetchedIsAskedFor() async {
        await #expect(processExitsWith: .success) {
            let folder = TemporaryFolder()
            setenv("MARTLET_WEIGHTS_DIR", folder.path, 1)
            let file = WeightsFile(url: "file://\(folder.path)/source/w.h5", md5: String(repeating: "0", count: 32))
            #expect {
                try file.path()
            } throws: {
                "\($0)".contains("put it at '\(folder["w.h5"])', or let MARTLET_WEIGHTS_DIR name a folder")
            }
            #expect(folder.names == [])
        }
    }

    @Test func aFileThatIsThereIsTaken() async {
        await #expect(processExitsWith: .success) {
            let folder = TemporaryFolder()
            setenv("MARTLET_WEIGHTS_DIR", folder.path, 1)
            try AtomicFile.write("abc", to: folder["w.h5"])
            let file = WeightsFile(url: "https://localhost:1/w.h5", md5: "900150983cd24fb0d6963f7d28e17f72")
            #expect(try file.path() == folder["w.h5"])
        }
    }
}
