import Glibc
import MartletCodecs
import MartletNumerics
import MartletTestSupport
import Testing

struct SparseTensorTests {
    /// Elements of any bits, of which about `density` aren't zero.
    private static func tensor(
        _ dtype: DType, _ count: Int, density: Double, _ random: inout SplitMix
    ) -> Tensor {
        let elements = (0..<count).map { _ in
            Double.random(in: 0..<1, using: &random) < density ? random.next() | 1 : 0
        }
        return Tensor(shape: [count], dtype: dtype) { memory in
            let size = dtype.byteCount
            for (index, element) in elements.enumerated() {
                for byte in 0..<size {
                    let bits = UInt8(truncatingIfNeeded: element >> UInt64(8 * byte))
                    memory[index * size + byte] = dtype == .bool ? bits & 1 : bits
                }
            }
        }
    }

    private static func bytes(_ tensor: Tensor) -> [UInt8] { tensor.withUnsafeBytes(Array.init) }

    private static func packed(_ tensor: Tensor, deflating: Bool = false) -> SparseTensor {
        var sparse = SparseTensor("t", tensor, below: .max)!
        if deflating { sparse.deflate() }
        return sparse
    }

    @Test(arguments: DType.allCases) func everyBitComesBack(dtype: DType) throws {
        var random = SplitMix(state: 1)
        for count in [0, 1, 2, 7, 8, 9, 31, 63, 64, 65, 127, 1000, 40_003] {
            for density in [0, 0.003, 0.02, 0.1, 0.25, 0.5, 0.9, 1] {
                let tensor = Self.tensor(dtype, count, density: density, &random)
                for deflating in [false, true] {
                    let read = try Self.packed(tensor, deflating: deflating).tensor()
                    #expect(read.dtype == dtype && read.shape == tensor.shape)
                    #expect(Self.bytes(read) == Self.bytes(tensor), "\(count) at \(density)")
                }
            }
        }
    }

    @Test func onlyZeroBitsAreZero() throws {
        let special: [Float] = [
            0, -0.0, .nan, -.nan, Float(bitPattern: 0x7FC0_1234), .infinity, .leastNonzeroMagnitude, 0, 0,
        ]
        let sparse = Self.packed(Tensor(special))
        #expect(sparse.header.count == 6)
        #expect(try Self.bytes(sparse.tensor()) == Self.bytes(Tensor(special)))
        let doubles = Tensor([0, -0.0, .leastNonzeroMagnitude, 0])
        #expect(Self.packed(doubles).header.count == 2)
        #expect(try Self.bytes(Self.packed(doubles).tensor()) == Self.bytes(doubles))
    }

    /// At each density the places take at most 0.06 bits a weight more than their entropy.
    @Test func placesTakeAboutTheirEntropy() {
        var random = SplitMix(state: 2)
        for density in [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5] {
            let count = 100_000
            let sparse = Self.packed(Self.tensor(.int8, count, density: density, &random))
            let bits = Double(8 * (sparse.bytes.count - sparse.header.count)) / Double(count)
            let part = Double(sparse.header.count) / Double(count)
            #expect(bits < -part * log2(part) - (1 - part) * log2(1 - part) + 0.06, "\(density): \(bits)")
        }
    }

    @Test func whatGetsNoSmallerStaysAsItIs() throws {
        var random = SplitMix(state: 3)
        let dense = Self.tensor(.float32, 1000, density: 1, &random)
        let sparse = Self.tensor(.float32, 1000, density: 0.1, &random)
        let small = Self.tensor(.float32, 10, density: 0.1, &random)
        var file = try Safetensors([
            ("dense", dense), ("sparse", sparse.reshaped([10, 100])), ("small", small), ("empty", .zeros([0])),
            ("scalar", Tensor(Float(0))),
        ])
        let whole = file
        let headers = file.pack(deflating: false)
        #expect(headers.map(\.name) == ["sparse"])
        #expect(file["sparse"]!.dtype == .uint8 && file["sparse"]!.count < 600)
        try file.unpack(headers)
        #expect(file.tensors.map { Self.bytes($0.tensor) } == whole.tensors.map { Self.bytes($0.tensor) })
    }

    /// Bytes of all the kinds that codes are made for: few or many values, rare ones, runs, none.
    @Test func deflatedBytesComeBack() throws {
        var random = SplitMix(state: 4)
        var fibonacci: [UInt8] = []
        var (a, b) = (1, 1)
        // Codes that are longer than 15 bits unless they are kept from it.
        for value in 1...22 as ClosedRange<UInt8> {
            fibonacci += repeatElement(value, count: a)
            (a, b) = (b, a + b)
        }
        fibonacci.shuffle(using: &random)
        let samples: [[UInt8]] = [
            [1], [1, 2, 3], Array(repeating: 7, count: 100_000), Array(1...255), fibonacci,
            (0..<200_000).map { _ in .random(in: 1...255, using: &random) },
            (0..<200_000).map { _ in .random(in: 1...3, using: &random) },
            (0..<3_000_000).map {
                $0 < 5000 ? 1 : $0 < 70_000 ? .random(in: 1...255, using: &random) : 1 + UInt8($0 >> 17)
            },
            (0..<70_000).map { UInt8(1 + $0 / 259 % 255) },
        ]
        for sample in samples {
            let sparse = Self.packed(Tensor(sample), deflating: true)
            #expect(try sparse.tensor() == Tensor(sample), "\(sample.count)")
        }
        let entropy = Self.packed(Tensor(samples[6]), deflating: true).bytes.count
        // Huffman's code of three values and an end: two bits each.
        #expect(entropy < 200_000 * 2 / 8 + 200)
        // A run takes 258 bytes in a bit or two, and nothing stands for more than 1024 times its bytes.
        #expect((98...400).contains(Self.packed(Tensor(samples[2]), deflating: true).bytes.count))
    }

