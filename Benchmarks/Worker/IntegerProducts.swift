import CMartletKernels

/// Products of square matrices of uint8 and int8 whose results are int32, the second packed once, on all threads.
final class IntegerProduct {
    static let table = Dictionary(
        uniqueKeysWithValues: [256, 1024, 2048].map { size in
            (
                "int8_gemm_\(size)",
                { @Sendable in
                    let product = IntegerProduct(size: size)
                    return try Cases.repeated({ product.run() }, warmup: 5)
                } as Cases.Preparation
            )
        })

    private let call: UnsafeMutablePointer<mk_call>
    private let memory: [UnsafeMutableRawPointer]

    private init(size: Int) {
        var p = mk_int8_convolution_parameters()
        let side = Int32(size)
        p.shape = mk_convolution_of_product(side, side, side, mk_process_thread_budget())
        (p.input, p.output) = (UInt8(MK_UINT8.rawValue), UInt8(MK_INT32.rawValue))
        memory =
            [size * size, size * size, 4 * size * size].map(Int64.init).map(Self.bytes)
            + [mk_int8_convolution_prepared(p), mk_int8_convolution_scratch(p)].map(Self.bytes)
        var prepare = mk_int8_convolution_prepare(p)
        (prepare.operand.0, prepare.operand.1) = (memory[1], memory[3])
        withUnsafePointer(to: prepare) { mk_run($0, 1) }
        call = .allocate(capacity: 1)
        call.initialize(to: mk_int8_convolution(p))
        (call.pointee.operand.0, call.pointee.operand.1) = (memory[0], memory[3])
        (call.pointee.operand.2, call.pointee.operand.4) = (memory[2], memory[4])
    }

    deinit {
        call.deallocate()
        memory.forEach { $0.deallocate() }
    }

    private func run() { mk_run(call, 1) }

    private static func bytes(_ count: Int64) -> UnsafeMutableRawPointer {
        let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: max(Int(count), 1), alignment: 64)
        for index in bytes.indices { bytes[index] = UInt8(truncatingIfNeeded: index &* 0x9E37_79B1 >> 24) }
        return bytes.baseAddress!
    }
}
