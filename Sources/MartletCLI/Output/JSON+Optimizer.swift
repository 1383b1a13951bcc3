import Martlet

extension JSON {
    /// An optimiser's class and configuration, without what Swift's coding of enumerations adds; null for a class that
    /// isn't Martlet's.
    init(_ optimizer: any Optimizer) {
        guard let encoded = try? JSON(encoding: AnyOptimizer(optimizer)) else {
            self = .null
            return
        }
        self = encoded.unlabelled
        if let adam = self["configuration"]?["adam"] { self["configuration"] = adam }
        if let rate = self["configuration"]?["learningRate"]?["constant"] {
            self["configuration"]?["learningRate"] = rate
        }
    }

    /// `{"norm": {"_0": 1}}` as `{"norm": 1}`; among others, `_0` is the initial rate of a schedule.
    private var unlabelled: JSON {
        guard let members = object else { return self }
        if members.count == 1, let value = members["_0"] { return value.unlabelled }
        return .object(
            members.reduce(into: Object()) { $0[$1.0 == "_0" ? "initial" : $1.0] = $1.1.unlabelled })
    }
}

extension Optimizer {
    /// `adam, learning rate 0.001, beta1 0.9, …`
    var prose: String {
        let json = JSON(self)
        guard let name = json["class"]?.string, let configuration = json["configuration"] else {
            return "\(type(of: self))"
        }
        return "\(name.lowercased()), \(configuration.prose)"
    }
}
