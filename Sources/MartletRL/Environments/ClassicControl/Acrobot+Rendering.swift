#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

extension Acrobot {
    /// The links below their bar, and the line that the tip is to reach.
    public var frame: Frame? {
        let scale = 500 / 4.4
        func end(_ start: Frame.Point, _ angle: Double) -> Frame.Point {
            Frame.Point(start.x + scale * sin(angle), start.y + scale * cos(angle))
        }
        let bar = Frame.Point(250, 250)
        let joint = end(bar, state[0])
        let tip = end(joint, state[0] + state[1])
        let (link, bearing) = (Frame.Color(0, 204, 204), Frame.Color(204, 204, 0))
        return Frame(
            width: 500, height: 500,
            marks: [
                .line(from: Frame.Point(0, 250 - scale), to: Frame.Point(500, 250 - scale), width: 1, .black),
                .line(from: bar, to: joint, width: 0.2 * scale, link),
                .line(from: joint, to: tip, width: 0.2 * scale, link),
                .circle(center: bar, radius: 0.1 * scale, bearing),
                .circle(center: joint, radius: 0.1 * scale, bearing),
            ])
    }
}
