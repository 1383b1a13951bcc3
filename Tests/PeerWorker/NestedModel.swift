import Martlet

/// Writes models within a model, with weights, state and a frozen part, to `path`, and what it predicts for random rows
/// to `outputs`.
func writeNestedModel(to path: String, _ outputs: String) throws {
    var random = RandomGenerator(seed: 1)
    var encoder = Model(
        Sequential {
            Dense(6, activation: .relu, name: "hidden")
            BatchNormalization(name: "norm")
            Dropout(0.5, name: "drop")
        }, input: [5], seed: 2)
    try encoder.compile(optimizer: .adam(learningRate: 0.01), loss: .meanSquaredError)
    try encoder.fit(random.normal([64, 5]), random.normal([64, 6]), epochs: 2)
    encoder.name = "encoder"
    // One model, called twice, in a model with two inputs, which is deep in another.
    var pair = Model(inputs: [[5], [5]], seed: 3) { [encoder] x in
        let joined = Add(name: "sum")(encoder(x[0]), encoder(x[1]))
        return Concatenate(name: "both")(joined, Dense(3, activation: .tanh, name: "side")(x[1]))
    }
    pair.name = "pair"
    var deep = Model(inputs: [[5], [5]], seed: 4) { [pair] x in Dense(4, name: "narrow")(pair([x[0], x[1]])[0]) }
    deep.name = "deep"
    var model = Model(inputs: [[5], [5]], seed: 5) { [deep] x in
        Dense(2, activation: .softmax, name: "head")(deep([x[0], x[1]])[0])
    }
    try model.freeze("deep/pair/encoder", "deep/narrow")
    try model.save(keras: path)
    let inputs = [try random.normal([7, 5]), try random.normal([7, 5])]
    try Safetensors([
        ("left", inputs[0]), ("right", inputs[1]), ("prediction", model.predict(inputs: inputs)[0]),
    ]).write(to: outputs)
}
