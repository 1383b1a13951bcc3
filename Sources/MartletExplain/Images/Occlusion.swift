public import MartletNumerics

/// How much a function's outputs fall when a part of an image is covered (Zeiler & Fergus 2014), for every part.
///
/// - Parameters:
///   - x: images `[rows, height, width, channels]` of float32.
///   - window: the height and width in pixels of what is covered.
///   - stride: how far apart covered parts are; a quarter of the window unless given.
///   - value: what covers them.
///   - function: takes images as `x` and gives `[rows, outputs]` or `[rows]`.
/// - Returns: `[rows, height, width, outputs]` of float64: the mean fall over the windows that cover a pixel.
/// - Throws: `ExplanationError.invalid` for images of another shape or none, and for a window or stride that isn't
///   within the image; `wrongOutputs`, `notFinite`; what the function throws; `CancellationError`.
public func occlusion(
    of x: Tensor, window: Int, stride: Int? = nil, value: Float = 0, _ function: (Tensor) throws -> Tensor
) throws -> Tensor {
    guard x.rank == 4, x.count > 0 else {
        throw ExplanationError.invalid(
            argument: "x", reason: "must be [rows, height, width, channels], not empty, and is \(x.shape)")
    }
    let (height, width) = (x.shape[1], x.shape[2])
    let step = stride ?? max(1, window / 4)
    for (argument, length) in [("window", window), ("stride", step)] {
        guard 1...min(height, width) ~= length else {
            throw ExplanationError.invalid(
                argument: argument, reason: "must be from 1 to \(min(height, width)) pixels, and is \(length)")
        }
    }
    let whole = try Outputs(of: x, by: function)
    let outputs = whole.tensor.cast(to: .float64)
    var falls = Tensor.zeros([x.shape[0], height, width, whole.width], dtype: .float64)
    var counts = Tensor.zeros([height, width, 1], dtype: .float64)
    /// The first pixels of windows that cover all.
    func starts(_ length: Int) -> [Int] {
        let regular = Array(Swift.stride(from: 0, through: length - window, by: step))
        return regular.last == length - window ? regular : regular + [length - window]
    }
    for top in starts(height) {
        for left in starts(width) {
            try Task.checkCancellation()
            let (rows, columns) = (top..<top + window, left..<left + window)
            var covered = x.cast(to: .float32)
            try covered.assign(Tensor(value), at: .all, rows, columns)
            let fall = try outputs - Outputs(of: covered, width: whole.width, by: function).tensor.cast(to: .float64)
            let before = try falls[.all, rows, columns]
            try falls.assign(before + fall.reshaped([x.shape[0], 1, 1, whole.width]), at: .all, rows, columns)
            try counts.assign(counts[rows, columns] + 1.0, at: rows, columns)
        }
    }
    return try falls / counts
}
