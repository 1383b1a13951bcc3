import CMartletKernels
import Glibc
import MartletNumerics
import Synchronization
import Testing

/// Runs `body` once with each instruction set that some kernel has a variant for and this CPU has.
func forEachInstructionSet(_ body: () throws -> Void) rethrows {
    for set in instructionSets {
        try withInstructionSet(set, body)
        addressed.withLock { $0 = [] }
    }
}

/// What kernels are chosen for just now.
var instructionSet: String { mk_features_in_use().names }

/// Operands whose addresses were asked for: an address alone doesn't keep its memory until the kernel has run.
private let addressed = Mutex<[any AnyObject & Sendable]>([])

/// Memory for one operand between two guard zones, which must stay as they were.
final class Operand<Element: BitwiseCopyable>: @unchecked Sendable {  // used by one test at a time
    private static var guardBytes: Int { 128 }
    private let memory: UnsafeMutableRawPointer
    let count: Int

    /// A copy of `elements`, `misalignment` elements away from a multiple of 64 bytes.
    init(_ elements: [Element], misalignment: Int = 0) {
        count = elements.count
        offset = Self.guardBytes + misalignment * MemoryLayout<Element>.stride
        size = offset + count * MemoryLayout<Element>.stride + Self.guardBytes
        memory = .allocate(byteCount: size, alignment: 64)
        memset(memory, 0xA5, size)
        if count > 0 { _ = elements.withUnsafeBytes { memcpy(memory + offset, $0.baseAddress!, $0.count) } }
    }

    convenience init(repeating element: Element, count: Int, misalignment: Int = 0) {
        self.init(Array(repeating: element, count: count), misalignment: misalignment)
    }

    deinit { memory.deallocate() }

    private let offset: Int
    private let size: Int

    /// The first element; its memory stays until the instruction set changes.
    var address: UnsafeMutablePointer<Element> {
        addressed.withLock { $0.append(self) }
        return start
    }

    private var start: UnsafeMutablePointer<Element> { (memory + offset).assumingMemoryBound(to: Element.self) }

    var elements: [Element] { withExtendedLifetime(self) { Array(UnsafeBufferPointer(start: start, count: count)) } }

    var isGuardWhole: Bool {
        let end = offset + count * MemoryLayout<Element>.stride
        return (0..<size).allSatisfy { byte in
            (byte >= offset && byte < end) || memory.load(fromByteOffset: byte, as: UInt8.self) == 0xA5
        }
    }
}

extension mk_call {
    /// Runs this call on `operands`.
    func run(_ operands: UnsafeMutableRawPointer?...) { run(operands) }

    /// Runs this call on `operands`.
    func run(_ operands: [UnsafeMutableRawPointer?]) {
        var call = self
        withUnsafeMutableBytes(of: &call.operand) { bytes in
            for (index, operand) in operands.enumerated() {
                bytes.bindMemory(to: UnsafeMutableRawPointer?.self)[index] = operand
            }
        }
        mk_run(&call, 1)
    }
}

/// Reproducible numbers for tests, uniform in `range`.
struct Numbers {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

    mutating func bits() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }

    mutating func floats(_ count: Int, in range: ClosedRange<Float> = -2...2) -> [Float] {
        (0..<count).map { _ in
            range.lowerBound + (range.upperBound - range.lowerBound) * Float(bits() >> 40) / Float(1 << 24)
        }
    }

    mutating func integers(_ count: Int, in range: Range<Int64>) -> [Int64] {
        (0..<count).map { _ in range.lowerBound + Int64(bits() >> 1) % (range.upperBound - range.lowerBound) }
    }
}

/// The distance between `value` and `exact` in units in the last place of a float near `exact`.
func ulps(_ value: Float, _ exact: Double) -> Double {
    let rounded = Float(exact)
    if value.isNaN || rounded.isNaN { return value.isNaN && rounded.isNaN ? 0 : .infinity }
    if value == rounded { return abs(exact) > 1e38 ? 0 : abs(Double(value) - exact) / unit(exact) }
    if rounded.isInfinite { return value.isFinite && abs(value) > 3.4028e38 ? 1 : .infinity }
    return abs(Double(value) - exact) / unit(exact)
}

private func unit(_ exact: Double) -> Double { max(Double(Float(exact).ulp), Double(Float.leastNonzeroMagnitude)) }
