import MartletGraph
import MartletNN
import MartletPlot
import Testing

/// Models drawn as their layers.
@Suite struct ModelDiagramTests {
    private func residual() -> Model {
        Model(inputs: [[8]]) { x in
            let y = Dense(8, activation: .relu, name: "first")(x[0])
            return Dense(3, name: "last")(x[0] + Dense(8, name: "second")(y).relu())
        }
    }

    @Test func layersAndWhatJoinsThem() throws {
        let model = residual()
        #expect(
            model.diagram.text == """
                ○   input   (None, 8)
                ├─╮
                │ ● first   Dense      (None, 8)
                │ ● second  Dense      (None, 8)
                ├─╯
                ◇   Add     (None, 8)
                ●   last    Dense      (None, 3)
                """)
        var frozen = model
        try frozen.freeze("first")
        #expect(
            frozen.diagram(showShapes: false, showParameters: true).text == """
                ○   input
                ├─╮
                │ ● first   Dense, frozen  72 parameters
                │ ● second  Dense          72 parameters
                ├─╯
                ◇   Add
                ●   last    Dense          27 parameters
                """)
        let svg = model.diagram.svg
        for name in ["input", "first", "second", "last", "Add", "(None, 8)"] {
            #expect(svg.contains(">\(name)</text>"))
        }
    }

    @Test func severalInputsAndSharedLayers() {
        let model = Model(inputs: [[4], [4]]) { x in
            let tower = Dense(4, name: "tower")
            return [Dense(1, name: "out")(Concatenate()(tower(x[0]), tower(x[1]))), tower(x[0])]
        }
        #expect(
            model.diagram.text == """
                ○     input_0      (None, 4)
                │ ○   input_1      (None, 4)
                ├─│─╮
                │ │ ● tower        Dense, call 1 of 3  (None, 4)
                │ ● │ tower        Dense, call 2 of 3  (None, 4)
                │ ├─╯
                │ ●   concatenate  Concatenate         (None, 8)
                │ ●   out          Dense               (None, 1)
                ●     tower        Dense, call 3 of 3  (None, 4)
                """)
    }

    @Test func modelsInModels() {
        let inner = Model(
            Sequential {
                Dense(4); Dropout(0.5)
            }, input: [4])
        let pair = Model(inputs: [[4], [4]]) { [inner] x in Add()(inner(x[0]), x[1]) }
        let model = Model(inputs: [[4], [4]]) { [pair] x in Dense(2)(pair([x[0], x[1]])[0]) }
        #expect(
            model.diagram.text == """
                ○   input_0  (None, 4)
                │ ○ input_1  (None, 4)
                ├─╯
                ●   model    Model      (None, 4)
                ●   dense    Dense      (None, 2)
                """)
        #expect(
            model.diagram(expandNested: true).text == """
                ○         input_0  (None, 4)
                │ ○       input_1  (None, 4)
                ├─╯
                ●         model    Model      (None, 4)
                │  ● │    model    Model      (None, 4)
                │  │ │  ● dense    Dense      (None, 4)
                │  │ │  ● dropout  Dropout    (None, 4)
                │  ├─╯
                │  ●      add      Add        (None, 4)
                ●         dense    Dense      (None, 2)
                """)
    }

    @Test func whatIsNoModelIsAPictureToo() {
        #expect(Model(Dense(0), input: [2]).diagram.svg.hasPrefix("<svg"))
        #expect(Model(Sequential([]), input: [2]).diagram.text == "○ input  (None, 2)")
    }
}
