import MartletNumerics

/// What the function gave for some rows.
struct Outputs {
    /// `[rows, outputs]` of float32 or float64.
    let tensor: Tensor
    var width: Int { tensor.shape[1] }
    /// How near to 1 such numbers come.
    var least: Double { tensor.dtype == .float32 ? 0x1p-24 : 0x1p-53 }

    /// Asks the function.
    ///
    /// - Parameter width: how many outputs there must be, if that is known.
    /// - Throws: `ExplanationError.wrongOutputs`, `notFinite`; what the function throws.
    init(of rows: Tensor, width: Int? = nil, by function: (Tensor) throws -> Tensor) throws {
        try self.init(unchecked: rows, width: width, by: function)
        try checkFinite()
    }

    /// Asks without looking at the numbers, which `checkFinite` does.
    init(unchecked rows: Tensor, width: Int? = nil, by function: (Tensor) throws -> Tensor) throws {
        let given = try function(rows)
        let count = rows.shape[0]
        let columns = given.rank == 2 ? given.shape[1] : 1
        guard 1...2 ~= given.rank, given.shape[0] == count, columns > 0, columns == width ?? columns else {
            throw ExplanationError.wrongOutputs(
                expected: "[\(count), \(width.map(String.init) ?? "outputs")] for \(count) rows", got: "\(given.shape)")
        }
        tensor = (given.dtype.isFloating ? given : given.cast(to: .float64)).withShape([count, columns])
    }

    /// - Throws: `ExplanationError.notFinite` naming the first number that isn't.
    func checkFinite() throws {
        guard let place = tensor.isFinite.array(of: Bool.self).firstIndex(of: false) else { return }
        let value = tensor.array(of: Double.self)[place]
        throw ExplanationError.notFinite(
            output: "output \(place % width)",
            reason: "is \(value) for row \(place / width) of a batch; it must be finite")
    }

    /// Means of outputs `[rows, outputs]` by the link, in float64.
    ///
    /// - Throws: `ExplanationError.notFinite` for means that the link has no number for.
    func linked(_ means: Tensor, by link: Link, _ names: [String]) throws -> Tensor {
        try Self.linked(means.array(of: Double.self), by: link, least: least, names, shape: means.shape)
    }

    static func linked(
        _ means: [Double], by link: Link, least: Double, _ names: [String], shape: Shape
    ) throws -> Tensor {
        let linked = link == .identity ? means : means.map { link($0, least: least) }
        if let place = linked.firstIndex(where: { !$0.isFinite }) {
            throw ExplanationError.notFinite(
                output: names[place % names.count],
                reason: "is \(means[place]) on average, for which the link \(link.rawValue) has no number"
                    + (link == .logit ? "; it takes probabilities, from 0 to 1" : ""))
        }
        return try Tensor(linked, shape: shape)
    }
}
