import MartletGraph
import MartletNN
import MartletNumerics

/// Networks through which channels have to be followed, on images of 8 × 8 with 2 channels. Every layer but `out` has
/// a multiple of 4 filters.
enum StructuredNetworks: String, CaseIterable {
    case sequential, residual, depthwise, separable, grouped, transposed, excited, nested, shared
    case oneDimensional, attentive, split

    /// Whether all is made of Keras's layers.
    var isOfLayers: Bool { ![.oneDimensional, .attentive, .split].contains(self) }

    func model(seed: UInt64 = 5) -> Model {
        Model(inputs: [[8, 8, 2]], seed: seed) { inputs in
            Dense(3, activation: .softmax, name: "out")(features(inputs[0]))
        }
    }

    private func normalized(_ x: Symbol) -> Symbol { ReLU()(BatchNormalization()(x)) }

    private func features(_ x: Symbol) -> Symbol {
        let stem = normalized(Conv2D(8, kernelSize: 3, padding: .same, name: "stem")(x))
        switch self {
        case .sequential:
            let next = Conv2D(12, kernelSize: 3, kernelRegularizer: .l2(), name: "next")(MaxPooling2D()(stem))
            return Dense(4, activation: .tanh)(Dropout(0.5)(Flatten()(ReLU(maxValue: 6)(next))))
        case .residual:
            let inner = normalized(DepthwiseConv2D(3, padding: .same, name: "depthwise")(stem))
            let sum = Add()([stem, Conv2D(8, kernelSize: 1, activation: .silu, name: "project")(inner)])
            let branch = Conv2D(4, kernelSize: 3, padding: .same, activation: .leakyRelu, name: "branch")(sum)
            let joined = normalized(Concatenate()([sum, branch, sum]))
            let pooled = AveragePooling2D()(ZeroPadding2D(1)(joined))
            return normalized(Dense(8, name: "hidden")(Flatten()(pooled)))
        case .depthwise:
            let wide = DepthwiseConv2D(3, depthMultiplier: 2, useBias: false, name: "depthwise")(stem)
            return GlobalMaxPooling2D()(Conv2D(4, kernelSize: 1, activation: .relu)(wide))
        case .separable: return GlobalAveragePooling2D()(SeparableConv2D(12, kernelSize: 3, activation: .relu)(stem))
        case .grouped:
            let groups = normalized(Conv2D(16, kernelSize: 3, groups: 2, name: "groups")(stem))
            let own = Conv2D(16, kernelSize: 3, groups: 16, useBias: false, name: "depthwise")(groups)
            return GlobalAveragePooling2D()(Conv2D(8, kernelSize: 1, activation: .relu, name: "last")(own))
        case .transposed:
            let small = Conv2D(4, kernelSize: 2, strides: 2, activation: .relu)(stem)
            let large = Conv2DTranspose(8, kernelSize: 2, strides: 2, activation: .relu, name: "transposed")(small)
            return Flatten()(Concatenate()([UpSampling2D()(small), stem, large]))
        case .excited:
            let scale = Reshape([1, 1, 8])(GlobalAveragePooling2D()(stem))
            let gate = Conv2D(8, kernelSize: 1, activation: .sigmoid)(Conv2D(4, kernelSize: 1)(scale))
            return GlobalAveragePooling2D()(Multiply()([stem, gate]))
        case .nested:
            let base = Sequential {
                Conv2D(8, kernelSize: 3); BatchNormalization(); ReLU(); Conv2D(4, kernelSize: 1)
            }
            var model = Model(base, input: [8, 8, 8], seed: 2)
            model.name = "base"
            return GlobalAveragePooling2D()(model(stem))
        case .shared:
            let same = Conv2D(8, kernelSize: 3, padding: .same, activation: .relu, name: "shared")
            return GlobalAveragePooling2D()(same(Conv2D(8, kernelSize: 1)(same(stem))))
        case .oneDimensional:
            let steps = Reshape([64, 2])(x)
            let next = MaxPooling1D()(normalized(Conv1D(8, kernelSize: 3, name: "steps")(steps)))
            return Flatten()(Conv1D(4, kernelSize: 3, padding: .causal)(next) + Dense(4)(next))
        case .attentive:
            let rows = Reshape([64, 8])(stem)
            let (queries, keys, values) = (Dense(8)(rows), Dense(8)(rows), Dense(4)(rows))
            return Flatten()((queries.matmul(keys, transposeOther: true) / 8).softmax().matmul(values))
        case .split:
            let parts = (stem[.all, .all, .all, 0..<4], stem[.all, .all, .all, 4..<8])
            return Flatten()(Conv2D(4, kernelSize: 3)(parts.0) * Conv2D(4, kernelSize: 3)(parts.1).sigmoid())
        }
    }
}

extension Model {
    /// The model with two of each four filters, and all that belongs to them, at zero.
    func withDeadFilters() throws -> Model {
        var model = self
        for parameter in parameters where !parameter.name.hasPrefix("out/") {
            let shape = Array(parameter.shape)
            let isInner =
                parameter.name == "transposed/kernel" || parameter.name.hasSuffix("depthwise_kernel")
                || (parameter.name == "depthwise/kernel" && shape[2] > 1)
            let axis = isInner ? shape.count - 2 : shape.count - 1
            let inner = shape[(axis + 1)...].reduce(1, *)
            var numbers = self[parameter.name]!.array(of: Float.self)
            for index in numbers.indices where index / inner % shape[axis] % 4 >= 2 { numbers[index] = 0 }
            try model.set(parameter.name, to: Tensor(numbers, shape: parameter.shape))
        }
        return model
    }
}
