import Martlet

let flowers = Iris.load()
var model = Model(Dense(3, activation: .softmax), input: [4])
try model.compile(
    optimizer: .adam(learningRate: 0.1), loss: .sparseCategoricalCrossentropy(), metrics: [.accuracy])
try model.fit(flowers.features, flowers.labels, epochs: 20)
let accuracy = try model.evaluate(flowers.features, flowers.labels)["accuracy"]!
print("accuracy:", accuracy)
precondition(accuracy > 0.9)
