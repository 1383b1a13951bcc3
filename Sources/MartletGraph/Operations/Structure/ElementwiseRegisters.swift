import MartletNumerics

/// The registers in which an elementwise kernel may compute: float32 or int64 for all of its values. Memory is converted
/// on the way in and out.
struct ElementwiseRegisters: OptionSet {
    let rawValue: UInt8
    static let floats = ElementwiseRegisters(rawValue: 1)
    static let integers = ElementwiseRegisters(rawValue: 2)

    /// Those that hold a result between two steps as memory of this dtype would.
    static func keeping(_ dtype: DType) -> ElementwiseRegisters {
        switch dtype {
        case .float32: .floats
        case .int64: .integers
        case .bool: [.floats, .integers]
        case .float64, .int8, .uint8, .int32: []
        }
    }
}

extension ElementwiseOperation {
    /// The registers in which this is exact, from inputs as they lie in memory to a result in memory; none where only
    /// plain loops are.
    func registers(_ inputs: [DType], _ output: DType) -> ElementwiseRegisters {
        let all = Set(inputs + [output])
        if all.contains(.float64) { return [] }
        var result: ElementwiseRegisters = all.contains(.float32) ? [] : .integers
        let small: Set<DType> = [.bool, .int8, .uint8]
        // Converting on the way in or out is what a cast to or from float32 does; comparing needs every integer exact.
        let isConversion = self is Cast && (output == .float32 || inputs == [.float32])
        let isQuestion = output == .bool && small.isSuperset(of: inputs)
        if isConversion || isQuestion || all.isSubset(of: [.float32, .bool]) { result.insert(.floats) }
        return result
    }
}
