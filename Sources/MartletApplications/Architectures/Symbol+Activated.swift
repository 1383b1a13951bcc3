import MartletGraph
import MartletNN

extension Symbol {
    /// The layer `Activation`, under a name or counted.
    func activated(_ activation: Activation, named name: String? = nil) -> Symbol {
        if let name { return activation(self, named: name) }
        let layer: any Layer = activation
        return layer(self)
    }
}
