/// A picture, and beside it the same in grey under a map of what speaks for something in it, orange, and what against it,
/// blue, as SVG; and how much the strongest colours say.
public struct ImageChart: Sendable {
    /// What stands above the chart; empty for nothing.
    public var title: String
    /// Red, green and blue of each pixel, from 0 to 255, row by row.
    public var pixels: [UInt8]
    /// How many pixels a row has.
    public var columns: Int
    /// What speaks for it at each pixel, row by row; the greatest magnitude is as colourful as it gets.
    public var heat: [Double]
    /// What the colours say.
    public var color: String
    /// Light or dark.
    public var theme = ChartTheme.light
    /// In pixels; the height follows from the picture's.
    public var width = 640

    /// A chart of 640 pixels. What `pixels` and `heat` have less than the other is black, or has no heat.
    public init(title: String = "", pixels: [UInt8], columns: Int, heat: [Double], color: String = "") {
        self.title = title
        self.pixels = pixels
        self.columns = columns
        self.heat = heat
        self.color = color
    }

    /// The chart as an SVG file's text: the same chart gives the same bytes.
    public var svg: String {
        let (width, columns) = (width.asSide, max(1, columns))
        let rows = max(1, max((pixels.count / 3 + columns - 1) / columns, (heat.count + columns - 1) / columns))
        let most = max(heat.filter(\.isFinite).map { abs($0) }.max() ?? 0, .leastNormalMagnitude)
        func pixel(_ place: Int) -> [Double] {
            (0..<3).map { 3 * place + $0 < pixels.count ? Double(pixels[3 * place + $0]) : 0 }
        }
        let (more, less) = (ChartTheme.components(ChartTheme.dark.more), ChartTheme.components(theme.less))
        var (plain, covered): ([UInt8], [UInt8]) = ([], [])
        for place in 0..<rows * columns {
            let own = pixel(place)
            let share = place < heat.count && heat[place].isFinite ? heat[place] / most : 0
            // Brightness as television weighs it (ITU-R BT.601).
            let grey = 0.299 * own[0] + 0.587 * own[1] + 0.114 * own[2]
            for channel in 0..<3 {
                let color = (share < 0 ? less : more)[channel]
                plain.append(UInt8(own[channel]))
                covered.append(UInt8((grey + (color - grey) * 0.85 * abs(share)).rounded()))
            }
        }
        let top = title.isEmpty ? 14.0 : 42
        let side = (Double(width) - 110) / 2
        // Upright pictures are as high as they are wide on the sheet.
        let scale = min(side / Double(columns), 2 * side / Double(rows))
        let size = (width: Double(columns) * scale, height: Double(rows) * scale)
        var paper = ChartPaper(width: width, height: Int(top + size.height) + 16, theme: theme)
        paper.drawTitle(title)
        for (index, bytes) in [plain, covered].enumerated() {
            paper.draw(
                "image",
                [
                    .init("x", 14 + Double(index) * (side + 12) + (side - size.width) / 2), .init("y", top),
                    .init("width", size.width), .init("height", size.height),
                    .init("preserveAspectRatio", "none"),
                    .init("href", "data:image/png;base64," + PNG.encoded(bytes, columns: columns).base64),
                ])
        }
        drawScale(most, x: 2 * side + 40, top: top, bottom: top + size.height, on: &paper)
        return paper.svg
    }

    /// What the colours say.
    private func drawScale(
        _ most: Double, x: Double, top: Double, bottom: Double, on paper: inout ChartPaper
    ) {
        let hasSigns = heat.contains { $0 < 0 }
        let steps = 32
        let height = (bottom - top) / Double(steps)
        for step in 0..<steps {
            let part = Double(step) / Double(steps - 1)
            paper.fill(
                x: x, y: bottom - Double(step + 1) * height, width: 8, height: height + (step == 0 ? 0 : 0.5),
                theme.balance(hasSigns ? 2 * part - 1 : part))
        }
        let isNone = !heat.contains { $0.isFinite && $0 != 0 }
        let saysWhich = hasSigns && bottom - top > 60
        for (text, y) in [
            (isNone ? "" : hasSigns ? most.signed : most.brief, top + 9), (saysWhich ? "for" : "", top + 23),
            (saysWhich ? "against" : "", bottom - 14), (hasSigns ? (-most).signed : "0", bottom),
        ] { paper.label(text, x + 12, y, "start", size: 11, color: theme.faint) }
        paper.drawUpright(color.fitted(to: max(0, bottom - top - 64)), x: x + 26, middle: (top + bottom) / 2)
    }
}

extension ChartTheme {
    /// Red, green and blue of a colour like `#0072B2`.
    fileprivate static func components(_ color: String) -> [Double] {
        let number = Int(color.dropFirst(), radix: 16) ?? 0
        return [number >> 16, number >> 8 & 255, number & 255].map(Double.init)
    }
}
