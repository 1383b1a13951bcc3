#if Images
    import Martlet

    /// Where a model of images finds in a photo what it says.
    struct ImageExplanationRun {
        private let model: String
        private let input: String
        private let method: ExplanationMethod
        private let className: String
        private let probability: Double
        /// `[height, width, channels]`, as the model takes it.
        private let image: Tensor
        /// `[height, width]`.
        private let map: Tensor

        /// - Parameters:
        ///   - name: what to call the file at `path`.
        ///   - className: which class is asked about; the one the model gives unless set.
        /// - Throws: `BadData` for a model that takes no images, and for a class that it doesn't know; `FileError`,
        ///   `ImageError`, `ExplanationError`.
        init(
            _ loaded: LoadedModel, of path: String, called name: String, method: ExplanationMethod, className: String?
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
                map = try GradCAM(network).explain(x, outputs: [best])[0]
            case .occlusion:
                let window = max(1, min(x.shape[1], x.shape[2]) / 7)
                map = try occlusion(of: x, window: window, stride: max(1, window / 2)) { try network.predict($0) }[
                    0, .all, .all, best]
            }
            (self.model, input, self.method, image) = (loaded.path, name, method, try x[0])
            (self.className, probability) = (names[best], outputs[best])
        }

        var json: JSON {
            let (width, numbers) = (map.shape[1], map.array(of: Double.self))
            let rows = stride(from: 0, to: numbers.count, by: width).map { start in
                JSON.array(numbers[start..<start + width].map { .double($0) })
            }
            return [
                "model": .string(model), "input": .string(input), "method": .string(method.rawValue),
                "class": .string(className), "output": .double(probability), "map": .array(rows),
            ]
        }

        /// Writes the picture, or the numbers.
        ///
        /// - Throws: `BadData` for a file of another kind; `FileError`.
        func write(to path: String, theme: ChartTheme) throws {
            switch ExplanationRun.Kind(path: path) {
            case .json?: try AtomicFile.write(json.serialized() + "\n", to: path)
            case .svg?:
                var chart = try ImageChart(
                    title: "\(className), \(probability.short)", image: image, heat: map,
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
                "\(input) is \(className), \(probability.short), to \(model), for what is dark here (\(method.rawValue))\n"
                + lines.joined(separator: "\n")
        }
    }
#endif
