internal import CMartletKernels

/// How a pass is cut up, by its shape alone.
struct Im2colPlan {
    let p: mk_convolution_parameters
    let partCount: Int
    let slots: Int
    var isOfFilter: Bool { p.pass == MK_CONVOLUTION_FILTER_GRADIENT.rawValue }

    init(_ p: mk_convolution_parameters) {
        self.p = p
        partCount = Int(mk_im2col_parts(p))
        slots = Swift.max(1, Int(p.threads))
    }

    func part(_ index: Int) -> mk_im2col { mk_im2col_part(p, Int64(index)) }

    /// Whether results are spread, in some part: so they are in all.
    var spreads: Bool { part(0).spreads }

    /// The pixels of a block: their patches fill a second-level cache, and are enough for BLAS, which copies the filter
    /// for each product.
    func block(_ part: mk_im2col) -> Int {
        let most = isOfFilter ? 1024 : Swift.max(128, (1 << 18) / Swift.max(1, Int(part.terms)))
        return Swift.max(1, Swift.min(Int(part.pixels), Swift.min(most, 1024)))
    }

    /// Into how many pieces the columns of a block are cut, where blocks are few. Results that are spread are whole rows.
    func cuts(_ part: mk_im2col) -> Int {
        if part.spreads { return 1 }
        let blocks = (Int(part.pixels) + block(part) - 1) / block(part)
        return Swift.max(1, Swift.min(Int(part.columns) / 128, 8 / Swift.max(1, blocks)))
    }

    /// The parts in which the terms of the filter's gradient are made, an even number to be shared.
    func termParts(_ part: mk_im2col) -> Int {
        Swift.max(1, Swift.min(Int(part.terms) / 16, 2 * ((Int(part.terms) + 511) / 512)))
    }

    func terms(_ part: mk_im2col, _ index: Int) -> Range<Int> {
        let count = termParts(part)
        return Int(part.terms) * index / count..<Int(part.terms) * (index + 1) / count
    }

    /// Of one slot, for elements of `size` bytes: patches, results that are spread later, and sums of the filter's
    /// gradient, twice in double precision.
    func slotByteCount(_ size: Int) -> Int {
        var most = 0
        for index in 0..<partCount { most = Swift.max(most, slotByteCount(part(index), size)) }
        return most
    }

    private func slotByteCount(_ part: mk_im2col, _ size: Int) -> Int {
        let columns = Int(part.columns)
        if isOfFilter {
            let terms = (Int(part.terms) + termParts(part) - 1) / termParts(part)
            return rounded(block(part) * terms * size) + 2 * rounded(terms * columns * 8)
        }
        let patches = part.in_place ? 0 : rounded(block(part) * Int(part.terms) * size)
        return patches + (part.spreads ? rounded(block(part) * columns * size) : 0)
    }

    private func rounded(_ bytes: Int) -> Int { (bytes + 63) / 64 * 64 }
}
