import Testing

/// The parent of every suite here: the cap on the instruction set and the pool are the process's, so one test runs at
/// a time.
@Suite(.serialized) struct KernelTests {}
