extension Activation {
    /// Keras's names, for those whose arguments all have defaults.
    package static let named: [(name: String, activation: Activation)] = [
        ("celu", .celu()), ("elu", .elu()), ("exponential", .exponential), ("gelu", .gelu()), ("glu", .glu),
        ("hard_shrink", .hardShrink()), ("hard_sigmoid", .hardSigmoid), ("hard_silu", .hardSilu),
        ("hard_swish", .hardSilu), ("hard_tanh", .hardTanh), ("leaky_relu", .leakyRelu()), ("linear", .linear),
        ("log_sigmoid", .logSigmoid), ("log_softmax", .logSoftmax), ("mish", .mish), ("relu", .relu),
        ("relu6", .relu6), ("selu", .selu), ("sigmoid", .sigmoid), ("silu", .silu), ("soft_shrink", .softShrink()),
        ("softmax", .softmax), ("softplus", .softplus), ("softsign", .softsign), ("sparse_plus", .sparsePlus),
        ("sparse_sigmoid", .sparseSigmoid), ("sparsemax", .sparsemax), ("squareplus", .squareplus()),
        ("swish", .silu), ("tanh", .tanh), ("tanh_shrink", .tanhShrink),
    ]

    /// The function of Keras's name, such as `leaky_relu`, with its default arguments.
    ///
    /// - Throws: `UnknownName`.
    public init(named name: String) throws {
        let key = name.kerasKey
        guard let known = Self.named.first(where: { $0.name.kerasKey == key }) else {
            throw UnknownName("activation", name, known: Self.named.map(\.name))
        }
        self = known.activation
    }
}
