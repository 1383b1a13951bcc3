/// How the pixels of a resized image are added up.
protocol PixelArithmetic {
    associatedtype Weight: Numeric & BitwiseCopyable & Sendable
    associatedtype Pixel: BitwiseCopyable
    /// What sums begin with.
    static var start: Weight { get }
    static func weight(_ pixel: Pixel) -> Weight
    static func pixel(_ sum: Weight) -> Pixel
}

/// In single precision.
enum FloatArithmetic: PixelArithmetic {
    static var start: Float { 0 }
    static func weight(_ pixel: Float) -> Float { pixel }
    static func pixel(_ sum: Float) -> Float { sum }
}

/// In whole numbers, rounded to bytes after each direction, as Pillow does.
enum ByteArithmetic: PixelArithmetic {
    static var start: Int32 { 1 << Int32(PillowFilter.precision - 1) }
    static func weight(_ pixel: UInt8) -> Int32 { Int32(pixel) }
    static func pixel(_ sum: Int32) -> UInt8 { UInt8(clamping: sum >> Int32(PillowFilter.precision)) }
}

/// Resizes images by weights for columns, then for rows. No more rows are in memory than one row is made of, and those
/// that nothing is made of aren't looked at.
struct SeparableResize<Arithmetic: PixelArithmetic> {
    typealias Pixel = Arithmetic.Pixel
    let rows: AxisWeights<Arithmetic.Weight>
    let columns: AxisWeights<Arithmetic.Weight>
    /// The width of what is resized.
    let width: Int
    let channels: Int

    /// Resizes one image at `source`, whose elements `convert` makes pixels, to `target`.
    @inline(__always)
    func run<Element>(
        _ source: UnsafePointer<Element>, to target: UnsafeMutablePointer<Pixel>, _ convert: (Element) -> Pixel
    ) {
        let newWidth = columns.starts.count * channels
        // Row r, its columns resized, is in place r mod taps while it is needed.
        withUnsafeTemporaryAllocation(of: Pixel.self, capacity: rows.taps * newWidth) { kept in
            withUnsafeTemporaryAllocation(of: Arithmetic.Weight.self, capacity: newWidth) { sums in
                var next = 0
                for (position, start) in rows.starts.enumerated() {
                    for row in max(next, start)..<max(next, start + rows.taps) {
                        let place = kept.baseAddress! + row % rows.taps * newWidth
                        resizeColumns(source + row * width * channels, to: place, convert)
                    }
                    next = max(next, start + rows.taps)
                    addRows(kept.baseAddress!, position, sums, to: target + position * newWidth)
                }
            }
        }
    }

    @inline(__always)
    private func resizeColumns<Element>(
        _ row: UnsafePointer<Element>, to target: UnsafeMutablePointer<Pixel>, _ convert: (Element) -> Pixel
    ) {
        columns.weights.withUnsafeBufferPointer { weights in
            columns.starts.withUnsafeBufferPointer { starts in
                for position in 0..<starts.count {
                    let from = row + starts[position] * channels
                    for channel in 0..<channels {
                        var sum = Arithmetic.start
                        for tap in 0..<columns.taps {
                            let pixel = convert(from[tap * channels + channel])
                            sum = Self.adding(weights[position * columns.taps + tap], pixel, to: sum)
                        }
                        target[position * channels + channel] = Arithmetic.pixel(sum)
                    }
                }
            }
        }
    }

    @inline(__always)
    private func addRows(
        _ kept: UnsafePointer<Pixel>, _ position: Int, _ sums: UnsafeMutableBufferPointer<Arithmetic.Weight>,
        to target: UnsafeMutablePointer<Pixel>
    ) {
        sums.initialize(repeating: Arithmetic.start)
        for tap in 0..<rows.taps {
            let weight = rows.weights[position * rows.taps + tap]
            let row = kept + (rows.starts[position] + tap) % rows.taps * sums.count
            for index in 0..<sums.count { sums[index] = Self.adding(weight, row[index], to: sums[index]) }
        }
        for index in 0..<sums.count { target[index] = Arithmetic.pixel(sums[index]) }
    }

    @inline(__always)
    private static func adding(_ weight: Arithmetic.Weight, _ pixel: Pixel, to sum: Arithmetic.Weight)
        -> Arithmetic.Weight
    {
        sum + weight * Arithmetic.weight(pixel)
    }
}
