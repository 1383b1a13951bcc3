import MartletNumerics
import Testing

@Suite struct NumPyOperationTests {
    /// Whether `ours` is NumPy's result: exact, except that sums may round differently (`tolerance`, relative to the largest).
    private func expectEqual(
        _ ours: Tensor, _ theirs: Tensor, tolerance: Double = 0, _ name: Comment
    ) {
        #expect(ours.shape == theirs.shape, name)
        #expect(ours.dtype == theirs.dtype, name)
        let (a, b) = (ours.array(of: Double.self), theirs.array(of: Double.self))
        let scale = b.map { $0.isFinite ? $0.magnitude : 0 }.max() ?? 0
        for (x, y) in zip(a, b) {
            #expect((x.isNaN && y.isNaN) || (x - y).magnitude <= tolerance * scale, name)
        }
    }

    @Test func computesAsNumPy() throws {
        var names = Set<String>()
        for golden in NumPyGolden.shared.operations {
            let inputs = golden.inputs.map(\.tensor)
            let x = inputs[0]
            let (axis, axes, keep) = (golden.arguments.axis, golden.arguments.axes, golden.arguments.keep ?? false)
            let roundings = x.dtype == .float32 ? 1e-6 : 1e-14
            var tolerance = 0.0
            let result: Tensor
            switch golden.name {
            case "add": result = try x + inputs[1]
            case "subtract": result = try x - inputs[1]
            case "multiply": result = try x * inputs[1]
            case "divide":
                result = x.dtype.isFloating ? try x / inputs[1] : try x.floorDivide(inputs[1])
            case "remainder": result = try x % inputs[1]
            case "maximum": result = try x.maximum(inputs[1])
            case "less": result = try x .< inputs[1]
            case "where": result = try Tensor.where(x, inputs[1], inputs[2])
            case "sum": (result, tolerance) = (try x.sum(axes: axes, keepingDimensions: keep), roundings)
            case "mean": (result, tolerance) = (try x.mean(axes: axes, keepingDimensions: keep), roundings)
            case "variance":
                (result, tolerance) = (try x.variance(axes: axes, ddof: 1, keepingDimensions: keep), roundings)
            case "max": result = try x.max(axes: axes, keepingDimensions: keep)
            case "min": result = try x.min(axes: axes, keepingDimensions: keep)
            case "argMax": result = try x.argMax(axis: axis)
            case "argMin": result = try x.argMin(axis: axis)
            case "sort": result = try x.sorted(axis: axis!)
            case "argSort": result = try x.argSort(axis: axis!)
            case "concatenate": result = try Tensor.concatenate(inputs, axis: axis!)
            case "stack": result = try Tensor.stack(inputs, axis: axis!)
            case "take": result = try x.take(inputs[1], axis: axis!)
            case "transpose": result = try x.transposed(axes)
            default:
                Issue.record("no operation is called \(golden.name)")
                continue
            }
            names.insert(golden.name)
            expectEqual(result, golden.result.tensor, tolerance: tolerance, "\(golden.name) \(golden.arguments)")
        }
        #expect(names.count == 21)
    }
}
