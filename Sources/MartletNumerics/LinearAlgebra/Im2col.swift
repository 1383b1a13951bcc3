package import CMartletKernels

/// The call that makes a pass of a convolution of float32 or float64 as products by BLAS; operands are to be filled in as
/// martlet_convolution.h says. Only float32 has epilogues. The result's bytes don't depend on the number of threads.
///
/// Patches are copied block by block, never all of them, and the epilogue follows while a block's results are in the
/// cache.
package func im2colCall(_ parameters: mk_convolution_parameters, dtype: DType) -> mk_call {
    var end = mk_epilogue_parameters()
    end.epilogue = parameters.epilogue
    let ends = mk_epilogue_does(&end.epilogue)
    precondition(dtype == .float32 || !ends, "convolutions in \(dtype) have no epilogue")
    var call = mk_call()
    if dtype == .float64 {
        call.run = { Im2col<Double>($0!.pointee).run() }
    } else {
        call.run = { Im2col<Float>($0!.pointee).run() }
    }
    let stored = Im2colParameters(convolution: parameters, end: ends ? mk_epilogue_end(end).run : nil)
    withUnsafeMutableBytes(of: &call.parameters) { $0.storeBytes(of: stored, as: Im2colParameters.self) }
    return call
}

/// The bytes of scratch that `im2colCall(parameters)` needs, aligned to 64.
package func im2colScratch(_ parameters: mk_convolution_parameters, dtype: DType) -> Int {
    let plan = Im2colPlan(parameters)
    return plan.slots * plan.slotByteCount(dtype.byteCount)
}

/// The bytes of the filter as this pass reads it; 0 if it reads the filter itself.
package func im2colPrepared(_ parameters: mk_convolution_parameters, dtype: DType) -> Int {
    Int(mk_im2col_filter(parameters)) * dtype.byteCount
}

/// The call that prepares a filter for this pass; operands: 0 filter, 1 prepared filter.
package func im2colPrepare(_ parameters: mk_convolution_parameters, dtype: DType) -> mk_call {
    var call = im2colCall(parameters, dtype: dtype)
    if dtype == .float64 {
        call.run = { turnFilter($0!.pointee, 8) }
    } else {
        call.run = { turnFilter($0!.pointee, 4) }
    }
    return call
}

private func turnFilter(_ call: mk_call, _ size: Int64) {
    var p = Im2colParameters(call).convolution
    mk_im2col_turn(&p, call.operand.0, call.operand.1, size)
}

/// What a call holds: the convolution, and the kernel of its epilogue.
private struct Im2colParameters {
    var convolution: mk_convolution_parameters
    var end: mk_function?

    init(convolution: mk_convolution_parameters, end: mk_function?) {
        (self.convolution, self.end) = (convolution, end)
    }

    init(_ call: mk_call) {
        self = withUnsafeBytes(of: call.parameters) { $0.load(as: Im2colParameters.self) }
    }
}

/// One pass of a convolution.
private struct Im2col<T: BLASElement> {
    private var p: mk_convolution_parameters
    private let plan: Im2colPlan
    private let end: mk_function?
    private let first, second: UnsafePointer<T>
    private let target: UnsafeMutablePointer<T>
    private let bias, other: UnsafeMutablePointer<T>?
    private let scratch: UnsafeMutableRawPointer?
    private var size: Int { MemoryLayout<T>.stride }

    init(_ call: mk_call) {
        let stored = Im2colParameters(call)
        (p, end, plan) = (stored.convolution, stored.end, Im2colPlan(stored.convolution))
        first = UnsafePointer(call.operand.0!.assumingMemoryBound(to: T.self))
        second = UnsafePointer(call.operand.1!.assumingMemoryBound(to: T.self))
        target = call.operand.2!.assumingMemoryBound(to: T.self)
        bias = call.operand.3.map { $0.assumingMemoryBound(to: T.self) }
        other = call.operand.5.map { $0.assumingMemoryBound(to: T.self) }
        scratch = call.operand.4
    }

