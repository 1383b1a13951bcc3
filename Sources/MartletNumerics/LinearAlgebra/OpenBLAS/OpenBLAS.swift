internal import CMartletBLAS
internal import COpenBLAS

/// The OpenBLAS that the program is linked with, and whether its results can be relied on.
package struct OpenBLAS: Hashable, Sendable {
    /// Such as `0.3.21`.
    package var version: String
    /// The processor whose kernels it uses, by its own name, such as `Zen`; nothing where it has one set of kernels alone.
    package var coreType: String
    /// How many threads of its own it has: one where it was told in time.
    package var threads: Int

    /// What the system has.
    package static let installed: OpenBLAS = {
        openblas_set_num_threads(1)
        // "OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH …"
        let words = String(cString: openblas_get_config()).split(separator: " ")
        return OpenBLAS(
            version: words.count > 1 ? String(words[1]) : "of unknown version",
            coreType: String(cString: openblas_get_corename()), threads: Int(openblas_get_num_threads()))
    }()

    /// What is wrong with it on this processor; nil where its results can be relied on. Found at the first use, in a
    /// fraction of a millisecond: what would crash by what is known of it, all else by computing.
    package static let fault: Fault? = {
        let known = installed
        if let finding = known.foreseen(on: .this) { return Fault(library: known, finding: finding) }
        guard takesRoom else { return .noRoom(known) }
        let finding = BLASCheck(checkedFloat, name: "s").finding ?? BLASCheck(checkedDouble, name: "d").finding
        return finding.map { Fault(library: known, finding: $0) }
    }()

    /// What `fault` checks; tests put wrong ones here, before the first use.
    package nonisolated(unsafe) static var checkedFloat = BLASRoutines<Float>.system
    package nonisolated(unsafe) static var checkedDouble = BLASRoutines<Double>.system

    /// Why an OpenBLAS isn't used.
    package struct Fault: Hashable, Sendable, CustomStringConvertible {
        package var library: OpenBLAS
        /// What it would do, or did.
        package var finding: String
        /// What mends it.
        package var advice =
            "set OPENBLAS_CORETYPE in the environment to kernels that fit, such as \(Machine.this.safeCoreType), and where "
            + "it doesn't find the size of the L2 cache, OPENBLAS_L2_SIZE to it in KiB (read from 0.3.28 on), or install "
            + "another version"

        fileprivate static func noRoom(_ library: OpenBLAS) -> Fault {
            Fault(
                library: library,
                finding: "would wait for ever: the process may not take the 128 MiB that it needs for each thread",
                advice: "allow the process more address space (ulimit -v)")
        }

        package var description: String { "\(library) \(finding); \(advice)" }
    }

    package init(version: String, coreType: String, threads: Int) {
        (self.version, self.coreType, self.threads) = (version, coreType, threads)
    }

    /// - Throws: `TensorError.unusableBLAS` where OpenBLAS can't be relied on.
    static func require(for operation: String) throws(TensorError) {
        if let fault { throw .unusableBLAS(operation: operation, reason: fault.description) }
    }
}

extension OpenBLAS: CustomStringConvertible {
    package var description: String {
        "OpenBLAS \(version)" + (coreType.isEmpty ? "" : " with kernels for \(coreType)")
    }
}
