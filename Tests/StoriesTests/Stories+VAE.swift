import Martlet
import Testing

// snippet: sampling
/// Draws from the normal distributions whose means and logarithms of variances come in, and adds their distance from the
/// standard one to the loss (Kingma & Welling 2013).
///
/// - Shape: `[batch, n], [batch, n] → [batch, n]`
struct Sampling: MergeLayer {
    func forward(_ inputs: [Symbol], _ scope: Scope) -> Symbol {
        let (mean, logVariance) = (inputs[0], inputs[1])
        let divergence = logVariance.exp() + mean.square() - logVariance - 1
        scope.addLoss(0.5 * divergence.sum(axes: [-1]).mean())
        let drawn = mean + (0.5 * logVariance).exp() * scope.random(.normal(), like: mean)
        return scope.phase(training: drawn, inference: mean)
    }
}
// end

extension Stories {
    @Test func aVariationalAutoencoderDrawsDigits() throws {
        let (train, test) = try digits()
        // snippet: vae
        let decoder = Sequential(name: "decoder") {
            Dense(64, activation: .relu)
            Dense(64, activation: .sigmoid)
        }
        var autoencoder = Model(inputs: [[64]]) { x in
            let hidden = Dense(64, activation: .relu)(x[0])
            return decoder(Sampling()(Dense(4, name: "mean")(hidden), Dense(4, name: "log_variance")(hidden)))
        }
        let reconstruction = Loss.custom("reconstruction") { target, prediction in
            (target - prediction).square().sum(axes: [-1]) * 10
        }
        try autoencoder.compile(optimizer: .adam(learningRate: 3e-3), loss: reconstruction)
        let images = try train.features / 16
        try autoencoder.fit(images, images, epochs: 40)

        var generator = Model(inputs: [[4]]) { decoder($0[0]) }
        for parameter in generator.parameters {
            try generator.set(parameter.name, to: autoencoder[parameter.name]!)
        }
        var random = RandomGenerator(seed: 1)
        let drawn = try generator.predict(random.normal([16, 4]))
        // end
        // Better than the mean image, and what is drawn looks like some digit more than like the mean.
        let others = try test.features / 16
        let mean = try images.mean(axis: 0)
        let error = try (autoencoder.predict(others) - others).power(2).sum(axis: 1).mean().scalar(as: Double.self)
        let baseline = try (others - mean).power(2).sum(axis: 1).mean().scalar(as: Double.self)
        #expect(error < 0.6 * baseline)
        #expect(drawn.shape == [16, 64])
        let spread = try (drawn - mean).power(2).sum(axis: 1).mean().scalar(as: Double.self)
        #expect(spread > 0.2 * baseline)
        // The same autoencoder again draws the same numbers.
        #expect(try autoencoder.predict(others) == autoencoder.predict(others))
    }
}
