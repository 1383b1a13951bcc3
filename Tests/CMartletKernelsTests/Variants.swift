import CMartletKernels

/// The variants of kernels, in the table's order.
var variants: [mk_kernel] {
    var count: Int64 = 0
    return Array(UnsafeBufferPointer(start: mk_kernels(&count), count: Int(count)))
}

func describe(_ kernel: mk_kernel) -> String {
    [kernel.family, kernel.name, kernel.variant].map { String(cString: $0!) }.joined(separator: " ")
}
