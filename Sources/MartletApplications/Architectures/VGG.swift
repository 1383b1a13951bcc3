import MartletGraph
import MartletNN

extension Application {
    /// Blocks of 3 × 3 convolutions, each halved by pooling; then three dense layers.
    func vgg(_ x: Symbol, _ scope: Scope, convolutions: [Int]) -> Symbol {
        network(x, scope) { images in
            var y = images
            for (block, (count, filters)) in zip(convolutions, [64, 128, 256, 512, 512]).enumerated() {
                for convolution in 1...count {
                    y = Conv2D(
                        filters, kernelSize: 3, padding: .same, activation: .relu,
                        name: "block\(block + 1)_conv\(convolution)")(y)
                }
                y = MaxPooling2D(name: "block\(block + 1)_pool")(y)
            }
            return y
        } beforeClasses: { features in
            let hidden = Dense(4096, activation: .relu, name: "fc1")(Flatten(name: "flatten")(features))
            return Dense(4096, activation: .relu, name: "fc2")(hidden)
        }
    }
}
