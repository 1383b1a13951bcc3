import MartletGraph
import MartletNN
import MartletNumerics
import Testing

/// What users read when they err as they usually do.
/// Reads an axis that its input hasn't.
private struct Overreaching: Layer {
    var axis: Int
    func forward(_ x: Symbol, _ scope: Scope) -> Symbol { Dense(max(x.shape[axis], 1))(x) }
}

/// Goes on with the last length of what failed.
private struct Trusting: Layer {
    func forward(_ x: Symbol, _ scope: Scope) -> Symbol {
        let y = Dense(0)(x)
        return Dense(max(y.shape[-1], 1))(y)
    }
}

@Suite struct ErrorMessageTests {
    @Test func axesThatAreNotThereAreTheLayersMistake() throws {
        for axis in [2, -3, .max, .min] {
            let model = Model(Sequential { Overreaching(axis: axis) }, input: [4])
            let error = #expect(throws: GraphError.self) { try model.predict(.zeros([1, 4])) }
            #expect(
                error?.description
                    == "overreaching: axis \(axis) is outside of shape [-1, 4], which has 2 axes")
        }
        #expect(try Model(Overreaching(axis: -1), input: [4]).predict(.zeros([1, 4])).shape == [1, 4])
        let trusting = Model(Trusting(), input: [4])
        let first = #expect(throws: GraphError.self) { try trusting.predict(.zeros([1, 4])) }
        #expect(first?.path == "dense")
        let said = Model(inputs: [[4]]) { x in Dense(max(x[0].shape[5], 1))(x[0]) }
        #expect(throws: GraphError.self) { try said.predict(.zeros([1, 4])) }
        var model = Model(Dense(1), input: [4])
        #expect(throws: (any Error).self) {
            try model.compile(loss: .custom("own") { _, p in p.sum(axes: [1]) * Double(p.shape[3]) })
            try model.fit(.zeros([2, 4]), .zeros([2, 1]))
        }
    }

    private func message(_ body: () throws -> Void) -> String {
        do {
            try body()
            return "nothing was thrown"
        } catch { return "\(error)" }
    }

    private func model(_ units: Int, _ activation: Activation) -> Model {
        Model(Sequential { Dense(units, activation: activation) }, input: [2])
    }

    private static let x = Tensor.zeros([4, 2])
    private static let indices = Tensor([Int32(0), 1, 2, 1])
    private static let oneHot = Tensor.zeros([4, 3])

    @Test func aLossForOtherLabelsNamesTheOne() throws {
        func fitting(_ loss: Loss, _ y: Tensor) throws -> String {
            var model = model(3, .softmax)
            try model.compile(loss: loss)
            return message { try model.fit(Self.x, y) }
        }
        #expect(
            try fitting(.sparseCategoricalCrossentropy, Self.oneHot)
                == "the target must be int32[4] and is float32[4, 3]: sparse_categorical_crossentropy takes class "
                + "indices; for one-hot targets use categorical_crossentropy")
        #expect(
            try fitting(.categoricalCrossentropy, Self.indices)
                == "the target must be float32[4, 3] and is int32[4]: categorical_crossentropy takes one-hot rows; for "
                + "class indices use sparse_categorical_crossentropy")
        for loss in [Loss.mse, .binaryCrossentropy] {
            #expect(
                try fitting(loss, Self.indices)
                    == "the target must be float32[4, 3] and is int32[4]: \(loss.name) takes one target for each "
                    + "predicted number; for class indices use sparse_categorical_crossentropy")
        }
        #expect(
            try fitting(.mse, Tensor.zeros([4, 2]))
                == "the target must be float32[4, 3] and is float32[4, 2]: mean_squared_error takes one target for each "
                + "predicted number")
        var one = model(1, .sigmoid)
        try one.compile(loss: .sparseCategoricalCrossentropy)
        #expect(
            message { try one.fit(Self.x, Self.indices) }
                == "label 1 at row 1 is not a class index 0…0: the model predicts one number a row; give its last "
                + "layer a unit for each class, or use binary_crossentropy for classes 0 and 1")
    }

    @Test func whatIsMonitoredMustBeThere() throws {
        func fitting(_ callback: any Callback) throws -> String {
            var model = model(3, .softmax)
            try model.compile(loss: .sparseCategoricalCrossentropy, metrics: [.accuracy])
            return message { try model.fit(Self.x, Self.indices, callbacks: [callback]) }
        }
        #expect(
            try fitting(EarlyStopping(monitor: "val_acc"))
                == "EarlyStopping: doesn't know 'val_acc': the model has loss, accuracy, with validation also val_…; for "
                + "a number that a callback adds pass mode: .min or .max")
        #expect(
            try fitting(EarlyStopping())
                == "val_loss: is a number of validation; give fit a validationSplit or validationData")
        // Found out before the first step.
        for callback in [EarlyStopping(), ReduceLROnPlateau(), ModelCheckpoint("x", saveBestOnly: true)]
            as [any Callback]
        {
            var model = model(3, .softmax)
            try model.compile(loss: .sparseCategoricalCrossentropy, metrics: [.accuracy])
            #expect(throws: ArgumentError.self) { try model.fit(Self.x, Self.indices, callbacks: [callback]) }
            #expect(model.epoch == 0)
            // A callback of one's own may add such numbers.
            let own = LambdaCallback(onEpochEnd: { _, _, training in training.log("val_loss", 1) })
            try model.fit(Self.x, Self.indices, epochs: 0, callbacks: [own, callback])
        }
        #expect(
            try fitting(EarlyStopping(monitor: "acc", mode: .max))
                == "unknown number to monitor 'acc'; known are accuracy, loss")
    }

    @Test func precisionOfSeveralClassesAsksWhich() throws {
        var model = model(3, .softmax)
        #expect(
            message { try model.compile(loss: .sparseCategoricalCrossentropy, metrics: [.precision()]) }
                == "precision: takes targets like predictions, or class indices and which class: classIndex: 0; f1 counts "
                + "all classes, not targets int32[2] and predictions float32[2, 3]")
    }

    @Test func placesAreNamedOnce() {
        func planned(_ layer: some Layer, _ input: [Int]) -> String {
            message { _ = try Model(Sequential { layer }, input: input).plan() }
        }
        #expect(
            planned(Conv2D(4, kernelSize: 3), [8])
                == "conv2d: Conv2D takes [batch, height, width, channels] with a known number of channels, "
                + "not float32[?, 8]")
        #expect(
            planned(Dense(0), [8])
                == "dense: Dense takes [batch, …, in] and a positive number of units, not float32[?, 8] and 0")
        #expect(planned(Dropout(2), [8]) == "dropout: the rate of Dropout is in 0...1, not 2.0")
    }

    @Test func aNameOfAnotherFormatNamesBoth() {
        let said = message { try model(1, .linear).save(to: "model.h5") }
        #expect(said.contains("save(to:) writes .safetensors; save(keras:) writes models as .keras"), "\(said)")
    }

    @Test func anAssignmentOfAnotherShapeSaysSo() {
        var x = Tensor.zeros([2, 3])
        let said = message { try x.assign(.zeros([4]), at: 0) }
        #expect(said.hasPrefix("assign"), "\(said)")
    }
}
