#if Archives
    import MartletCodecs
    import MartletGraph
    import MartletNN
    import MartletNumerics

    extension UpSampling1D: KerasLayer {
        init(_ options: KerasOptions) { self.init(options.upscaling("size")[0]) }
        func kerasOptions() -> JSON.Object { ["size": .integer(size)] }
    }

    extension UpSampling2D: KerasLayer {
        init(_ options: KerasOptions) {
            options.requireChannelsLast()
            let size = options.upscaling("size")
            self.init(Size2D(size[0], size[size.count - 1]), interpolation: options.interpolation(.nearest))
        }

        func kerasOptions() throws -> JSON.Object {
            [
                "size": JSON(keras: size), "data_format": "channels_last",
                "interpolation": try JSON(keras: interpolation),
            ]
        }
    }

    extension Resizing: KerasLayer {
        static var isCalledTraining: Bool { true }

        init(_ options: KerasOptions) {
            options.requireChannelsLast()
            options.require("fill_mode", "constant")
            self.init(
                options.side("height"), options.side("width"), interpolation: options.interpolation(.bilinear),
                cropToAspectRatio: options.bool("crop_to_aspect_ratio", false),
                padToAspectRatio: options.bool("pad_to_aspect_ratio", false),
                fillValue: options.double("fill_value", 0), antialias: options.bool("antialias", false))
        }

        func kerasOptions() throws -> JSON.Object {
            [
                "height": .integer(height), "width": .integer(width), "interpolation": try JSON(keras: interpolation),
                "crop_to_aspect_ratio": .bool(cropToAspectRatio), "pad_to_aspect_ratio": .bool(padToAspectRatio),
                "fill_mode": "constant", "fill_value": .double(fillValue), "antialias": .bool(antialias),
                "data_format": "channels_last",
            ]
        }
    }

    extension CenterCrop: KerasLayer {
        static var isCalledTraining: Bool { true }

        init(_ options: KerasOptions) {
            options.requireChannelsLast()
            self.init(options.side("height"), options.side("width"))
        }

        func kerasOptions() -> JSON.Object {
            ["height": .integer(height), "width": .integer(width), "data_format": "channels_last"]
        }
    }

    extension RandomCrop: KerasLayer {
        static var isCalledTraining: Bool { true }

        init(_ options: KerasOptions) {
            options.requireChannelsLast()
            if options.isKeras2 { options.report("in Keras 2 it made images smaller in inference; use CenterCrop") }
            self.init(options.side("height"), options.side("width"))
        }

        func kerasOptions() -> JSON.Object {
            ["height": .integer(height), "width": .integer(width), "seed": nil, "data_format": "channels_last"]
        }
    }

    extension RandomFlip: KerasLayer {
        static var isCalledTraining: Bool { true }

        init(_ options: KerasOptions) {
            options.requireChannelsLast()
            let mode = options.string("mode", Mode.horizontalAndVertical.rawValue)
            if Mode(rawValue: mode) == nil { options.report("its mode, \(mode), isn't supported") }
            self.init(Mode(rawValue: mode) ?? .horizontalAndVertical)
        }

        func kerasOptions() -> JSON.Object {
            ["mode": .string(mode.rawValue), "seed": nil, "data_format": "channels_last"]
        }
    }

    extension RandomRotation: KerasLayer {
        static var isCalledTraining: Bool { true }

        init(_ options: KerasOptions) {
            self.init(
                options.factor("factor") ?? 0, fillMode: options.fillMode(),
                interpolation: options.interpolation(.bilinear))
        }

        func kerasOptions() throws -> JSON.Object {
            try .movement(fillMode, interpolation).merging(["factor": JSON(keras: factor)])
        }
    }

    extension RandomZoom: KerasLayer {
        static var isCalledTraining: Bool { true }

        init(_ options: KerasOptions) {
            self.init(
                options.factor("height_factor") ?? 0,
                options.value("width_factor") == nil ? nil : options.factor("width_factor"),
                fillMode: options.fillMode(), interpolation: options.interpolation(.bilinear))
        }

        func kerasOptions() throws -> JSON.Object {
            try .movement(fillMode, interpolation).merging([
                "height_factor": JSON(keras: heightFactor),
                "width_factor": widthFactor.map { JSON(keras: $0) } ?? .null,
            ])
        }
    }

    extension RandomTranslation: KerasLayer {
        static var isCalledTraining: Bool { true }

        init(_ options: KerasOptions) {
            self.init(
                options.factor("height_factor") ?? 0, options.factor("width_factor") ?? 0,
                fillMode: options.fillMode(), interpolation: options.interpolation(.bilinear))
        }

        func kerasOptions() throws -> JSON.Object {
            try .movement(fillMode, interpolation).merging([
                "height_factor": JSON(keras: heightFactor), "width_factor": JSON(keras: widthFactor),
            ])
        }
    }

    extension RandomBrightness: KerasLayer {
        static var isCalledTraining: Bool { true }

        init(_ options: KerasOptions) {
            options.requireChannelsLast()
            self.init(options.factor("factor") ?? 0, valueRange: options.valueRange())
        }

        func kerasOptions() -> JSON.Object {
            [
                "factor": JSON(keras: factor), "value_range": JSON(keras: valueRange), "seed": nil,
                "data_format": "channels_last",
            ]
        }
    }

    /// Keras's two numbers say how far below 1 and above 1 contrast is drawn.
    extension RandomContrast: KerasLayer {
        static var isCalledTraining: Bool { true }

        init(_ options: KerasOptions) {
            options.requireChannelsLast()
            let isOne = options.value("factor")?.double != nil
            let factor = options.factor("factor") ?? 0
            self.init(
                isOne ? factor : RandomFactor(-factor.lower, factor.upper), valueRange: options.valueRange())
        }

        func kerasOptions() throws -> JSON.Object {
            guard factor.lower <= 0, -factor.lower <= factor.upper else {
                throw KerasUnwritable("Keras's contrast is drawn no farther below 1 than above, which \(factor) is")
            }
            return [
                "factor": [.double(0 - factor.lower), .double(factor.upper)], "value_range": JSON(keras: valueRange),
                "seed": nil, "data_format": "channels_last",
            ]
        }
    }

    extension RandomErasing: KerasLayer {
        static var isCalledTraining: Bool { true }

        init(_ options: KerasOptions) {
            options.requireChannelsLast()
            self.init(
                options.factor("factor") ?? 1, scale: options.share("scale") ?? [0.02, 0.33],
                fillValue: options.value("fill_value") == nil ? nil : options.double("fill_value"),
                valueRange: options.valueRange())
        }

        func kerasOptions() -> JSON.Object {
            [
                "factor": JSON(keras: factor), "scale": JSON(keras: scale),
                "fill_value": fillValue.map { .double($0) } ?? .null, "value_range": JSON(keras: valueRange),
                "seed": nil, "data_format": "channels_last",
            ]
        }
    }

    extension KerasOptions {
        /// One or two numbers, of moderate size since images become so many times as large.
        fileprivate func upscaling(_ key: String) -> [Int] {
            let numbers = ints(key, [2], in: 1...1 << 10)
            guard (1...2).contains(numbers.count) else {
                report("\(key) must be one or two positive numbers")
                return [1]
            }
            return numbers
        }

        fileprivate func side(_ key: String) -> Int { int(key, in: 1...1 << 14) }

        fileprivate func interpolation(_ fallback: Interpolation) -> Interpolation {
            let name = string("interpolation", fallback.rawValue)
            guard let interpolation = Interpolation(rawValue: name) else {
                report("its interpolation, \(name), isn't supported")
                return fallback
            }
            return interpolation
        }

        /// One number, or `[lower, upper]`.
        fileprivate func factor(_ key: String) -> RandomFactor? {
            if let number = value(key)?.double { return RandomFactor(-abs(number), abs(number)) }
            let numbers = (value(key)?.array ?? []).compactMap(\.double)
            guard numbers.count == 2 else {
                report("\(key) must be one number or [lower, upper]")
                return nil
            }
            return RandomFactor(min(numbers[0], numbers[1]), max(numbers[0], numbers[1]))
        }

        /// The same within 0...1, where one number is from 0 to it.
        fileprivate func share(_ key: String) -> RandomFactor? {
            factor(key).map { RandomFactor(max(0, $0.lower), $0.upper) }
        }

        fileprivate func fillMode() -> FillMode {
            requireChannelsLast()
            let value = double("fill_value", 0)
            switch string("fill_mode", "reflect") {
            case "reflect": return .reflect
            case "nearest": return .nearest
            case "wrap": return .wrap
            case "constant": return .constant(value)
            case let other:
                report("its fill_mode, \(other), isn't supported")
                return .reflect
            }
        }

        fileprivate func valueRange() -> ClosedRange<Double> {
            guard let json = value("value_range") else { return 0...255 }
            let numbers = (json.array ?? []).compactMap(\.double)
            guard numbers.count == 2, numbers[0] <= numbers[1] else {
                report("value_range must be [lower, upper]")
                return 0...255
            }
            return numbers[0]...numbers[1]
        }
    }

    extension JSON.Object {
        /// What layers have in common that move images.
        fileprivate static func movement(_ fill: FillMode, _ interpolation: Interpolation) throws -> Self {
            let (name, value): (JSON, Double) =
                switch fill {
                case .reflect: ("reflect", 0)
                case .nearest: ("nearest", 0)
                case .wrap: ("wrap", 0)
                case .constant(let value): ("constant", value)
                }
            return [
                "fill_mode": name, "fill_value": .double(value), "interpolation": try JSON(keras: interpolation),
                "seed": nil, "data_format": "channels_last",
            ]
        }

        fileprivate func merging(_ others: Self) -> Self {
            others.reduce(into: self) { $0[$1.0] = $1.1 }
        }
    }

    extension JSON {
        fileprivate init(keras factor: RandomFactor) { self = [.double(factor.lower), .double(factor.upper)] }

        fileprivate init(keras range: ClosedRange<Double>) {
            self = [.double(range.lowerBound), .double(range.upperBound)]
        }

        /// - Throws: `KerasUnwritable`.
        fileprivate init(keras interpolation: Interpolation) throws {
            guard interpolation != .area else { throw KerasUnwritable("Keras has no interpolation by area") }
            self = .string(interpolation.rawValue)
        }
    }
#endif
