import MartletCodecs
import MartletGraph
import MartletNN
import MartletNumerics

extension JSON {
    /// A layer on images or sequences.
    func kerasImageLayer(named name: String?) throws -> any Layer {
        switch kerasClass {
        case "Conv2D":
            var layer = Conv2D(whole("filters")!, kernelSize: size("kernel_size")!, name: name)
            layer.strides = size("strides") ?? layer.strides
            layer.padding = padding ?? layer.padding
            layer.dilationRate = size("dilation_rate") ?? layer.dilationRate
            layer.groups = whole("groups") ?? layer.groups
            layer.activation = try activation ?? layer.activation
            layer.useBias = flag("use_bias") ?? layer.useBias
            return layer
        case "Conv1D":
            var layer = Conv1D(whole("filters")!, kernelSize: whole("kernel_size")!, name: name)
            layer.strides = whole("strides") ?? layer.strides
            layer.padding = padding ?? layer.padding
            layer.dilationRate = whole("dilation_rate") ?? layer.dilationRate
            layer.groups = whole("groups") ?? layer.groups
            return layer
        case "DepthwiseConv2D":
            var layer = DepthwiseConv2D(size("kernel_size")!, name: name)
            layer.strides = size("strides") ?? layer.strides
            layer.padding = padding ?? layer.padding
            layer.depthMultiplier = whole("depth_multiplier") ?? layer.depthMultiplier
            return layer
        case "SeparableConv2D":
            var layer = SeparableConv2D(whole("filters")!, kernelSize: size("kernel_size")!, name: name)
            layer.strides = size("strides") ?? layer.strides
            layer.padding = padding ?? layer.padding
            layer.depthMultiplier = whole("depth_multiplier") ?? layer.depthMultiplier
            return layer
        case "Conv2DTranspose":
            var layer = Conv2DTranspose(whole("filters")!, kernelSize: size("kernel_size")!, name: name)
            layer.strides = size("strides") ?? layer.strides
            layer.padding = padding ?? layer.padding
            layer.dilationRate = size("dilation_rate") ?? layer.dilationRate
            layer.outputPadding = size("output_padding")
            return layer
        case "Conv1DTranspose":
            var layer = Conv1DTranspose(whole("filters")!, kernelSize: whole("kernel_size")!, name: name)
            layer.strides = whole("strides") ?? layer.strides
            layer.padding = padding ?? layer.padding
            layer.dilationRate = whole("dilation_rate") ?? layer.dilationRate
            layer.outputPadding = whole("output_padding")
            return layer
        case "MaxPooling2D":
            return MaxPooling2D(size("pool_size")!, strides: size("strides"), padding: padding ?? .valid)
        case "MaxPooling1D":
            return MaxPooling1D(whole("pool_size")!, strides: whole("strides"), padding: padding ?? .valid)
        case "AveragePooling2D":
            return AveragePooling2D(size("pool_size")!, strides: size("strides"), padding: padding ?? .valid)
        case "AveragePooling1D":
            return AveragePooling1D(whole("pool_size")!, strides: whole("strides"), padding: padding ?? .valid)
        case "GlobalMaxPooling2D": return GlobalMaxPooling2D(keepDims: flag("keepdims") ?? false)
        case "GlobalMaxPooling1D": return GlobalMaxPooling1D(keepDims: flag("keepdims") ?? false)
        case "GlobalAveragePooling2D": return GlobalAveragePooling2D(keepDims: flag("keepdims") ?? false)
        case "GlobalAveragePooling1D": return GlobalAveragePooling1D(keepDims: flag("keepdims") ?? false)
        case "ZeroPadding2D": return border("padding").map { ZeroPadding2D($0) } ?? ZeroPadding2D()
        case "ZeroPadding1D": return ends("padding").map { ZeroPadding1D($0) } ?? ZeroPadding1D()
        case "Cropping2D": return border("cropping").map { Cropping2D($0) } ?? Cropping2D()
        case "Cropping1D": return ends("cropping").map { Cropping1D($0) } ?? Cropping1D()
        case "UpSampling2D":
            var layer = UpSampling2D(size("size") ?? 2)
            layer.interpolation = interpolation ?? layer.interpolation
            return layer
        case "UpSampling1D": return UpSampling1D(whole("size") ?? 2)
        case "Resizing":
            var layer = Resizing(whole("height")!, whole("width")!)
            layer.interpolation = interpolation ?? layer.interpolation
            layer.cropToAspectRatio = flag("crop_to_aspect_ratio") ?? false
            layer.padToAspectRatio = flag("pad_to_aspect_ratio") ?? false
            layer.antialias = flag("antialias") ?? false
            return layer
        case "CenterCrop": return CenterCrop(whole("height")!, whole("width")!)
        case "RandomRotation": return RandomRotation(factor("factor")!, fillMode: fillMode ?? .reflect)
        case "RandomZoom":
            return RandomZoom(factor("height_factor")!, factor("width_factor"), fillMode: fillMode ?? .reflect)
        case "RandomTranslation":
            return RandomTranslation(factor("height_factor")!, factor("width_factor")!, fillMode: fillMode ?? .reflect)
        case "RandomBrightness":
            let range = self["value_range"]!.array!.map { $0.double! }
            return RandomBrightness(factor("factor")!, valueRange: range[0]...range[1])
        default: preconditionFailure("no layer \(kerasClass)")
        }
    }

    /// One number, or a pair.
    private func size(_ key: String) -> Size2D? {
        guard let pair = self[key]?.array else { return whole(key).map { Size2D($0, $0) } }
        return Size2D(pair[0].integer!, pair[1].integer!)
    }

    private func factor(_ key: String) -> RandomFactor? {
        self[key]?.array.map { RandomFactor($0[0].double!, $0[1].double!) }
    }

    private var fillMode: FillMode? {
        switch self["fill_mode"]?.string {
        case "reflect": .reflect
        case "wrap": .wrap
        case "nearest": .nearest
        case "constant": .constant(number("fill_value") ?? 0)
        default: nil
        }
    }

    private var padding: Padding? {
        switch self["padding"]?.string {
        case "valid": .valid
        case "same": .same
        case "causal": .causal
        default: nil
        }
    }

    private var interpolation: Interpolation? {
        self["interpolation"]?.string.flatMap { Interpolation(rawValue: $0) }
    }

    private func border(_ key: String) -> Border? {
        self[key]?.array.map { sides in
            let (rows, columns) = (sides[0].array!, sides[1].array!)
            return Border(
                top: rows[0].integer!, bottom: rows[1].integer!, left: columns[0].integer!, right: columns[1].integer!)
        }
    }

    private func ends(_ key: String) -> Ends? {
        self[key]?.array.map { Ends(before: $0[0].integer!, after: $0[1].integer!) }
    }
}
