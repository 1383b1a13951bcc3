import MartletGraph
import MartletNN
import MartletNumerics
import MartletTestSupport
import Testing

/// A layer that declares what a table of calls says.
private struct Declaring: Layer {
    var body: @Sendable (Symbol, Scope) -> Symbol
    func forward(_ x: Symbol, _ scope: Scope) -> Symbol { body(x, scope) }
}

extension BadCalls {
    /// A layer that no model can be made of, on inputs of a shape without the batch.
    fileprivate mutating func layer(_ name: String, _ layer: some Layer, _ input: [Int], _ dtype: DType = .float32) {
        self(name) {
            let model = Model(Sequential([layer]), input: input, dtype: dtype)
            _ = try model.plan()
            _ = try model.predict(Tensor.zeros(Shape([1] + input), dtype: dtype))
        }
    }

    fileprivate mutating func scope(_ name: String, _ body: @escaping @Sendable (Symbol, Scope) -> Symbol) {
        layer(name, Declaring(body: body), [2])
    }
}

private let plain = BadCalls { call in
    call.layer("no units", Dense(0), [2])
    call.layer("the smallest number of units", Dense(.min), [2])
    call.layer("the largest number of units", Dense(.max), [2])
    call.layer("units beyond memory", Dense(1 << 43), [2])
    call.layer("a kernel of other length", Dense(.max, kernelInitializer: .values([1])), [2])
    call.layer("Dense on nothing but a batch", Dense(1), [])
    call.layer("Dense on integers", Dense(1), [2], .int32)
    call.layer("an empty name", Dense(1, name: ""), [2])
    call.layer("a rate above 1", Dropout(1.5), [2])
    call.layer("a rate that isn't a number", Dropout(.nan), [2])
    call.layer("a Gaussian rate of 1", GaussianDropout(1), [2])
    call.layer("a negative deviation", GaussianNoise(-1), [2])
    call.layer("an infinite deviation", GaussianNoise(.infinity), [2])
    call.layer("an embedding of nothing", Embedding(0, 1), [2], .int32)
    call.layer("an embedding beyond memory", Embedding(.max, .max), [2], .int32)
    call.layer("a dimension of an embedding", Embedding(1, .min), [2], .int32)
    call.layer("no axis to normalise", BatchNormalization(axis: .min), [2])
    call.layer("the batch to normalise", BatchNormalization(axis: 0), [2])
    call.layer("integers to normalise", BatchNormalization(), [2], .int32)
    call.layer("no axes", LayerNormalization(axes: []), [2])
    call.layer("an axis twice", LayerNormalization(axes: [1, -1]), [2])
    call.layer("the largest axis", LayerNormalization(axes: [.max]), [2])
    call.layer("an axis beyond the last", UnitNormalization(axes: [2]), [2])
    call.layer("moments of other length", Normalization(mean: [1, 2, 3], variance: [1, 2, 3]), [2])
    call.layer("no moments", Normalization(mean: [], variance: []), [2])
    call.layer("an axis of moments", Normalization(axis: .max), [2])
    call("no data to adapt to") { try Normalization().adapt(to: Tensor.zeros([0, 2])) }
    call("an axis to adapt", { try Normalization(axis: .min).adapt(to: Tensor.zeros([1, 2])) })
    call.layer("softmax along no axis", Softmax(axis: .max), [2])
    call.layer("softmax along the smallest axis", Softmax(axis: .min), [2])
    call.layer("an odd number of gates", Dense(3, activation: .glu), [2])
    call.layer("shapes that don't fit", Reshape([3]), [2])
    call.layer("two open lengths", Reshape([-1, -1]), [2])
    call.layer("the largest lengths", Reshape([.max, .max]), [2])
    call.layer("the smallest length", Reshape([.min]), [2])
    call.layer("nine axes", Reshape([Int](repeating: 1, count: 9)), [1])
    call.layer("an order with the batch", Permute([0]), [2])
    call.layer("an order of other axes", Permute([.max]), [2])
    call.layer("repeated never", RepeatVector(0), [2])
    call.layer("repeated for ever", RepeatVector(.max), [2])
    call("an activation that isn't there") { try Activation(named: "") }
}

