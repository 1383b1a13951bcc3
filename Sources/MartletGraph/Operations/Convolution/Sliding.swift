/// How windows slide over rows and columns. It knows no sizes of images.
package struct Sliding: Sendable, Hashable, Codable, CustomStringConvertible {
    package var strides: Size2D = 1
    /// From one tap of a window to the next.
    package var dilation: Size2D = 1
    package var padding: Padding = .valid

    package init(strides: Size2D = 1, dilation: Size2D = 1, padding: Padding = .valid) {
        self.strides = strides
        self.dilation = dilation
        self.padding = padding
    }

    package var description: String {
        "\(padding)" + (strides == 1 ? "" : " strides \(strides)") + (dilation == 1 ? "" : " dilation \(dilation)")
    }

    /// One axis, 0 for rows and 1 for columns: windows of `kernel` taps over `input` elements, or -1 if unknown.
    package func axis(
        _ axis: Int, input: Int, kernel: Int, _ operation: any Operation
    ) throws(GraphError) -> WindowAxis {
        try check(kernel, operation)
        var result = WindowAxis(
            input: input, output: -1, kernel: kernel, stride: strides[axis], dilation: dilation[axis], before: 0)
        let limit = Int(Int32.max)
        guard input <= limit, result.extent <= limit else {
            throw operation.refuse(
                "windows of \(result.extent) over \(input) elements are too large; \(limit) is the most")
        }
        if input < 0 { return result }
        var after = 0
        switch padding {
        case .valid: break
        case .same:
            let total = max(
                0, ((input + result.stride - 1) / result.stride - 1) * result.stride + result.extent - input)
            (result.before, after) = (total / 2, total - total / 2)
        case .causal: result.before = result.extent - 1
        case .explicit(let before, let behind): (result.before, after) = (before[axis], behind[axis])
        }
        let room = input + result.before + after - result.extent
        guard input > 0, room >= 0 else {
            throw operation.refuse(
                "a window of \(result.extent) \(axis == 0 ? "rows" : "columns") doesn't fit in \(input)"
                    + (padding == .valid ? "; a smaller one would, or padding .same" : " with padding \(padding)"))
        }
        result.output = room / result.stride + 1
        return result
    }

    /// How long an axis is over which `output` windows of `kernel` taps slide. Strides leave that open:
    /// `remainder` elements of the last stride, 0 ..< stride, belong to it too.
    package func inputLength(
        _ axis: Int, output: Int, kernel: Int, remainder: Int, _ operation: any Operation
    ) throws(GraphError) -> Int {
        try check(kernel, operation)
        guard (0..<strides[axis]).contains(remainder) else {
            throw operation.refuse("a remainder of \(remainder) is not in 0 ..< \(strides[axis]), the stride")
        }
        if output < 0 { return -1 }
        guard output <= Int32.max else { throw operation.refuse("there are too many windows: \(output)") }
        let extent = (kernel - 1) * dilation[axis] + 1
        let own =
            switch padding {
            case .valid: extent
            case .same, .causal: 1
            case .explicit(let before, let after): extent - before[axis] - after[axis]
            }
        return (output - 1) * strides[axis] + own + remainder
    }

    /// The remainder with which `inputLength` gives back `axis.input`.
    package func remainder(_ axis: Int, _ window: WindowAxis) -> Int {
        let least =
            switch padding {
            case .valid: window.extent
            case .same, .causal: 1
            case .explicit(let before, let after): window.extent - before[axis] - after[axis]
            }
        return window.input - least - (window.output - 1) * window.stride
    }

    private func check(_ kernel: Int, _ operation: any Operation) throws(GraphError) {
        let limit = 1 << 20
        guard (1...limit).contains(kernel) else {
            throw operation.refuse("windows have at least one row and one column, not \(kernel)")
        }
        guard strides.lies(in: 1...limit) else { throw operation.refuse("strides are at least 1, not \(strides)") }
        guard dilation.lies(in: 1...limit) else { throw operation.refuse("dilation is at least 1, not \(dilation)") }
        if case .explicit(let before, let after) = padding {
            guard before.lies(in: 0...limit), after.lies(in: 0...limit) else {
                throw operation.refuse("padding is at least 0, not \(before) before and \(after) after")
            }
        }
    }
}

/// One axis along which a window slides: `output` windows of `kernel` taps over `input` elements.
package struct WindowAxis: Sendable, Hashable {
    package var input: Int
    package var output: Int
    package var kernel: Int
    package var stride: Int
    package var dilation: Int
    /// How many elements the first window reaches over the start.
    package var before: Int

    /// Elements from a window's first tap to its last.
    package var extent: Int { (kernel - 1) * dilation + 1 }

    /// The element under a tap; nil where the window reaches over the edge.
    package func source(_ window: Int, _ tap: Int) -> Int? {
        let place = window * stride + tap * dilation - before
        return (0..<input).contains(place) ? place : nil
    }

    /// How many taps of a window lie on elements.
    package func reach(_ window: Int) -> Int { (0..<kernel).count { source(window, $0) != nil } }
}
