package import MartletGraph

/// Tells which numbers a model's parameters are, and keeps what was prepared from them: where versions are the same
/// object, so are the numbers.
package struct ParameterVersion: Sendable {
    /// Of all parameters.
    package private(set) var all = Prepared()
    /// Of the frozen ones and the state, if all have changed since.
    private var unchanged: Prepared?

    package init() {}

    /// Of those that training steps don't change.
    package var frozen: Prepared { unchanged ?? all }

    /// Notes that parameters changed.
    package mutating func changed() {
        unchanged = nil
        renew()
    }

    /// Notes that training steps may change parameters.
    package mutating func stepped() {
        if unchanged == nil {
            unchanged = all
            all = Prepared()
        } else {
            renew()
        }
    }

    /// Allocates nothing where no copy of the model has this version.
    private mutating func renew() {
        if isKnownUniquelyReferenced(&all) { all.renew() } else { all = Prepared() }
    }
}