    func run() {
        BLAS.isReady
        if plan.isOfFilter { return makeFilterGradient() }
        for index in 0..<plan.partCount { make(index) }
        if plan.spreads, let end {
            let part = plan.part(0)
            let (columns, channels) = (Int(p.channels), Int(part.target_channels))
            let pixels = Int(p.batch) * Int(p.height) * Int(p.width)
            parallel(threads: plan.slots, count: pixels) {
                finish($0, 0..<columns, target + $0.lowerBound * channels, channels, channels, end)
            }
        }
    }

    // MARK: The forward pass and the input's gradient

    /// Units are blocks of pixels and, in each, cuts of the columns of a group.
    private func make(_ index: Int) {
        let part = plan.part(index), block = plan.block(part), cuts = plan.cuts(part)
        let blocks = (Int(part.pixels) + block - 1) / block, groups = Int(p.groups)
        let units = blocks * groups * cuts
        parallel(threads: plan.slots, count: plan.slots) { slots in
            for slot in slots {
                let memory = scratch.map { $0 + slot * plan.slotByteCount(size) }
                var copied = -1
                for unit in (units * slot / plan.slots)..<(units * (slot + 1) / plan.slots) {
                    let (place, cut) = (unit / cuts, unit % cuts)
                    let pixels = (place / groups * block)..<Swift.min((place / groups + 1) * block, Int(part.pixels))
                    let columns = (Int(part.columns) * cut / cuts)..<(Int(part.columns) * (cut + 1) / cuts)
                    make(index, group: place % groups, pixels, columns, memory, isCopied: copied == place)
                    copied = place
                }
            }
        }
    }

    private func make(
        _ index: Int, group: Int, _ pixels: Range<Int>, _ columns: Range<Int>, _ memory: UnsafeMutableRawPointer?,
        isCopied: Bool
    ) {
        let part = plan.part(index), terms = Int(part.terms), channels = Int(part.target_channels)
        var patches =
            first + pixels.lowerBound * Int(part.source_channels) + group * (Int(part.source_channels) / Int(p.groups))
        var (stride, results) = (Int(part.source_channels), memory)
        if !part.in_place, terms > 0 {
            let copies = memory!.assumingMemoryBound(to: T.self)
            if !isCopied {
                withUnsafePointer(to: p) {
                    mk_im2col_copy(
                        $0, Int64(index), Int64(group), 0, part.terms, Int64(pixels.lowerBound), Int64(pixels.count),
                        first,
                        copies, Int64(size))
                }
            }
            (patches, stride) = (UnsafePointer(copies), terms)
            results = memory! + (plan.block(part) * terms * size + 63) / 64 * 64
        }
        // The filter as it is has the columns of all groups side by side, a turned one those of its group.
        let isTurned = p.pass == MK_CONVOLUTION_INPUT_GRADIENT.rawValue
        let wide = isTurned ? Int(part.columns) : channels
        let filter = second + (isTurned ? Int(part.filter) + group * terms * wide : group * Int(part.columns))
        let column = group * Int(part.columns) + columns.lowerBound
        var (to, ldc) = (target + pixels.lowerBound * channels + column, channels)
        if part.spreads {
            (to, ldc) = (results!.assumingMemoryBound(to: T.self) + columns.lowerBound, Int(part.columns))
        }
        if terms == 0 {
            for row in 0..<pixels.count { (to + row * ldc).update(repeating: 0, count: columns.count) }
        } else {
            T.gemm(
                transposeA: false, transposeB: false, m: pixels.count, n: columns.count, k: terms, a: patches,
                lda: stride,
                b: filter + columns.lowerBound, ldb: wide, beta: 0, c: to, ldc: ldc)
        }
        if part.spreads {
            spread(index, group: group, pixels, results!)
        } else if let end {
            finish(pixels, column..<(column + columns.count), to, ldc, channels, end)
        }
    }

