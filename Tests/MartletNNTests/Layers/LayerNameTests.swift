import MartletGraph
import MartletNN
import MartletNumerics
import Testing

/// No two layers share parameters by mistake.
@Suite struct LayerNameTests {
    private func mistake(_ model: Model) -> GraphError? {
        do {
            var model = model
            try model.compile(loss: .meanSquaredError)
            return nil
        } catch {
            return error as? GraphError
        }
    }

    private func names(_ model: Model) -> [String] { model.graph.layers.map(\.path) }

    @Test func aSequentialTakesNoNameTwice() throws {
        let shared = Dense(4, name: "same")
        for layers in [[shared, shared], [shared, Dense(4, activation: .relu, name: "same")]] {
            let error = try #require(mistake(Model(Sequential(layers), input: [4])))
            #expect(error.description.contains("two layers of a Sequential are named 'same'"))
        }
        let inner = Sequential(name: "outer") {
            Dense(4, name: "a")
            Dense(4, name: "a")
        }
        #expect(mistake(Model(inputs: [[4]]) { inner($0[0]) })?.path == "outer")
        // Within one another, names may be the same.
        #expect(mistake(Model(Sequential([Sequential([shared], name: "same"), Dense(4)]), input: [4])) == nil)
    }

    @Test func madeNamesAvoidGivenOnes() throws {
        let model = Model(
            Sequential {
                Dense(4)
                Dense(3, name: "dense")
                Dense(4, name: "dense_2")
                Dense(2)
                Dense(2)
            }, input: [4])
        #expect(names(model) == ["dense_1", "dense", "dense_2", "dense_3", "dense_4"])
        #expect(model.parameters.count == 10 && mistake(model) == nil)
        let function = Model(inputs: [[4]]) { Dense(4)(Dense(4, name: "dense")($0[0])) }
        #expect(names(function) == ["dense", "dense_1"])
    }

    @Test func aNameThatWasMadeIsNotGiven() throws {
        let error = try #require(mistake(Model(inputs: [[4]]) { Dense(4, name: "dense")(Dense(4)($0[0])) }))
        #expect(error.path == "dense" && error.message.contains("was made for a layer before"))
    }

    @Test func onlyEqualLayersShareAName() throws {
        func model(_ first: some Layer, _ second: some Layer) -> Model {
            Model(inputs: [[4], [4]]) { Add()(first($0[0]), second($0[1])) }
        }
        let layer = Dense(4, activation: .relu, name: "same")
        #expect(mistake(model(layer, layer)) == nil)
        #expect(model(layer, layer).parameters.map(\.name) == ["same/kernel", "same/bias"])
        #expect(mistake(model(layer, Dense(4, activation: .relu, name: "same"))) == nil)
        let unequal = try #require(mistake(model(layer, Dense(4, name: "same"))))
        #expect(unequal.path == "same" && unequal.message.contains("two unequal Dense layers are named 'same'"))
        let other = try #require(mistake(model(layer, Identity(name: "same"))))
        #expect(other.message.contains("a Dense and a Identity are named 'same'"))
    }

    /// A layer made of layers is shared whole, names that were made included.
    @Test func layersOfLayersAreSharedWhole() throws {
        func tower(deep: Bool = false) -> Sequential {
            Sequential(name: "tower") {
                Dense(8, activation: .relu)
                Dropout(0.5)
                if deep { Dense(8) }
                Dense(3)
            }
        }
        let model = Model(inputs: [[4], [4]]) { Concatenate()(tower()($0[0]), tower()($0[1])) }
        #expect(
            model.parameters.map(\.name) == [
                "tower/dense/kernel", "tower/dense/bias", "tower/dense_1/kernel", "tower/dense_1/bias",
            ])
        let x = try Tensor([[1, -2, 3, 4]] as [[Float]])
        let y = try model.predict(inputs: [x, x])[0].array(of: Float.self)
        #expect(Array(y[..<3]) == Array(y[3...]))
        let error = try #require(
            mistake(Model(inputs: [[4], [4]]) { Concatenate()(tower()($0[0]), tower(deep: true)($0[1])) }))
        #expect(error.path.hasPrefix("tower") && error.message.contains("share their parameters"))
    }

    /// A shared layer that draws does so anew in each call.
    @Test func sharedDropoutDrawsAnew() throws {
        let model = Model(inputs: [[400]]) { x in
            let drop = Sequential(name: "drop") { Dropout(0.5) }
            return Concatenate()(drop(x[0]), drop(x[0]))
        }
        let objective = Objective(results: { networks, x in
            let y = networks[0](x[0])
            return [y.sum(), y]
        })
        let values = try objective.results(of: [model], at: [.ones([1, 400])], for: []).results[1].array(of: Float.self)
        #expect(values[..<400] != values[400...])
    }
}
