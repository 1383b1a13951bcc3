import Glibc
import MartletNumerics
import Testing

struct OpenBLASTests {
    @Test func theSystemsIsRight() {
        #expect(OpenBLAS.installed.version.first?.isNumber == true)
        #expect(!OpenBLAS.installed.coreType.isEmpty)
        #expect(OpenBLAS.fault == nil)
    }

    /// OpenBLAS asks the program before it starts threads, since the program's function goes before its own.
    @Test func theProgramSaysHowManyThreadsOpenBLASStarts() throws {
        let symbol = try #require(dlsym(nil, "openblas_num_threads_env"))
        #expect(unsafeBitCast(symbol, to: (@convention(c) () -> CInt).self)() == 1)
        #expect(OpenBLAS.installed.threads == 1)
    }

    /// One wrong number in any routine and form is found, in either precision.
    @Test func whatIsComputedWronglyIsFound() {
        typealias Routines = BLASRoutines<Float>
        func gemm(_ isWrong: @escaping @Sendable (Routines.Product) -> Bool) -> Routines {
            var routines = Routines.system
            routines.gemm = { product in
                Routines.system.gemm(product)
                if isWrong(product) { product.c[(product.m - 1) * product.ldc + product.n / 2] += 1 }
            }
            return routines
        }
        for (a, b) in [(false, false), (false, true), (true, false), (true, true)] {
            let found = BLASCheck(gemm { $0.transposeA == a && $0.transposeB == b }, name: "s").finding
            #expect(found?.contains("sgemm \(a ? "T" : "N")\(b ? "T" : "N") 13×11×17") == true)
        }
        #expect(BLASCheck(gemm { $0.k > 384 && !$0.transposeA }, name: "s").finding?.contains("NN 53×52×390") == true)
        #expect(BLASCheck(gemm { $0.k > 384 && $0.transposeA }, name: "s").finding?.contains("TT 53×52×390") == true)
        #expect(BLASCheck(gemm { $0.beta == 1 }, name: "s").finding != nil)

        var routines = Routines.system
        routines.gemm = { if $0.beta != 0 { Routines.system.gemm($0) } }  // nothing at all
        #expect(BLASCheck(routines, name: "s").finding?.contains("gemm") == true)
        routines = .system
        routines.gemm = { product in  // beyond the end of a row
            Routines.system.gemm(product)
            product.c[product.n] = 0
        }
        #expect(BLASCheck(routines, name: "s").finding?.contains("gemm") == true)
        for (transpose, stride) in [(false, 1), (true, 1), (false, 3), (true, 3)] {
            routines = .system
            routines.gemv = { product in
                Routines.system.gemv(product)
                if product.transpose == transpose && product.yStride == stride { product.y[5 * stride] -= 1 }
            }
            #expect(BLASCheck(routines, name: "s").finding?.contains("gemv \(transpose ? "T" : "N")") == true)
        }
    }

    @Test func whatIsFactorisedWronglyIsFound() {
        typealias Routines = BLASRoutines<Double>
        #expect(BLASCheck(Routines.system, name: "d").finding == nil)
        var routines = Routines.system
        routines.symv = { n, a, x, y in
            Routines.system.symv(n, a, x, y)
            y[n - 1] = .nan
        }
        #expect(BLASCheck(routines, name: "d").finding?.contains("dsymv") == true)
        routines = .system
        routines.potrf = { n, a in
            defer { a[40 * n + 20] = a[40 * n + 20].nextUp }
            return Routines.system.potrf(n, a)
        }
        #expect(BLASCheck(routines, name: "d").finding?.contains("dpotrf") == true)
        routines = .system
        routines.gesv = { n, columns, a, b in
            _ = Routines.system.gesv(n, columns, a, b); return 3
        }
        #expect(BLASCheck(routines, name: "d").finding?.contains("dgesv") == true)
        routines.gesv = { n, columns, a, b in
            defer { b[n * columns - 1] = 0.5 }
            return Routines.system.gesv(n, columns, a, b)
        }
        #expect(BLASCheck(routines, name: "d").finding?.contains("dgesv") == true)
    }

    /// Kernels that the processor doesn't run, blocks of nothing, and no room: none is tried.
    @Test func whatWouldCrashIsForeseen() {
        let zen = OpenBLAS.Machine(avx: true, avx2: true, avx512: false, isAMD: true, l2: 512)
        let hidden = OpenBLAS.Machine(avx: true, avx2: false, avx512: false, isAMD: true, l2: 512)
        func foreseen(_ version: String, _ coreType: String, _ machine: OpenBLAS.Machine) -> String? {
            OpenBLAS(version: version, coreType: coreType, threads: 1).foreseen(on: machine)
        }
        #expect(foreseen("0.3.21", "Zen", zen) == nil)
        #expect(foreseen("0.3.21", "Zen", hidden)?.contains("doesn't offer AVX2 and FMA") == true)
        #expect(foreseen("0.3.21", "Sandybridge", hidden) == nil)
        #expect(foreseen("0.3.21", "SkylakeX", zen)?.contains("AVX-512") == true)
        #expect(foreseen("0.3.28", "SapphireRapids", zen)?.contains("AVX-512") == true)
        var small = zen
        small.l2 = 64
        #expect(foreseen("0.3.21", "Prescott", small)?.contains("64 KiB") == true)
        #expect(foreseen("0.3.21", "Zen", small) == nil)
        var wide = zen
        wide.avx512 = true
        #expect(foreseen("0.3.34", "Haswell", wide) != nil)
        #expect(foreseen("0.3.34", "Haswell", zen) == nil)
        #expect((zen.safeCoreType, hidden.safeCoreType) == ("Haswell", "Sandybridge"))
    }

    /// An OpenBLAS whose float32 products are wrong is left alone: ours are right, and what needs it throws.
    @Test func aWrongOneIsNotUsed() async {
        await #expect(processExitsWith: .success) {
            OpenBLAS.checkedFloat.gemm = { $0.c[0] = 0 }
            let (m, k, n) = (40, 300, 250)
            let a = try Tensor((0..<(m * k)).map { Float($0 % 7 - 3) }, shape: [m, k])
            let b = try Tensor((0..<(k * n)).map { Float($0 % 11 - 5) }, shape: [k, n])
            // Large enough for BLAS with every instruction set but AVX-512.
            let c = try a.matmul(b).array(of: Float.self)
            for i in 0..<m {
                for j in 0..<n {
                    let sum = (0..<k).reduce(0) { $0 + ((i * k + $1) % 7 - 3) * (($1 * n + j) % 11 - 5) }
                    #expect(c[i * n + j] == Float(sum))
                }
            }
            let fault = try #require(OpenBLAS.fault)
            let installed = OpenBLAS.installed
            for part in [installed.version, installed.coreType, "OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "sgemm NN"] {
                #expect("\(fault)".contains(part))
            }
            let wide = a.cast(to: .float64)
            #expect(throws: TensorError.unusableBLAS(operation: "matmul", reason: "\(fault)")) {
                try wide.matmul(b.cast(to: .float64))
            }
            let square = try Tensor([2, 1, 0, 3] as [Float], shape: [2, 2])
            #expect(throws: TensorError.unusableBLAS(operation: "inverse", reason: "\(fault)")) {
                try LinearAlgebra.inverse(square)
            }
            #expect(throws: TensorError.unusableBLAS(operation: "svd", reason: "\(fault)")) {
                try LinearAlgebra.svd(wide)
            }
        }
    }
}
