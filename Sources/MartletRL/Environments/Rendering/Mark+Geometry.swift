extension Frame.Mark {
    var color: Frame.Color {
        switch self {
        case .line(_, _, _, let color), .circle(_, _, let color), .rectangle(_, _, _, let color),
            .text(_, _, _, let color):
            color
        }
    }

    /// The corners of a box around it; a text's is its middle.
    var bounds: (low: Frame.Point, high: Frame.Point) {
        switch self {
        case .line(let a, let b, let width, _):
            (
                Frame.Point(min(a.x, b.x) - width / 2, min(a.y, b.y) - width / 2),
                Frame.Point(max(a.x, b.x) + width / 2, max(a.y, b.y) + width / 2)
            )
        case .circle(let center, let radius, _):
            (Frame.Point(center.x - radius, center.y - radius), Frame.Point(center.x + radius, center.y + radius))
        case .rectangle(let corner, let width, let height, _):
            (corner, Frame.Point(corner.x + width, corner.y + height))
        case .text(_, let center, _, _): (center, center)
        }
    }

    /// How far `point` lies outside; at most 0 inside.
    func distance(to point: Frame.Point) -> Double {
        switch self {
        case .line(let a, let b, let width, _):
            let (x, y) = (b.x - a.x, b.y - a.y)
            let square = x * x + y * y
            // Where along the line the nearest point is.
            let part = square > 0 ? min(max(((point.x - a.x) * x + (point.y - a.y) * y) / square, 0), 1) : 0
            return Self.length(point.x - a.x - part * x, point.y - a.y - part * y) - width / 2
        case .circle(let center, let radius, _):
            return Self.length(point.x - center.x, point.y - center.y) - radius
        case .rectangle(let corner, let width, let height, _):
            return max(
                corner.x - point.x, point.x - corner.x - width, corner.y - point.y, point.y - corner.y - height)
        case .text: return .infinity
        }
    }

    private static func length(_ x: Double, _ y: Double) -> Double { (x * x + y * y).squareRoot() }
}