private let declarations = BadCalls { call in
    call.scope("nine axes") { x, scope in scope.parameter("w", [Int](repeating: 1, count: 9)) }
    call.scope("a negative length") { x, scope in scope.parameter("w", [-2]) }
    call.scope("lengths that overflow") { x, scope in scope.parameter("w", [.max, .max], .values([1])) }
    call.scope("trained integers") { x, scope in scope.parameter("w", [1], .zeros, dtype: .int32) }
    call.scope("an identity of three axes") { x, scope in scope.parameter("w", [1, 1, 1], .identity()) }
    call.scope("an orthogonal vector") { x, scope in scope.parameter("w", [3], .orthogonal()) }
    call.scope("an orthogonal matrix of nothing") { x, scope in scope.parameter("w", [0, 2], .orthogonal()) }
    call.scope("an orthogonal gain") { x, scope in scope.parameter("w", [1 << 20, 1 << 20], .orthogonal()) }
    call.scope("a negative deviation") { x, scope in
        scope.parameter("w", [2], .randomNormal(mean: 0, standardDeviation: -1))
    }
    call.scope("an infinite deviation") { x, scope in
        scope.parameter("w", [2], .truncatedNormal(mean: 0, standardDeviation: .infinity))
    }
    call.scope("an infinite range") { x, scope in scope.parameter("w", [2], .randomUniform(-.infinity, .infinity)) }
    call.scope("a range that overflows") { x, scope in scope.parameter("w", [2], .randomUniform(-1e308, 1e308)) }
    call.scope("a range the other way") { x, scope in scope.parameter("w", [2], .randomUniform(1, 0)) }
    call.scope("an infinite scale") { x, scope in scope.parameter("w", [2], .varianceScaling(scale: .infinity)) }
    call.scope("a scale that isn't a number") { x, scope in scope.parameter("w", [2], .varianceScaling(scale: .nan)) }
    call.scope("random integers") { x, scope in
        scope.parameter("w", [2], .glorotUniform, dtype: .int32, trainable: false)
    }
    call.scope("a parameter of two shapes") { x, scope in scope.parameter("w", [2]) + scope.parameter("w", [1]) }
    call.scope("an update of nothing") { x, scope in
        scope.update("w", to: x)
        return x
    }
    call.scope("a loss that isn't a scalar") { x, scope in
        scope.addLoss(x)
        return x
    }
    call.scope("a phase of two shapes") { x, scope in scope.phase(training: x.sum(), inference: x) }
    call.scope("a failure") { x, scope in scope.fail("it fails") }
}

private let convolutions = BadCalls { call in
    let images = [8, 8, 4]
    call.layer("no filters", Conv2D(0, kernelSize: 3), images)
    call.layer("filters beyond memory", Conv2D(.max, kernelSize: 3), images)
    call.layer("no kernel", Conv2D(1, kernelSize: 0), images)
    call.layer("the largest kernel", Conv2D(1, kernelSize: [.max, .max]), images)
    call.layer("a kernel beyond the image", Conv2D(1, kernelSize: 9), images)
    call.layer("strides of zero", Conv2D(1, kernelSize: 3, strides: 0), images)
    call.layer("the smallest stride", Conv2D(1, kernelSize: 3, strides: [.min, 1]), images)
    call.layer("a dilation of zero", Conv2D(1, kernelSize: 3, dilationRate: 0), images)
    call.layer("a size of three", Conv2D(1, kernelSize: [1, 2, 3]), images)
    call.layer("no groups", Conv2D(4, kernelSize: 3, groups: 0), images)
    call.layer("the smallest number of groups", Conv2D(4, kernelSize: 3, groups: .min), images)
    call.layer("groups that don't divide", Conv2D(4, kernelSize: 3, groups: 3), images)
    call.layer("padding to the left", Conv2D(1, kernelSize: 3, padding: .explicit(before: [-1, -1], after: 0)), images)
    call.layer(
        "the largest padding", Conv2D(1, kernelSize: 3, padding: .explicit(before: [.max, .max], after: 0)), images)
    call.layer("a vector", Conv2D(1, kernelSize: 3), [4])
    call.layer("the longest image", Conv2D(1, kernelSize: 3), [1 << 40, 1, 1])
    call.layer("steps of zero", Conv1D(1, kernelSize: 3, strides: 0), [8, 4])
    call.layer("a kernel of nothing", Conv1D(1, kernelSize: .min), [8, 4])
    call.layer("one group of nothing", Conv1D(1, kernelSize: 3, groups: .max), [8, 4])
    call.layer("transposed strides", Conv2DTranspose(1, kernelSize: 3, strides: 0), images)
    call.layer("transposed filters", Conv2DTranspose(.max, kernelSize: 3), images)
    call.layer(
        "an output padding", Conv2DTranspose(1, kernelSize: 2, padding: .same, outputPadding: [.min, .min]), images)
    call.layer("the largest output padding", Conv2DTranspose(1, kernelSize: 3, outputPadding: [.max, 0]), images)
    call.layer(
        "an output padding of steps", Conv1DTranspose(1, kernelSize: 2, padding: .same, outputPadding: .min), [8, 4])
    call.layer("a transposed kernel", Conv1DTranspose(1, kernelSize: 0), [8, 4])
    call.layer("no multiplier", DepthwiseConv2D(3, depthMultiplier: 0), images)
    call.layer("the largest multiplier", DepthwiseConv2D(3, depthMultiplier: .max), images)
    call.layer("a multiplier of many channels", DepthwiseConv2D(1, depthMultiplier: 1 << 20), [1, 1, 1 << 43])
    call.layer("separable filters", SeparableConv2D(0, kernelSize: 3), images)
    call.layer("a separable multiplier", SeparableConv2D(1, kernelSize: 1, depthMultiplier: 1 << 20), [1, 1, 1 << 43])
    call.layer("a window of nothing", MaxPooling2D(0), images)
    call.layer("a window beyond the image", AveragePooling2D(9), images)
    call.layer("a pool's stride", MaxPooling2D(2, strides: .init(.min, .max)), images)
    call.layer("a pool of steps", MaxPooling1D(.max), [8, 4])
    call.layer("an average of no steps", AveragePooling1D(2, strides: 0), [8, 4])
    call.layer("a global pool of vectors", GlobalMaxPooling2D(), [4])
}

