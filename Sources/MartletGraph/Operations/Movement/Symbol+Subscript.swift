public import MartletNumerics

extension Symbol {
    /// The part that `indices` pick, one for each axis from the first; axes left over are taken whole.
    ///
    /// `x[2]` is row 2 without its axis, `x[.all, 1..<3]` two columns, `x[.all, -1]` the last column, as for tensors;
    /// ranges have no steps here, and what counts from the end needs an axis of known length.
    public subscript<each Index: TensorIndexing>(_ indices: repeat each Index) -> Symbol {
        var list: [TensorIndex] = []
        for index in repeat each indices { list.append(index.tensorIndex) }
        return part(list)
    }

    private func part(_ indices: [TensorIndex]) -> Symbol {
        var (starts, sizes): ([Int], [Int]) = ([], [])
        for index in indices {
            let axis = starts.count
            if case .newAxis = index.kind { continue }
            guard axis < rank else { return refuse("more indices than the \(rank) axes of \(shape)") }
            switch index.kind {
            case .newAxis: continue
            case .position(let position):
                guard let start = fromFront(position, axis) else {
                    return refuse("\(position) on an axis of unknown length")
                }
                starts.append(start)
                sizes.append(1)
            case .range(let lower, let upper, let step):
                guard step == 1 else { return refuse("a step of \(step); symbols take ranges without steps") }
                guard let start = fromFront(lower ?? 0, axis) else {
                    return refuse("\(lower!)... on an axis of unknown length")
                }
                starts.append(start)
                guard let upper else {
                    sizes.append(-1)
                    continue
                }
                guard let end = fromFront(upper, axis) else {
                    return refuse("..<\(upper) on an axis of unknown length")
                }
                sizes.append(end > start ? end.subtractingReportingOverflow(start).partialValue : 0)
            }
        }
        let whole = rank - starts.count
        var result = sliced(
            starts: starts + [Int](repeating: 0, count: whole), sizes: sizes + [Int](repeating: -1, count: whole))
        var axis = 0
        for index in indices {
            switch index.kind {
            case .newAxis:
                result = result.expandedDimensions(axis: axis)
                axis += 1
            case .position: result = result.squeezed(axis: axis)
            case .range: axis += 1
            }
        }
        return result
    }

    /// The position counted from the front; nil if it counts from an end that isn't known.
    private func fromFront(_ position: Int, _ axis: Int) -> Int? {
        position >= 0 ? position : shape[axis] < 0 ? nil : position + shape[axis]
    }

    private func refuse(_ message: String) -> Symbol {
        builder.fail(GraphError(operation: "subscript", message: message))
    }
}
