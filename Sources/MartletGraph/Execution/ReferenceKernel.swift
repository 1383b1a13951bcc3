import CMartletKernels
import Glibc
package import MartletNumerics

/// Runs an operation by its plain loops inside a plan. This path allocates; it is for types without kernels.
final class ReferenceKernel: Sendable {
    let operation: any Operation
    let inputs: [TensorType]
    let outputs: [TensorType]

    init(_ operation: any Operation, _ at: Lowering) {
        self.operation = operation
        inputs = at.inputs
        outputs = at.outputs
    }

    /// The call: operands are the inputs, then the outputs.
    var kernel: Kernel {
        var call = mk_call()
        call.run = { call in
            let box = UnsafeRawPointer(bitPattern: Int(call!.pointee.parameters.0))!
            Unmanaged<ReferenceKernel>.fromOpaque(box).takeUnretainedValue().run(call!)
        }
        call.parameters.0 = Int64(Int(bitPattern: Unmanaged.passUnretained(self).toOpaque()))
        return Kernel(
            "reference \(operation.name)", call,
            inputs.indices.map { .input($0) } + outputs.indices.map { .output($0) }, retaining: self)
    }

    private func run(_ call: UnsafePointer<mk_call>) {
        let operands = UnsafeRawPointer(call).advanced(by: MemoryLayout<mk_call>.offset(of: \.operand)!)
            .assumingMemoryBound(to: UnsafeMutableRawPointer?.self)
        let values = inputs.indices.map { Tensor(copying: operands[$0]!, inputs[$0].shape, inputs[$0].dtype) }
        let results = try? operation.reference(values)
        for (index, type) in outputs.enumerated() where type.byteCount > 0 {
            let destination = operands[inputs.count + index]!
            if let result = results?[index] {
                result.withUnsafeBytes { _ = memcpy(destination, $0.baseAddress!, type.byteCount) }
            } else {
                _ = memset(destination, 0xFF, type.byteCount)  // NaN: shapes were checked, so only values can fail
            }
        }
    }
}

extension Tensor {
    /// A tensor with the values found at `source`.
    package init(copying source: UnsafeRawPointer, _ shape: Shape, _ dtype: DType) {
        self.init(uninitialized: shape, dtype: dtype)
        withUnsafeMutableBytes { bytes in
            if bytes.count > 0 { _ = memcpy(bytes.baseAddress!, source, bytes.count) }
        }
    }
}
