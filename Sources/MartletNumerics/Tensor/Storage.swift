/// The memory of tensors: bytes at a 64-byte boundary, in the same allocation as the object that owns them.
///
/// Not synchronised. `Tensor` writes only to storage that it alone refers to.
package final class Storage: ManagedBuffer<Int, UInt8> {
    /// The boundary that the bytes start at.
    package static var alignment: Int { 64 }

    /// Memory for `byteCount` bytes with undefined contents.
    @inline(__always)
    package static func allocate(byteCount: Int) -> Storage {
        let buffer = create(minimumCapacity: byteCount + alignment - 1) { _ in byteCount }
        return unsafeDowncast(buffer, to: Storage.self)
    }

    /// The number of bytes asked for.
    package var byteCount: Int { header }

    /// The first byte, valid while this object lives.
    package var baseAddress: UnsafeMutableRawPointer {
        @inline(__always) get {
            withUnsafeMutablePointerToElements { UnsafeMutableRawPointer($0).alignedUp(toMultipleOf: Self.alignment) }
        }
    }
}
