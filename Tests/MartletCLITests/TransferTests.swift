#if Images && Archives
    import MartletApplications
    import MartletCodecs
    import MartletGraph
    import MartletInterop
    import MartletNN
    import MartletNumerics
    import Testing

    /// `train --base`: a head on a frozen network, then its last layers too.
    struct TransferTests {
        private let folder: TemporaryFolder

        init() throws { folder = try TemporaryFolder() }

        private func train(_ data: String, _ options: [String]) throws -> Martlet {
            try Martlet(
                list: ["train", "--data", data, "--image-size", "32", "--epochs", "2", "--seed", "1", "--json"]
                    + options)
        }

        /// Weights of MobileNetV2 in a file as Keras writes it.
        private func weights() throws -> String {
            let path = folder.path("base.weights.h5")
            try Model(MobileNetV2(includeTop: false), input: [32, 32, 3], seed: 5).saveWeights(keras: path)
            return path
        }

        @Test func theHeadLearnsAndThenTheLastLayers() throws {
            let (data, weights) = (try folder.images(16, in: "images"), try weights())
            let head = ["--base", "mobilenet_v2", "--weights-file", weights, "--head", "8"]
            let (frozen, tuned) = (folder.path("frozen.safetensors"), folder.path("tuned.safetensors"))
            let first = try train(data, head + ["--save", frozen]).json()
            let log = folder.path("log.csv")
            let second = try train(
                data, head + ["--fine-tune-last", "3", "--fine-tune-epochs", "1", "--save", tuned, "--csv-log", log]
            ).json()
            // Both parts are in the log, and can't be told apart any more.
            #expect(try CSV(path: log).numbers(0) == [0, 1, 2])
            let again = try Martlet("train", "--resume", tuned)
            #expect(again.status == 65 && again.errors.contains("was fine-tuned"), "\(again.errors)")
            #expect(first["epochs"]?.integer == 2 && second["epochs"]?.integer == 3)
            let steps = try #require(first["steps"]?.integer)
            #expect(steps > 0 && second["steps"]?.integer == steps / 2 * 3)
            // The head's epochs are the same, byte for byte.
            #expect(first["history"]?["loss"]?.array == second["history"]?["loss"]?.array.map { Array($0.prefix(2)) })

            let base = Model(MobileNetV2(includeTop: false), input: [32, 32, 3], seed: 5)
            let (a, b) = (try Model(contentsOf: frozen), try Model(contentsOf: tuned))
            for parameter in base.parameters {
                let path = "mobilenetv2_1.00_224/\(parameter.name)"
                #expect(a[path] == base[parameter.name], "\(path)")
                // The last three are a convolution, its normalisation and an activation. This base is random and gives out
                // little, so that the scale, 1, may stay as it is.
                if !parameter.name.hasPrefix("Conv_1") { #expect(b[path] == base[parameter.name], "\(path)") }
            }
            for name in ["Conv_1/kernel", "Conv_1_bn/moving_mean"] {
                #expect(b["mobilenetv2_1.00_224/\(name)"] != base[name], "\(name)")
            }
            let one = try Martlet("predict", tuned, "--input", "\(data)/steep/2.png", "--json").json()
            #expect(one["class_names"] == ["flat", "steep"])
        }

        /// Early stopping looks at both parts: what is saved and reported is the best epoch of all, in whichever it was.
        @Test func theBestOfBothPartsIsKept() throws {
            let weights = try weights()
            for (part, count) in [("train", 16), ("val", 8)] { _ = try folder.images(count, in: "set/\(part)") }
            var wereBestFirst: Set<Bool> = []
            for rate in ["0.0003", "0.3"] {
                let path = folder.path("tuned.safetensors")
                let json = try train(
                    folder.path("set"),
                    [
                        "--base", "mobilenet_v2", "--weights-file", weights, "--head", "8", "--learning-rate", rate,
                        "--early-stopping", "9", "--fine-tune-last", "3", "--fine-tune-epochs", "3", "--save", path,
                    ]
                ).json()
                let losses: [Double] = try #require(json["history"]?["val_loss"]).decode()
                let best = try #require(losses.indices.min { losses[$0] < losses[$1] })
                wereBestFirst.insert(best < 2)
                #expect(losses.count == 5 && json["best_epoch"]?.integer == best + 1, "\(rate): \(losses)")
                #expect(json["loss"] == json["history"]?["loss"]?[best])
                let judged = try Martlet("evaluate", path, "--data", folder.path("set/val"), "--json").json()
                for number in [json["validation"]?["loss"], judged["loss"]] {
                    let loss = try #require(number?.double)
                    #expect(abs(loss - losses[best]) <= 1e-4 * losses[best], "\(rate): \(loss) of \(losses)")
                }
            }
            #expect(wereBestFirst == [true, false])
        }

        @Test func mistakesAreExplained() throws {
            let data = try folder.images(4, in: "images")
            func expect(_ options: String..., status: Int32, _ part: String) throws {
                let run = try train(data, options)
                #expect(run.status == status && run.errors.contains(part), "\(run.status) \(run.errors)")
            }
            try expect("--base", "vgg17", status: 64, "vgg16")
            try expect("--head", "8", status: 64, "--base vgg16")
            try expect(
                "--base", "inception_v3", "--weights-file", folder.path("absent.h5"), status: 64,
                "at least 75 × 75 pixels, not 32 × 32")
            try expect(
                "--base", "mobilenet_v2", "--weights-file", try weights(), "--fine-tune-last", "4000",
                "--fine-tune-epochs", "1", status: 64, "--fine-tune-last")
            try expect("--base", "vgg16", "--color-mode", "grayscale", status: 64, "takes rgb")
            try expect("--base", "vgg16", "--hidden", "8", status: 64, "--head")
            try expect("--base", "vgg16", "--fine-tune-last", "2", status: 64, "belong together")
            try expect(
                "--base", "vgg16", "--fine-tune-last", "2", "--fine-tune-epochs", "1", "--checkpoint",
                folder.path("c"), status: 64, "no checkpoint")
            try expect("--base", "vgg16", "--weights-file", folder.path("absent.h5"), status: 65, "absent.h5")
            // Another network's weights: every layer that doesn't fit is named.
            try expect("--base", "vgg16", "--weights-file", try weights(), status: 65, "block1_conv1")
        }
    }
#endif
