package import MartletNumerics

/// A convolution with all lengths known: images `[batch, height, width, channels]`, filters
/// `[height, width, channels / groups, filters]`, results `[batch, height, width, filters]`.
package struct ConvolutionGeometry: Sendable, Hashable {
    package var batch: Int
    package var rows: WindowAxis
    package var columns: WindowAxis
    package var channels: Int
    package var filters: Int
    package var groups: Int

    /// The geometry of filters over images, or the reason why they don't fit. Lengths of images may be unknown (`-1`).
    package init(
        _ sliding: Sliding, groups: Int, images: Shape, filters: Shape, _ operation: any Operation
    ) throws(GraphError) {
        guard images.count == 4, filters.count == 4 else {
            throw operation.refuse(
                "takes images [batch, height, width, channels] and filters [height, width, channels / groups, filters], "
                    + "not \(images) and \(filters)")
        }
        (batch, channels, self.filters, self.groups) = (images[0], images[3], filters[3], groups)
        guard groups >= 1, filters[3] >= 1, filters[3] % groups == 0 else {
            throw operation.refuse("\(filters[3]) filters cannot be split into \(groups) equal groups")
        }
        let (product, overflows) = filters[2].multipliedReportingOverflow(by: groups)
        guard filters[2] >= 1, !overflows, channels == product || channels < 0 else {
            throw operation.refuse(
                "filters \(filters) in \(groups) groups take \(product) channels, and the images have \(channels)")
        }
        rows = try sliding.axis(0, input: images[1], kernel: filters[0], operation)
        columns = try sliding.axis(1, input: images[2], kernel: filters[1], operation)
    }

    package var images: Shape { [batch, rows.input, columns.input, channels] }
    package var filterShape: Shape { [rows.kernel, columns.kernel, channels / groups, filters] }
    package var results: Shape { [batch, rows.output, columns.output, filters] }

    /// Floating-point operations of the convolution by its definition, taps over the edge included.
    package var flops: Double {
        2 * Double(results.elementCount) * Double(rows.kernel * columns.kernel) * Double(channels / groups)
    }

    /// Calls `body` for every product of the definition, with flat indices of image, filter and result.
    @inline(__always)
    func forEachProduct(_ body: (_ image: Int, _ filter: Int, _ result: Int) -> Void) {
        let (inner, outer) = (channels / groups, filters / groups)
        WindowPlane(batch: batch, rows: rows, columns: columns).forEachTap { result, image, tap in
            for group in 0..<groups {
                for c in 0..<inner {
                    for f in group * outer..<(group + 1) * outer {
                        body(
                            image * channels + group * inner + c, (tap * inner + c) * filters + f, result * filters + f)
                    }
                }
            }
        }
    }
}

/// Windows over the rows and columns of a batch of images.
package struct WindowPlane: Sendable, Hashable {
    package var batch: Int
    package var rows: WindowAxis
    package var columns: WindowAxis

    /// Calls `body` for every tap that lies on a pixel, in the order of results and then of taps, with the flat
    /// indices of the pixel in the result, of that in the image, and of the tap.
    @inline(__always)
    func forEachTap(_ body: (_ result: Int, _ image: Int, _ tap: Int) -> Void) {
        for image in 0..<batch {
            for row in 0..<rows.output {
                for column in 0..<columns.output {
                    let result = (image * rows.output + row) * columns.output + column
                    for i in 0..<rows.kernel {
                        guard let y = rows.source(row, i) else { continue }
                        for j in 0..<columns.kernel {
                            guard let x = columns.source(column, j) else { continue }
                            body(result, (image * rows.input + y) * columns.input + x, i * columns.kernel + j)
                        }
                    }
                }
            }
        }
    }
}

/// Refuses tensors that aren't of one floating type.
extension Operation {
    func expectOneFloatingType(_ inputs: [TensorType]) throws(GraphError) {
        guard inputs[0].dtype.isFloating, inputs.allSatisfy({ $0.dtype == inputs[0].dtype }) else {
            throw refuse("takes tensors of one floating type, not \(inputs.map(\.description).joined(separator: ", "))")
        }
    }
}
