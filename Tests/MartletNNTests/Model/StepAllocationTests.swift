import CMartletTestSupport
import MartletNN
import MartletNumerics
import Testing

/// Training allocates for a run and for an epoch, never for a step.
@Suite(.enabled(if: mk_counts_allocations(), "a sanitizer's allocator counts nothing"))
struct StepAllocationTests {
    /// Allocations of two epochs over so many batches, after the plans have been made.
    private func allocations(batches: Int, shuffle: Bool) throws -> Int64 {
        let rows = batches * 10
        let (x, y) = (Tensor.ones([rows, 4]), Tensor((0..<rows).map { Int32($0 % 3) }))
        var model = try Points.compiled()
        try model.fit(x, y, epochs: 1, batchSize: 10, shuffle: shuffle)
        let before = mk_allocation_count()
        try model.fit(x, y, epochs: 2, batchSize: 10, shuffle: shuffle)
        return mk_allocation_count() - before
    }

    @Test(arguments: [false, true]) func stepsAllocateNothing(shuffle: Bool) throws {
        let few = try allocations(batches: 5, shuffle: shuffle)
        #expect(few > 0)
        #expect(try allocations(batches: 200, shuffle: shuffle) == few)
    }

    @Test func judgingBatchesAllocatesNothing() throws {
        func allocations(batches: Int) throws -> Int64 {
            let rows = batches * 10
            let (x, y) = (Tensor.ones([rows, 4]), Tensor((0..<rows).map { Int32($0 % 3) }))
            let model = try Points.compiled()
            _ = try model.evaluate(x, y, batchSize: 10)
            let before = mk_allocation_count()
            _ = try model.evaluate(x, y, batchSize: 10)
            return mk_allocation_count() - before
        }
        #expect(try allocations(batches: 200) == allocations(batches: 5))
    }
}