    /// Takes results of whole rows to the pixels that they belong to.
    private func spread(_ index: Int, group: Int, _ pixels: Range<Int>, _ results: UnsafeMutableRawPointer) {
        withUnsafePointer(to: p) {
            mk_im2col_spread(
                $0, Int64(index), Int64(group), Int64(pixels.lowerBound), Int64(pixels.count), results, target,
                Int64(size))
        }
    }

    /// Ends results of some pixels and channels, which lie at `c`.
    private func finish(
        _ pixels: Range<Int>, _ columns: Range<Int>, _ c: UnsafeMutablePointer<T>, _ ldc: Int, _ channels: Int,
        _ end: mk_function
    ) {
        var (call, parameters) = (mk_call(), mk_epilogue_parameters())
        (parameters.rows, parameters.columns) = (Int64(pixels.count), Int64(columns.count))
        (parameters.ldc, parameters.ldother, parameters.epilogue) = (Int64(ldc), Int64(channels), p.epilogue)
        withUnsafeMutableBytes(of: &call.parameters) {
            $0.storeBytes(of: parameters, as: mk_epilogue_parameters.self)
        }
        call.operand.2 = UnsafeMutableRawPointer(c)
        call.operand.3 = bias.map { UnsafeMutableRawPointer($0 + columns.lowerBound) }
        call.operand.5 = other.map { UnsafeMutableRawPointer($0 + pixels.lowerBound * channels + columns.lowerBound) }
        end(&call)
    }

    // MARK: The filter's gradient

    /// Units are groups and parts of their terms, each from all pixels: products of blocks, added in double precision.
    private func makeFilterGradient() {
        let part = plan.part(0), count = plan.termParts(part)
        let units = Int(p.groups) * count
        parallel(threads: plan.slots, count: plan.slots) { slots in
            for slot in slots {
                for unit in (units * slot / plan.slots)..<(units * (slot + 1) / plan.slots) {
                    makeFilterGradient(
                        part, group: unit / count, plan.terms(part, unit % count),
                        scratch! + slot * plan.slotByteCount(size))
                }
            }
        }
    }

    private func makeFilterGradient(
        _ part: mk_im2col, group: Int, _ terms: Range<Int>, _ memory: UnsafeMutableRawPointer
    ) {
        let (columns, channels, block) = (Int(part.columns), Int(part.target_channels), plan.block(part))
        let count = terms.count * columns
        let sums = memory.assumingMemoryBound(to: Double.self)
        let products = (memory + (count * 8 + 63) / 64 * 64).assumingMemoryBound(to: T.self)
        let copies = (memory + 2 * ((count * 8 + 63) / 64 * 64)).assumingMemoryBound(to: T.self)
        sums.update(repeating: 0, count: count)
        for begin in stride(from: 0, to: Int(part.pixels), by: block) {
            let pixels = Swift.min(block, Int(part.pixels) - begin)
            var (patches, lda) = (UnsafePointer(copies), terms.count)
            if part.in_place {
                lda = Int(part.source_channels)
                patches = first + begin * lda + group * (lda / Int(p.groups)) + terms.lowerBound
            } else {
                withUnsafePointer(to: p) {
                    mk_im2col_copy(
                        $0, 0, Int64(group), Int64(terms.lowerBound), Int64(terms.count), Int64(begin), Int64(pixels),
                        first,
                        copies, Int64(size))
                }
            }
            T.gemm(
                transposeA: true, transposeB: false, m: terms.count, n: columns, k: pixels, a: patches, lda: lda,
                b: second + begin * channels + group * columns, ldb: channels, beta: 0, c: products, ldc: columns)
            for i in 0..<count { sums[i] += Double(products[i]) }
        }
        for row in 0..<terms.count {
            let to = target + (terms.lowerBound + row) * channels + group * columns
            for column in 0..<columns { to[column] = T(sums[row * columns + column]) }
        }
    }
}
