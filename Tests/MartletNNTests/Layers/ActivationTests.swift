import MartletCodecs
import MartletGraph
import MartletNN
import MartletNumerics
import MartletTestSupport
import Testing

@Suite struct ActivationTests {
    @Test func namesAndFiles() throws {
        for (name, activation) in Activation.named {
            #expect(try Activation(named: name) == activation)
            #expect(try JSON(encoding: activation).decode(Activation.self) == activation)
        }
        #expect { try Activation(named: "rellu") } throws: {
            "\($0)".contains("unknown activation 'rellu'; known are celu")
        }
    }

    @Test func thresholdReplacesWhatIsBelow() throws {
        let model = Model(Activation.threshold(1, value: -7), input: [3])
        #expect(try model.predict(Tensor([[0.5, 1, 1.5]] as [[Float]])).array(of: Float.self) == [-7, -7, 1.5])
    }

    /// The projection onto the simplex: rows sum to 1, and what isn't 0 is the input less one number, no element of the
    /// others exceeding it (Martins & Astudillo 2016, proposition 1).
    @Test func sparsemaxProjectsOntoTheSimplex() throws {
        var generator = RandomGenerator(seed: 3)
        let x = try generator.normal([200, 7])
        let y = try Model(Activation.sparsemax, input: [7]).predict(x)
        let (z, p) = (x.array(of: Double.self), y.array(of: Double.self))
        for row in stride(from: 0, to: 1400, by: 7) {
            let places = row..<row + 7
            #expect(abs(p[places].reduce(0, +) - 1) < 1e-6)
            let shifts = places.filter { p[$0] > 0 }.map { z[$0] - p[$0] }
            #expect(shifts.max()! - shifts.min()! < 1e-6)
            for place in places where p[place] == 0 { #expect(z[place] <= shifts[0] + 1e-6) }
        }
    }
}
