public import MartletNumerics
public import MartletPlot

extension ImageChart {
    /// An image under what speaks for something in it, such as what `GradCAM` gives.
    ///
    /// - Parameters:
    ///   - image: `[height, width, channels]` of numbers from 0 to 255, with one channel or three.
    ///   - heat: `[height, width]`.
    /// - Throws: `ExplanationError.invalid` for other shapes.
    public init(title: String = "", image: Tensor, heat: Tensor, color: String = "") throws {
        guard image.rank == 3, image.count > 0, [1, 3].contains(image.shape[2]) else {
            throw ExplanationError.invalid(
                argument: "image",
                reason: "must be [height, width, 1] or [height, width, 3], not empty, and is \(image.shape)")
        }
        guard heat.shape == Shape(image.shape.dropLast()) else {
            throw ExplanationError.invalid(
                argument: "heat", reason: "must be \(Shape(image.shape.dropLast())) as the image is, not \(heat.shape)")
        }
        let repeats = image.shape[2] == 1 ? 3 : 1
        let pixels = image.array(of: Double.self).flatMap { value in
            let byte = value.isNaN ? 0 : UInt8(min(255, max(0, value.rounded())))
            return repeatElement(byte, count: repeats)
        }
        self.init(
            title: title, pixels: pixels, columns: image.shape[1], heat: heat.array(of: Double.self), color: color)
    }
}
