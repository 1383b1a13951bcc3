import MartletNumerics
import Testing

@Suite struct TensorTests {
    @Test func creation() throws {
        #expect(try Tensor([[1, 2], [3, 4]] as [[Float]]).shape == [2, 2])
        #expect(Tensor(3.5).shape == [])
        #expect(Tensor([1, 2, 3]).dtype == .int64)
        #expect(Tensor.zeros([2, 2]).array(of: Float.self) == [0, 0, 0, 0])
        #expect(Tensor.ones([2], dtype: .bool).array(of: Bool.self) == [true, true])
        #expect(Tensor.full(7, shape: [2], dtype: .int8).array(of: Int8.self) == [7, 7])
        #expect(Tensor.eye(2, 3).array(of: Int.self) == [1, 0, 0, 0, 1, 0])
        #expect(try Tensor.arange(0, 1, by: 0.25).array(of: Double.self) == [0, 0.25, 0.5, 0.75])
        #expect(try Tensor.arange(3, 0, by: -1).array(of: Double.self) == [3, 2, 1])
        #expect(try Tensor.arange(3, 0).count == 0)
        #expect(try Tensor.arange(0, 3) == Tensor([0, 1, 2]))
        #expect(try Tensor.arange(5, 0, by: -2) == Tensor([5, 3, 1]))
        #expect(try Tensor.arange(0, 3.0) == Tensor([0.0, 1, 2]))
        #expect(try Tensor.arange(0, 3, dtype: .float32) == Tensor([0, 1, 2] as [Float]))
        #expect(Tensor.linspace(0, 1, count: 5).array(of: Double.self) == [0, 0.25, 0.5, 0.75, 1])
    }

    @Test func creationErrors() {
        #expect(throws: TensorError.countMismatch(operation: "tensor", count: 3, shape: [2, 2])) {
            try Tensor([1, 2, 3], shape: [2, 2])
        }
        #expect(throws: TensorError.ragged(row: 1, count: 1, expected: 2)) { try Tensor([[1, 2], [3]]) }
        #expect(throws: TensorError.self) { try Tensor([1], shape: [-1, -1]) }
        #expect(throws: TensorError.self) { try Tensor([1], shape: [Int.max, Int.max]) }
        #expect(throws: TensorError.self) { try Tensor.arange(0, 1, by: 0) }
        #expect(throws: TensorError.self) { try Tensor.arange(0, 1, by: 0.0) }
        #expect(throws: TensorError.self) { try Tensor.arange(.min, .max) }
        #expect(throws: TensorError.self) { try Tensor.arange(0, .infinity) }
    }

    @Test func storageIsAlignedAndCopiedOnWrite() throws {
        var a = Tensor([1, 2, 3] as [Float])
        let b = a
        #expect(Int(bitPattern: a.baseAddress) % 64 == 0)
        #expect(a.baseAddress == b.baseAddress)
        try a.withMutableSpan(as: Float.self) { $0[0] = 9 }
        #expect(a.array(of: Float.self) == [9, 2, 3])
        #expect(b.array(of: Float.self) == [1, 2, 3])
        let address = a.baseAddress
        try a.withMutableSpan(as: Float.self) { $0[1] = 8 }
        #expect(a.baseAddress == address)
        #expect(try b.withSpan(as: Float.self) { $0[2] } == 3)
        #expect(throws: TensorError.self) { try b.withSpan(as: Double.self) { $0[2] } }
        #expect(throws: TensorError.self) { try b.scalar(as: Float.self) }
        #expect(try Tensor(2).scalar(as: Double.self) == 2)
    }

    @Test func equality() {
        #expect(Tensor([1, 2]) == Tensor([1, 2]))
        #expect(Tensor([1, 2]) != Tensor([1, 3]))
        #expect(Tensor([1, 2]) != Tensor([1.0, 2.0]))
        #expect(Tensor([0.0]) == Tensor([-0.0]))
        #expect(Tensor([Double.nan]) != Tensor([Double.nan]))
    }

    @Test func casts() {
        #expect(Tensor([300, -1]).cast(to: .uint8).array(of: Int.self) == [44, 255])
        #expect(Tensor([1.9, -1.9]).cast(to: .int32).array(of: Int.self) == [1, -1])
        let extremes = Tensor([Double.nan, .infinity, -.infinity, 1e300, 0x1p63])
        #expect(extremes.array(of: Int64.self) == [0, .max, .min, .max, .max])
        #expect(extremes.array(of: Int32.self) == [0, .max, .min, .max, .max])
        #expect(Tensor([Float.infinity, -5, 255.5]).array(of: UInt8.self) == [255, 0, 255])
        #expect(Tensor([0, 0.5, Double.nan]).array(of: Bool.self) == [false, true, true])
        #expect(Tensor([true, false]).array(of: Float.self) == [1, 0])
        #expect(Tensor([Int64.max]).array(of: Float.self) == [0x1p63])
        for from in DType.allCases {
            for to in DType.allCases {
                let there = Tensor([0, 1, 1, 0]).cast(to: from).cast(to: to)
                #expect(there.dtype == to)
                #expect(there.array(of: Int.self) == [0, 1, 1, 0])
            }
        }
    }

    @Test func promotion() {
        #expect(DType.promoted(.bool, .uint8) == .uint8)
        #expect(DType.promoted(.uint8, .int8) == .int32)
        #expect(DType.promoted(.int64, .float32) == .float32)
        #expect(DType.promoted(.float32, .float64) == .float64)
    }
}
