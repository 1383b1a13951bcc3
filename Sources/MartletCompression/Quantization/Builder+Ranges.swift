import MartletGraph
import MartletNumerics

extension Builder {
    /// A value as integers keep it, with a range that is observed: state by the names `…_min` and `…_max`, updated in
    /// training steps and in calibration, read as stored in inference.
    ///
    /// - Parameter axis: that of the channels, if each has a range of its own.
    func quantized(_ x: Symbol, _ place: QuantizerPlaces.Place, axis: Int? = nil) -> Symbol {
        let axes = x.shape.indices.filter { $0 != axis }
        let seen = place.quantizer.bounds(least: x.min(axes: axes), largest: x.max(axes: axes))
        let minimum = range(place.name + "_min", seen.minimum, place.quantizer.observer) { $0.minimum($1).minimum(0) }
        let maximum = range(place.name + "_max", seen.maximum, place.quantizer.observer) { $0.maximum($1).maximum(0) }
        func aligned(_ bound: Symbol) -> Symbol {
            guard let axis, axis != x.rank - 1 else { return bound }
            return bound.reshaped(x.shape.indices.map { $0 == axis ? x.shape[axis] : 1 })
        }
        return x.fakeQuantized(
            minimum: aligned(minimum), maximum: aligned(maximum), bits: place.quantizer.bits,
            narrowRange: place.quantizer.narrowRange)
    }

    /// A value as integers keep it, each row with its own range.
    func quantizedByRows(_ x: Symbol, _ quantizer: Quantizer) -> Symbol {
        let axes = Array(x.shape.indices.dropFirst())
        let seen = quantizer.bounds(
            least: x.min(axes: axes, keepingDimensions: true), largest: x.max(axes: axes, keepingDimensions: true))
        return x.fakeQuantized(
            minimum: seen.minimum.stopGradient(), maximum: seen.maximum.stopGradient(), bits: quantizer.bits,
            narrowRange: quantizer.narrowRange)
    }

    /// One end of a range: in training as this step leaves it, in inference as it is stored.
    private func range(
        _ name: String, _ seen: Symbol, _ observer: Observer, _ joined: (Symbol, Symbol) -> Symbol
    ) -> Symbol {
        let state = Parameter(name: name, shape: seen.shape, isTrainable: false)
        let before = current(state, followsFreezing: false)
        let now =
            switch observer {
            case .movingAverage(let decay): before - (before - seen) * (1 - decay)
            case .allValues: joined(before, seen)
            case .lastValue, .dynamic: seen
            }
        update(name, to: now)
        return current(state, followsFreezing: false)
    }
}

extension Quantizer {
    /// The range to be observed for elements that lie from `least` to `largest`: with 0 in it, and in the middle if it is
    /// symmetric. By tfmot's formulas.
    func bounds(least: Symbol, largest: Symbol) -> (minimum: Symbol, maximum: Symbol) {
        guard isSymmetric else { return (least.minimum(0), largest.maximum(0)) }
        // Two's complement has one number more below 0 than above.
        let steps = Double(1 << bits)
        let ratio = narrowRange ? -1 : -(steps - 2) / steps
        return (least.minimum(largest / ratio), largest.maximum(least * ratio))
    }
}
