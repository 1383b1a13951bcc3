import CMartletKernels
package import MartletNumerics

/// An operation on windows of images, channel by channel.
package protocol PoolingOperation: Operation {
    /// Rows and columns of a window.
    var window: Size2D { get }
    var sliding: Sliding { get }
    /// Whether it also takes int8 and uint8.
    var takesBytes: Bool { get }
}

extension PoolingOperation {
    package var takesBytes: Bool { false }

    /// The windows over images of a type, some lengths of which may be unknown.
    @_semantics("optimize.sil.specialize.generic.never")
    func plane(_ images: TensorType) throws(GraphError) -> WindowPlane {
        let shape = images.shape
        let isByte = images.dtype == .int8 || images.dtype == .uint8
        guard shape.count == 4, images.dtype.isFloating || (isByte && takesBytes) else {
            throw refuse("takes floating images [batch, height, width, channels], not \(images)")
        }
        let rows = try sliding.axis(0, input: shape[1], kernel: window.height, self)
        let columns = try sliding.axis(1, input: shape[2], kernel: window.width, self)
        if case .explicit(let before, let after) = sliding.padding {
            guard (0..<2).allSatisfy({ Swift.max(before[$0], after[$0]) <= (window[$0] - 1) * sliding.dilation[$0] })
            else {
                throw refuse("a window of \(window) would lie on the padding alone, \(before) before or \(after) after")
            }
        }
        return WindowPlane(batch: shape[0], rows: rows, columns: columns)
    }

    /// The type of the results for images of a type.
    @_semantics("optimize.sil.specialize.generic.never")
    func results(_ images: TensorType) throws(GraphError) -> TensorType {
        let plane = try plane(images)
        return TensorType([plane.batch, plane.rows.output, plane.columns.output, images.shape[3]], images.dtype)
    }

    /// Refuses another type than `wanted`, unknown lengths aside.
    @_semantics("optimize.sil.specialize.generic.never")
    func expect(_ type: TensorType, _ wanted: TensorType) throws(GraphError) {
        guard type.dtype == wanted.dtype, type.shape.count == wanted.shape.count,
            zip(type.shape, wanted.shape).allSatisfy({ $0 == $1 || $0 < 0 || $1 < 0 })
        else { throw refuse("takes \(wanted) for windows of \(window), not \(type)") }
    }

    /// The flat index of the largest pixel of each window, the first of equal ones; NaN is larger than all.
    @_semantics("optimize.sil.specialize.generic.never")
    func winners(_ images: Tensor) throws -> [Int] {
        let type = TensorType(images.shape, images.dtype)
        let (plane, channels, values) = (try plane(type), images.shape[3], images.array(of: Double.self))
        var winners = [Int](repeating: -1, count: try results(type).shape.elementCount)
        plane.forEachTap { result, image, _ in
            for c in 0..<channels {
                let (place, old) = (image * channels + c, winners[result * channels + c])
                if old < 0 || values[place] > values[old] || (values[place].isNaN && !values[old].isNaN) {
                    winners[result * channels + c] = place
                }
            }
        }
        return winners
    }

    /// The call of a kernel, for the images' type.
    @_semantics("optimize.sil.specialize.generic.never")
    func call(_ kind: mk_pooling_kind, images: TensorType, threads: Int, rectifies: Bool = false) -> mk_call? {
        guard images.dtype == .float32, var p = parameters(kind, images: images, threads: threads) else { return nil }
        p.rectifies = rectifies
        return mk_pooling(p)
    }

    /// What kernels are told of windows over images of a type; nil if there are none.
    @_semantics("optimize.sil.specialize.generic.never")
    func parameters(_ kind: mk_pooling_kind, images: TensorType, threads: Int) -> mk_pooling_parameters? {
        guard let plane = try? plane(images) else { return nil }
        var p = mk_pooling_parameters()
        (p.kind, p.batch, p.channels) = (kind, Int64(plane.batch), Int64(images.shape[3]))
        (p.rows, p.columns) = (plane.rows.kernelAxis, plane.columns.kernelAxis)
        p.threads = images.shape.elementCount >= 1 << 16 ? Int32(threads) : 1
        return p
    }

    @_semantics("optimize.sil.specialize.generic.never")
    package static func sampled(_ make: (Size2D, Sliding) -> Self, _ inputs: (Shape, Shape) -> [Shape]) -> [Sample] {
        let cases: [(Size2D, Sliding, Shape, Shape)] = [
            (2, .init(strides: 2), [3, 4, 6, 5], [3, 2, 3, 5]),
            (3, .init(strides: 2, padding: .same), [2, 6, 7, 3], [2, 3, 4, 3]),
            ([2, 3], .init(strides: 1, padding: .same), [4, 5, 4, 17], [4, 5, 4, 17]),
            (2, .init(strides: 3), [3, 5, 6, 2], [3, 2, 2, 2]),
            ([1, 3], .init(strides: [1, 2], dilation: [1, 2]), [2, 1, 9, 2], [2, 1, 3, 2]),
            (3, .init(strides: 2, padding: .explicit(before: 1, after: [1, 2])), [2, 5, 5, 4], [2, 3, 3, 4]),
            (2, .init(strides: 2, padding: .same), [3, 3, 5, 1], [3, 2, 3, 1]),
        ]
        return cases.map { window, sliding, images, results in
            var sample = Sample(make(window, sliding))
            sample.inputs = inputs(images, results).map { TensorType($0) }
            return sample
        }
    }
}

extension WindowAxis {
    var kernelAxis: mk_window_axis {
        mk_window_axis(
            input: Int32(input), output: Int32(output), kernel: Int32(kernel), stride: Int32(stride),
            dilation: Int32(dilation), before: Int32(before))
    }
}
