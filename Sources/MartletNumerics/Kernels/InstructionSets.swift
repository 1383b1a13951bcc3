package import CMartletKernels

/// What the variants of kernels that this CPU runs need, each once: beginning with the empty set, the scalar variants'.
package let instructionSets: [mk_features] = {
    var count: Int64 = 0
    let kernels = UnsafeBufferPointer(start: mk_kernels(&count), count: Int(count))
    return kernels.map(\.needs).reduce(into: []) { sets, needs in
        if mk_detected_features().isSuperset(of: needs), !sets.contains(needs) { sets.append(needs) }
    }
}()

/// Runs `body` with kernels chosen as on a CPU that has `features` alone. Work of the pool that it starts follows.
package func withInstructionSet<R>(_ features: mk_features, _ body: () throws -> R) rethrows -> R {
    let before = mk_exchange_own_features(features)
    defer { _ = mk_exchange_own_features(before) }
    return try body()
}

extension mk_features {
    /// The features' names as `MARTLET_ISA` takes them, "avx2+avx512" for instance; "scalar" for none.
    package var names: String {
        if isEmpty { return String(cString: mk_feature_name(self)) }
        return (0..<UInt32.bitWidth).map { mk_features(rawValue: 1 << UInt32($0)) }.filter(contains)
            .map { String(cString: mk_feature_name($0)) }.joined(separator: "+")
    }
}
