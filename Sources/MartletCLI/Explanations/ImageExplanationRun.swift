#if Images
    import Martlet

    /// Where a model of images finds in a photo what it says.
    struct ImageExplanationRun {
        private let model: String
        private let input: String
        private let method: ExplanationMethod
        /// The layer whose feature maps were taken; nil for occlusion.
        private let layer: String?
        private let className: String
        private let probability: Double
        /// `[height, width, 3]`, as it is shown.
        private let photo: Tensor
        /// `[height, width]` of what the model takes.
        private let map: Tensor

        /// - Parameters:
        ///   - name: what to call the file at `path`.
        ///   - layer: of `gradCAM`; nil is the last with large maps.
        ///   - className: which class is asked about; the one the model gives unless set.
        /// - Throws: `BadData` for a model that takes no images, and for a class that it doesn't know; `FileError`,
        ///   `ImageError`, `ExplanationError`.
        init(
            _ loaded: LoadedModel, of path: String, called name: String, method: ExplanationMethod, layer: String?,
            className: String?
        ) throws {
            let network = loaded.model
            guard network.graph.inputs.count == 1, network.graph.inputs[0].shape.count == 4,
                network.graph.outputTypes.count == 1, network.graph.outputTypes[0].shape.count == 2
            else {
                throw BadData(
                    "'\(loaded.path)' takes \(network.graph.inputs.map(\.description).joined(separator: ", ")); --input is "
                        + "for models that take images and give one row of outputs for each")
            }
            let x = try loaded.input(path, called: name, table: TableSetup()).rows(atMost: 1)
            let outputs = try network.predict(x).array(of: Double.self)
            let names = loaded.notes.classNames ?? outputs.indices.map { "output \($0)" }
            let asked = try className.map { name in
                guard let index = names.firstIndex(of: name) else { throw UnknownName("class", name, known: names) }
                return index
            }
            let best = asked ?? outputs.indices.max { outputs[$0] < outputs[$1] } ?? 0
            switch method {
            case .gradCAM:
                let explainer = try GradCAM(network, layer: layer)
                self.layer = explainer.layer
                map = try explainer.explain(x, outputs: [best])[0]
            case .occlusion:
                self.layer = nil
                let window = max(1, min(x.shape[1], x.shape[2]) / 7)
                map = try occlusion(of: x, window: window, stride: max(1, window / 2)) { try network.predict($0) }[
                    0, .all, .all, best]
            }
            (self.model, input, self.method) = (loaded.path, name, method)
            photo = try loaded.imagePreparation?.loader.photo(path, like: x.shape) ?? x[0]
            (self.className, probability) = (names[best], outputs[best])
        }

        var json: JSON {
            let (width, numbers) = (map.shape[1], map.array(of: Double.self))
            let rows = stride(from: 0, to: numbers.count, by: width).map { start in
                JSON.array(numbers[start..<start + width].map { .double($0) })
            }
            var json: JSON = [
                "model": .string(model), "input": .string(input), "method": .string(method.rawValue),
                "class": .string(className), "output": .double(probability), "map": .array(rows),
            ]
            if let layer { json["layer"] = .string(layer) }
            return json
        }

        /// Writes the picture, or the numbers.
        ///
        /// - Throws: `BadData` for a file of another kind; `FileError`.
        func write(to path: String, theme: ChartTheme) throws {
            switch ExplanationRun.Kind(path: path) {
            case .json?: try AtomicFile.write(json.serialized() + "\n", to: path)
            case .svg?:
                let heat = try map.expandingDimensions(at: 2).resized(height: photo.shape[0], width: photo.shape[1])
                var chart = try ImageChart(
                    title: "\(className), \(probability.short)", image: photo, heat: heat.squeezed(axis: 2),
                    color: method == .gradCAM ? "Grad-CAM" : "fall when covered")
                chart.theme = theme
                try AtomicFile.write(chart.svg, to: path)
            default: throw BadData("'\(path)' must end in .svg or .json, as an image is explained")
            }
        }

        /// What it says, and where that is, as letters that are darker where more speaks for it.
        var text: String {
            let numbers = map.array(of: Double.self)
            let (height, width) = (map.shape[0], map.shape[1])
            let columns = min(32, width)
            // Letters are twice as high as wide.
            let rows = max(1, min(height, columns * height / (2 * width)))
            let most = max(numbers.max() ?? 0, .leastNonzeroMagnitude)
            let marks = ["·", "░", "▒", "▓", "█"]
            let lines = (0..<rows).map { row in
                (0..<columns).map { column in
                    let (top, bottom) = (row * height / rows, max((row + 1) * height / rows, row * height / rows + 1))
                    let (left, right) = (column * width / columns, (column + 1) * width / columns)
                    let cell = (top..<bottom).flatMap { y in numbers[y * width + left..<y * width + right] }
                    let part = cell.reduce(0, +) / Double(cell.count) / most
                    return marks[max(0, min(4, Int(5 * part)))]
                }.joined()
            }
            return
                "\(input) is \(className), \(probability.short), to \(model), for what is dark here (\(method.rawValue), at most "
                + "\((numbers.max() ?? 0).short))\n"
                + lines.joined(separator: "\n")
        }
    }

    extension LoadedModel {
        /// How files become the images that it takes; nil if it takes none.
        fileprivate var imagePreparation: ImagePreparation? { notes.images ?? .upright(takenBy: model) }
    }

    extension ImageLoader {
        /// What is shown of a photo: in its own size up to 1,024 pixels a side, and no more of it than goes into images of
        /// a shape `[images, height, width, channels]`.
        fileprivate func photo(_ path: String, like shape: Shape) throws -> Tensor {
            var own = self
            (own.colorMode, own.imageSize) = (.rgb, nil)
            var photo = try own.load(path)
            if cropToAspectRatio {
                let (height, width) = (photo.shape[0], photo.shape[1])
                own.imageSize = (
                    max(1, min(height, width * shape[1] / shape[2])), max(1, min(width, height * shape[2] / shape[1]))
                )
                photo = try own.load(path)
            }
            let longest = max(photo.shape[0], photo.shape[1])
            guard longest > Self.mostPixels else { return photo }
            return try photo.cast(to: .uint8).resized(
                height: max(1, photo.shape[0] * Self.mostPixels / longest),
                width: max(1, photo.shape[1] * Self.mostPixels / longest), filter: .box)
        }

        private static var mostPixels: Int { 1024 }
    }
#endif