private let images = BadCalls { call in
    let images = [8, 8, 3]
    call.layer("no size", Resizing(0, 8), images)
    call.layer("the largest size", Resizing(.max, .max), images)
    call.layer("cropped and padded", Resizing(4, 4, cropToAspectRatio: true, padToAspectRatio: true), images)
    call.layer("a long image to fit", Resizing(1 << 20, 1, cropToAspectRatio: true), [1, 1 << 43, 1])
    call.layer("results beyond memory", UpSampling2D([65_536, 65_536]), images)
    call.layer("no scale", UpSampling2D(0), images)
    call.layer("the largest scale", UpSampling1D(.max), [8, 4])
    call.layer("a crop of nothing", CenterCrop(0, 4), images)
    call.layer("the smallest crop", RandomCrop(.min, 4), images)
    call.layer("a crop of all", Cropping2D(4), images)
    call.layer("the largest crop", Cropping1D(Ends(before: .max, after: .max)), [8, 4])
    call.layer("a negative border", ZeroPadding2D(-1), images)
    call.layer("the largest border", ZeroPadding2D(Border(top: .max, bottom: .max, left: 0, right: 0)), images)
    call.layer("a border of three", ZeroPadding2D([1, 2, 3]), images)
    call.layer("the smallest ends", ZeroPadding1D(Ends(before: .min, after: 0)), [8, 4])
    call.layer("two channels", PreprocessInput(.tf), [8, 8, 2])
    call("two channels at once") { try PreprocessingMode.torch(Tensor.zeros([8, 8, 2])) }
    call.layer("a factor above 1", RandomContrast(2), images)
    call.layer("a factor that isn't a number", RandomBrightness(.init(.nan, .nan)), images)
    call.layer("factors the other way", RandomRotation([0.5, -0.5]), images)
    call.layer("a factor of three", RandomTranslation([0, 1, 2], 0), images)
    call.layer("a zoom to nothing", RandomZoom([-1, 0]), images)
    call.layer("a cubic zoom", RandomZoom(0.1, interpolation: .bicubic), images)
    call.layer("a probability above 1", RandomErasing(2), images)
    call.layer("a negative scale", RandomErasing(scale: [-0.5, 0.5]), images)
    call.layer("erasing a long image", RandomErasing(), [1 << 40, 1, 1])
    call.layer("a flip of vectors", RandomFlip(), [4])
}

/// Whatever a layer is given, making a model of it answers with an error that says what was wrong.
@Suite struct BadLayersTests {
    @Test(arguments: plain.all) func layersThrow(_ call: BadCall) { #expect(call.problem == nil) }
    @Test(arguments: declarations.all) func declarationsThrow(_ call: BadCall) { #expect(call.problem == nil) }
    @Test(arguments: convolutions.all) func convolutionsThrow(_ call: BadCall) { #expect(call.problem == nil) }
    @Test(arguments: images.all) func imageLayersThrow(_ call: BadCall) { #expect(call.problem == nil) }
}
