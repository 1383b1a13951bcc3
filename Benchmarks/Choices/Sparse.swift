import CMartletKernels
import Martlet
import MartletGraph
import MartletNN
import MartletNumerics

/// Which numbers of a filter are zero.
private enum Zeros {
    case each(percent: UInt32)
    /// Eight filters have the same terms.
    case blocks(percent: UInt32)
    case twoOfFour

    var label: String {
        switch self {
        case .each(let percent): "\(percent) %"
        case .blocks(let percent): "8×1 \(percent) %"
        case .twoOfFour: "2:4"
        }
    }

    /// A filter [terms, filters] of ones and zeros.
    func filter(terms: Int, filters: Int) -> [Float] {
        var random = RandomGenerator(seed: 1)
        var filter = [Float](repeating: 1, count: terms * filters)
        switch self {
        case .each(let percent):
            for index in filter.indices where random.next(below: 100) < percent { filter[index] = 0 }
        case .blocks(let percent):
            for term in 0..<terms {
                for block in stride(from: 0, to: filters, by: 8) where random.next(below: 100) < percent {
                    for other in block..<min(block + 8, filters) { filter[term * filters + other] = 0 }
                }
            }
        case .twoOfFour:
            for term in stride(from: 0, to: terms, by: 4) {
                for other in 0..<filters {
                    let (first, step) = (Int(random.next(below: 4)), 1 + Int(random.next(below: 3)))
                    for place in [first, (first + step) % 4] where term + place < terms {
                        filter[(term + place) * filters + other] = 0
                    }
                }
            }
        }
        return filter
    }
}

/// Products and layers of VGG16 with filters that have zeros, dense and in each form that skips them.
func compareSparse(_ report: Report) throws {
    let all: [Zeros] = [50, 80, 90, 95, 98].map(Zeros.each) + [.twoOfFour, .blocks(percent: 75), .blocks(percent: 90)]
    for (units, inputs) in [(4096, 4096), (1024, 1024), (512, 4608)] {
        for zeros in all {
            let filter = zeros.filter(terms: inputs, filters: units)
            for rows in [1, 4, 32, 196, 512] {
                forEachMachine { features, threads in
                    let shape = mk_convolution_of_product(Int32(rows), Int32(units), Int32(inputs), Int32(threads))
                    report.add(
                        "\(rows)×\(units)×\(inputs), \(zeros.label)", features, threads: threads,
                        flops: 2 * Double(rows) * Double(units) * Double(inputs),
                        contest(shape, filter, dense: denseProduct(shape)))
                }
            }
        }
    }
    for (geometry, _) in try convolutions(of: VGG16(includeTop: false), size: 224) where geometry.channels > 3 {
        let bytes = 4 * geometry.filterShape.elementCount
        for zeros in [Zeros.each(percent: 50), .each(percent: 90), .each(percent: 95)] {
            let filter = zeros.filter(terms: bytes / 4 / geometry.filters, filters: geometry.filters)
            forEachMachine { features, threads in
                let (algorithms, chosen) = candidates(geometry, threads: threads, networkBytes: bytes)
                report.add(
                    "VGG16 \(geometry.label), \(zeros.label)", features, threads: threads, flops: geometry.flops,
                    contest(geometry.forward(threads: threads), filter, dense: algorithms[chosen]))
            }
        }
    }
}

/// The product of which all numbers are multiplied.
private func denseProduct(_ shape: mk_convolution_parameters) -> Contestant {
    var p = mk_gemm_parameters()
    (p.m, p.n, p.k) = (Int64(shape.width), Int64(shape.filters), Int64(shape.channels))
    (p.lda, p.ldb, p.ldc) = (p.k, p.n, p.n)
    p.threads = shape.threads
    let usesBLAS = usesBLAS(p, .float32)
    var call = usesBLAS ? blasGemmCall(p) : mk_gemm(p)
    let operands = [p.m * p.k, p.k * p.n, p.m * p.n].map { Numbers(byteCount: 4 * Int($0)) }
    let scratch = Numbers(byteCount: Int(mk_gemm_scratch(p)))
    (call.operand.0, call.operand.1) = (operands[0].address, operands[1].address)
    (call.operand.2, call.operand.4) = (operands[2].address, scratch.address)
    return Contestant(usesBLAS ? "OpenBLAS" : "Martlet", [call], operands + [scratch])
}

/// The dense product beside the forms that skip a filter's zeros.
private func contest(_ shape: mk_convolution_parameters, _ filter: [Float], dense: Contestant) -> Contest {
    let pixels = Int(shape.batch * shape.out_height * shape.out_width), filters = Int(shape.filters)
    let counts = mk_sparse_count(shape, filter)
    let chosen = mk_sparse_choose(shape, counts, mk_convolution_estimate(shape)).form
    let weights = Numbers(copying: filter)
    let images = Numbers(byteCount: 4 * Int(shape.batch * shape.height * shape.width * shape.channels))
    let results = Numbers(byteCount: 4 * pixels * filters)
    let bias = Numbers(byteCount: 4 * filters)
    var contestants = [dense], place = 0
    for form in [MK_SPARSE_SINGLE, MK_SPARSE_FOUR, MK_SPARSE_EIGHT, MK_SPARSE_LANES] {
        let p = mk_sparse_parameters(
            shape: shape, entries: mk_sparse_entries(counts, form), form: UInt8(form.rawValue))
        guard mk_sparse_can(p) else { continue }
        let prepared = Numbers(byteCount: Int(mk_sparse_prepared(p)))
        var preparation = mk_sparse_prepare(p)
        (preparation.operand.0, preparation.operand.1) = (weights.address, prepared.address)
        mk_run(&preparation, 1)
        let scratch = Numbers(byteCount: Int(mk_sparse_scratch(p)))
        var call = mk_sparse(p)
        (call.operand.0, call.operand.1, call.operand.2) = (images.address, prepared.address, results.address)
        (call.operand.3, call.operand.4) = (bias.address, scratch.address)
        if p.form == chosen { place = contestants.count }
        contestants.append(
            Contestant("sparse\(sparseForm(p.form))", [call], [images, prepared, results, bias, scratch]))
    }
    return Contest(contestants, chosen: place)
}
