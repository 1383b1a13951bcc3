/// What pushes a number up from below and down from above, as SVG: two rows of arrows that meet at it (Lundberg et al.
/// 2018).
public struct ForceChart: Sendable {
    /// What stands above the chart; empty for nothing.
    public var title: String
    /// The number without any push.
    public var start: Double
    /// What the first number is called, and the one at which the arrows meet.
    public var names: (start: String, end: String)
    /// What pushes, and how far.
    public var steps: [WaterfallChart.Step]
    /// Light or dark.
    public var theme = ChartTheme.light
    /// In pixels.
    public var width = 800

    /// A chart of 800 pixels.
    public init(
        title: String = "", start: Double, names: (start: String, end: String) = ("base value", "f(x)"),
        steps: [WaterfallChart.Step]
    ) {
        self.title = title
        self.start = start
        self.names = names
        self.steps = steps
    }

    private static let bar = (top: 74.0, bottom: 106.0)

    /// The chart as an SVG file's text: the same chart gives the same bytes.
    public var svg: String {
        let width = width.asSide
        let start = start.isFinite ? start : 0
        // Those that push most meet first.
        let pushes = steps.filter { $0.value.isFinite && $0.value != 0 }.sorted { abs($0.value) > abs($1.value) }
        let (more, less) = (pushes.filter { $0.value > 0 }, pushes.filter { $0.value < 0 })
        let end = pushes.reduce(start) { $0 + $1.value }
        let (low, high) = (more.reduce(end) { $0 - $1.value }, less.reduce(end) { $0 - $1.value })
        let axis = Axis([low, high, start], from: 40, to: Double(width) - 40)
        var paper = ChartPaper(width: width, height: 176, theme: theme)
        for tick in axis.ticks {
            paper.line(axis[tick], Self.bar.top - 5, axis[tick], Self.bar.top - 1, theme.faint)
            paper.label(ChartPaper.number(tick), axis[tick], Self.bar.top - 9, "middle", size: 11, color: theme.faint)
        }
        paper.dashed(axis[start], Self.bar.bottom, axis[start], Self.bar.bottom + 50, theme.faint)
        draw(more, from: end, axis, on: &paper, color: theme.more, room: 4...axis[end])
        draw(less, from: end, axis, on: &paper, color: theme.less, room: axis[end]...Double(width) - 4)
        paper.dashed(axis[start], Self.bar.top - 2, axis[start], Self.bar.bottom, theme.paper)
        let values = pushes.map(\.value)
        let base = "\(names.start) = \(start.brief(beside: values))"
        paper.label(base, paper.inside(base, axis[start]), Self.bar.bottom + 62, "middle", color: theme.faint)
        paper.line(axis[end], Self.bar.top - 24, axis[end], Self.bar.bottom + 4, theme.ink)
        let met = "\(names.end) = \(end.brief(beside: values))"
        paper.label(met, paper.inside(met, axis[end], size: 14), Self.bar.top - 28, "middle", size: 14)
        paper.drawTitle(title)
        return paper.svg
    }

    /// Arrows one behind another, away from where they meet.
    private func draw(
        _ pushes: [WaterfallChart.Step], from end: Double, _ axis: Axis, on paper: inout ChartPaper, color: String,
        room: ClosedRange<Double>
    ) {
        var place = end
        // From where on there is room for names.
        var free = axis[end]
        for (index, push) in pushes.enumerated() {
            let (tip, tail) = (axis[place], axis[place - push.value])
            let way = tail < tip ? -1.0 : 1
            let notch = min(6, abs(tail - tip)) * way
            let (top, bottom) = Self.bar
            let middle = (top + bottom) / 2
            paper.fill(
                [
                    (tip + notch, top), (tip, middle), (tip + notch, bottom), (tail + notch, bottom), (tail, middle),
                    (tail + notch, top),
                ], color, title: "\(push.name): \(push.value.signed)")
            if index > 0 { paper.line([(tip + notch, top), (tip, middle), (tip + notch, bottom)], theme.paper) }
            place -= push.value
            // A name stands below its arrow, or a little farther out where it would touch the one before.
            let half = push.name.width(size: 11) / 2
            let centre = way < 0 ? min((tip + tail) / 2, free - half - 8) : max((tip + tail) / 2, free + half + 8)
            guard index < 6, room.contains(centre - half), room.contains(centre + half), abs(tail - tip) > 8 else {
                continue
            }
            free = centre + half * way
            paper.line((tip + tail) / 2, bottom + 3, centre, bottom + 14, color)
            paper.label(push.name, centre, bottom + 26, "middle", size: 11, color: color, isOnTop: true)
        }
    }
}