    @Test func headersThatLieAreRefused() throws {
        var random = SplitMix(state: 5)
        let tensor = Tensor(
            (0..<5000).map { _ in Float(max(Int.random(in: -90..<10, using: &random), 0)) })
        for deflating in [false, true] {
            let whole = Self.packed(tensor, deflating: deflating)
            #expect(whole.header.deflated == deflating)
            func reason(
                _ change: (inout SparseTensor.Header) -> Void = { _ in },
                bytes damage: (inout [UInt8]) -> Void = { _ in }
            ) throws -> String {
                var (header, bytes) = (whole.header, whole.bytes)
                change(&header)
                damage(&bytes)
                let error = try #require(throws: SafetensorsError.self) {
                    try SparseTensor(header, bytes: bytes).tensor()
                }
                #expect(error.tensor == "t")
                return error.reason
            }
            let ends = deflating ? "zlib: it ends before" : "place"
            #expect(try reason { $0.count = -1 }.contains("0...5000"))
            #expect(try reason { $0.count = 5001 }.contains("0...5000"))
            #expect(try reason { $0.shift = 32 }.contains("0...31"))
            #expect(try reason { $0.shift = -1 }.contains("0...31"))
            #expect(try reason(bytes: { $0.removeLast() }).contains(ends))
            #expect(try reason(bytes: { $0 = [] }).contains("stand for 20000"))
            #expect(try reason { $0.shape = [1 << 40] }.contains("a byte may stand for 1024"))
            #expect(try !reason { $0.count -= 1 }.isEmpty)
            #expect(try !reason { $0.count += 1 }.isEmpty)
            #expect(try !reason { $0.shape = [100] }.isEmpty)
            #expect(try !reason { $0.dtype = .float64 }.isEmpty)
            #expect(try !reason { $0.deflated.toggle() }.isEmpty)
            if deflating { #expect(try reason(bytes: { $0[0] = 0 }).contains("zlib")) }
        }
        // A bit too many.
        let bits = Self.packed(tensor)
        let error = try #require(throws: SafetensorsError.self) {
            try SparseTensor(bits.header, bytes: bits.bytes + [1]).tensor()
        }
        #expect(error.reason.contains("don't place 4") || error.reason.contains("don't place 5"))
        // Zeros that aren't needed are allowed.
        #expect(try SparseTensor(bits.header, bytes: bits.bytes + [0]).tensor() == tensor)
        let flag = Self.packed(Tensor([true, false, true]))
        #expect(throws: SafetensorsError.self) {
            try SparseTensor(flag.header, bytes: [2] + flag.bytes.dropFirst()).tensor()
        }
    }

    /// What unpacks to more than its tensor has is given up early.
    @Test func deflateBombsAreRefused() throws {
        let bomb = Self.packed(Tensor([UInt8](repeating: 1, count: 1_000_000)), deflating: true)
        #expect(bomb.bytes.count < 5000)
        var header = bomb.header
        (header.shape, header.count) = ([100_000], 1000)
        let error = try #require(throws: SafetensorsError.self) {
            try SparseTensor(header, bytes: bomb.bytes).tensor()
        }
        #expect(error.reason.contains("more than is allowed"))
    }

    @Test func filesMustHaveWhatIsListed() throws {
        var random = SplitMix(state: 6)
        var packed = Safetensors([("a", Self.tensor(.float32, 5000, density: 0.1, &random)), ("b", Tensor(1))])
        let header = try #require(packed.pack(deflating: false).first)
        func reason(_ headers: [SparseTensor.Header], _ bytes: Int = 1 << 20) throws -> String {
            var file = packed
            return try #require(throws: SafetensorsError.self) { try file.unpack(headers, maximumBytes: bytes) }
                .reason
        }
        var other = header
        other.name = "c"
        #expect(try reason([other]).contains("missing"))
        #expect(try reason([header, header]).contains("unpacked already"))
        other.name = "b"
        #expect(try reason([other]).contains("must be uint8 of rank 1"))
        #expect(try reason([header], 19_999).contains("more than the 19999 bytes"))
    }

    @Test(arguments: [false, true]) func damageNeverTraps(deflating: Bool) async {
        await #expect(processExitsWith: .success) { [deflating] in
            var random = SplitMix(state: 7)
            let whole = Self.packed(Self.tensor(.float32, 3000, density: 0.1, &random), deflating: deflating)
            limitMemory()
            var accepted = 0
            for _ in 0..<20_000 {
                var (header, bytes) = (whole.header, whole.bytes)
                random.damage(&bytes)
                if Bool.random(using: &random) { header.count += .random(in: -3...3, using: &random) }
                if Bool.random(using: &random) { header.shift = .random(in: 0...31, using: &random) }
                do {
                    accepted += try SparseTensor(header, bytes: bytes).tensor().byteCount == 12_000 ? 1 : 0
                } catch is SafetensorsError {}
            }
            #expect(accepted < 10_000)
        }
    }
}
