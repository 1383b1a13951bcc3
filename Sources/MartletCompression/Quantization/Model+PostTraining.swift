import MartletGraph
public import MartletNN
import MartletNumerics

extension Model {
    /// The model rounded to what integers of few bits can hold, without training: the ranges of weights are those that the
    /// weights have, the ranges of activations are chosen from what calibration data make of them.
    ///
    /// The result is what `quantizationAware` gives, with ranges: a model like any other, which may be trained further.
    /// `quantizationReport` tells which layers it hurts; name those in `keepFloat`.
    ///
    /// - Parameters:
    ///   - scheme: what is quantized, and how. Without activations and inputs, only weights are, and no data are needed.
    ///   - dataset: rows like those that will be predicted, a hundred or a few; targets aren't needed.
    ///   - method: how ranges are chosen.
    ///   - keepFloat: layers in which nothing is rounded.
    /// - Throws: mistakes in the layers; `ModelError` for a scheme that isn't possible, layers that there aren't, and data
    ///   that are missing, empty, of another shape, not finite or in which nothing differs.
    public func postTrainingQuantized(
        _ scheme: QuantizationScheme = .int8, calibration dataset: Dataset? = nil, method: CalibrationMethod = .minMax,
        keepFloat: LayerSelection = []
    ) throws -> Model {
        if let objection = method.objection {
            throw ModelError.invalid(argument: "method", reason: "is not possible: it \(objection)")
        }
        let places = try places(scheme, layers: .all, except: keepFloat)
        var quantized = try quantized(places)
        if places.activations.isEmpty { return quantized }
        guard let dataset else {
            throw ModelError.invalid(
                argument: "calibration", reason: "is missing: ranges of activations are chosen from data")
        }
        for (place, range) in try ranges(of: places.activations, on: dataset, method) {
            try quantized.set(place.name + "_min", to: Tensor(range.lowerBound))
            try quantized.set(place.name + "_max", to: Tensor(range.upperBound))
        }
        return quantized
    }

    /// The ranges of activations of this model, which isn't quantized.
    private func ranges(
        of places: [Graph.Value: QuantizerPlaces.Place], on dataset: Dataset, _ method: CalibrationMethod
    ) throws -> [(place: QuantizerPlaces.Place, range: ClosedRange<Float>)] {
        let values = places.keys.sorted { ($0.node, $0.output) < ($1.node, $1.output) }
        // A layer that is called twice has one range for both.
        let names = Array(Set(values.map { places[$0]!.name })).sorted()
        let slots = values.map { names.firstIndex(of: places[$0]!.name)! }
        let activations = try ActivationValues([rewritten { $0.leading(to: values) }], on: dataset)
        var seen = [ClosedRange<Float>?](repeating: nil, count: names.count)
        try activations.forEach { tensors in
            for (slot, tensor) in zip(slots, tensors) {
                let (least, largest) = try (tensor.min().scalar(as: Float.self), tensor.max().scalar(as: Float.self))
                guard least.isFinite, largest.isFinite else {
                    throw ModelError.invalid(
                        argument: "the calibration data", reason: "give numbers that aren't finite at \(names[slot])")
                }
                let known = seen[slot] ?? least...largest
                seen[slot] = min(known.lowerBound, least)...max(known.upperBound, largest)
            }
        }
        for (slot, range) in seen.enumerated() where range!.lowerBound == range!.upperBound {
            throw ModelError.invalid(
                argument: "the calibration data",
                reason: "give \(range!.lowerBound) and nothing else at \(names[slot]); give rows that differ")
        }
        var histograms = seen.map { Histogram($0!) }
        if method != .minMax {
            try activations.forEach { tensors in
                for (slot, tensor) in zip(slots, tensors) { tensor.withFloats { histograms[slot].add($0) } }
            }
        }
        return names.enumerated().map { slot, name in
            let place = places[values[slots.firstIndex(of: slot)!]]!
            return (place, histograms[slot].chosen(by: method, for: place.quantizer))
        }
    }
}
