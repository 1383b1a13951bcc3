import Martlet
import Testing

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension Stories {
    /// The dumps in "How a step runs" are what is printed with the kernels of AVX2 or later.
    @Test(.enabled(if: hasKernelsOfTheBook, "the portable kernels' plans use other scratch memory than the book's"))
    func theBookShowsWhatIsPrinted() throws {
        // snippet: small
        var model = Model(
            Sequential {
                Dense(8, activation: .relu)
                Dropout(0.5)
                Dense(3, activation: .softmax)
            }, input: [4])
        try model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy())
        // end
        for dump in [model.graph.description, try model.plan(rows: 1), try model.plan(rows: 32, training: true)] {
            #expect(try book("HowAStepRuns").contains("```text\n\(dump)\n```"), "the book should show:\n\(dump)")
        }
    }
}

/// Whether plans are made for AVX2 or later.
private var hasKernelsOfTheBook: Bool {
    #if arch(x86_64)
        getenv("MARTLET_ISA").map { String(cString: $0) } != "scalar"
    #else
        false
    #endif
}

/// An article of the DocC book.
private func book(_ name: String, here: String = #filePath) throws -> String {
    let root = here.split(separator: "/").dropLast(3).joined(separator: "/")
    let file = try #require(fopen("/\(root)/Sources/Martlet/Martlet.docc/\(name).md", "r"))
    defer { fclose(file) }
    var bytes: [UInt8] = []
    while true {
        let byte = getc(file)
        if byte == EOF { return String(decoding: bytes, as: UTF8.self) }
        bytes.append(UInt8(byte))
    }
}
