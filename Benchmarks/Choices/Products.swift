import CMartletKernels
import MartletNumerics

/// C[m, n] = A[m, k] · B[k, n], in the order m, n, k; `form` says for A and for B whether they are turned.
private struct Product {
    var form: String
    var m, n, k: Int

    var flops: Double { 2 * Double(m) * Double(n) * Double(k) }

    func parameters(threads: Int) -> mk_gemm_parameters {
        var p = mk_gemm_parameters()
        (p.transpose_a, p.transpose_b) = (form.first == "t", form.last == "t")
        (p.m, p.n, p.k) = (Int64(m), Int64(n), Int64(k))
        (p.lda, p.ldb, p.ldc) = (p.transpose_a ? p.m : p.k, p.transpose_b ? p.k : p.n, p.n)
        p.threads = flops > 1e6 ? Int32(threads) : 1
        return p
    }
}

/// Squares; what a small network's step takes, forward and backward; VGG16's dense layers, and its convolutions as
/// products of patches; tall and thin ones.
private let products: [Product] = {
    var products = ["nn", "nt", "tn"].flatMap { form in
        [16, 32, 48, 64, 96, 128, 192, 256, 384, 512, 1024, 2048].map { Product(form: form, m: $0, n: $0, k: $0) }
    }
    for rows in [1, 4, 8, 32, 256] {
        for (n, k) in [(64, 64), (10, 64), (256, 256), (512, 512), (1024, 1024)] {
            products.append(Product(form: "nn", m: rows, n: n, k: k))
            products.append(Product(form: "nt", m: rows, n: k, k: n))
            if rows > 1 { products.append(Product(form: "tn", m: k, n: n, k: rows)) }
        }
    }
    for rows in [1, 8] {
        for (n, k) in [(4096, 25088), (4096, 4096), (1000, 4096)] {
            products.append(Product(form: "nn", m: rows, n: n, k: k))
        }
    }
    for (m, n, k) in [(12544, 128, 576), (3136, 256, 1152), (784, 512, 2304), (196, 512, 4608)] {
        products.append(Product(form: "nn", m: m, n: n, k: k))
    }
    for (m, n, k) in [(10_000, 64, 10), (10_000, 64, 64), (10_000, 10, 64), (64, 64, 10_000), (2048, 2048, 16)] {
        products.append(Product(form: m == 64 ? "tn" : "nn", m: m, n: n, k: k))
    }
    return products
}()

/// Our kernel beside OpenBLAS.
func compareProducts(_ report: Report) {
    for product in products {
        forEachMachine { features, threads in
            let p = product.parameters(threads: threads)
            if threads > 1, p.threads == 1 { return }
            let operands = [product.m * product.k, product.k * product.n, product.m * product.n].map {
                Numbers(byteCount: 4 * $0)
            }
            let scratch = Numbers(byteCount: Int(mk_gemm_scratch(p)))
            let contestants = [("Martlet", mk_gemm(p)), ("OpenBLAS", blasGemmCall(p))].map { name, call in
                var call = call
                (call.operand.0, call.operand.1) = (operands[0].address, operands[1].address)
                (call.operand.2, call.operand.4) = (operands[2].address, scratch.address)
                return Contestant(name, [call], operands + [scratch])
            }
            report.add(
                "\(product.form) \(product.m)×\(product.n)×\(product.k)", features, threads: threads,
                flops: product.flops, Contest(contestants, chosen: usesBLAS(p, .float32) ? 1 : 0))
        }
    }
}
