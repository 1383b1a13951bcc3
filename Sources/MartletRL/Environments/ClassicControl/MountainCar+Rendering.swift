#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

extension MountainCar {
    /// The car between its hills.
    public var frame: Frame? {
        let pole = Self.place(Self.flag)
        let top = Frame.Point(pole.x, pole.y - 50)
        let hills = (0...40).map { Self.place(Self.leftEnd + Double($0) * 0.045) }
        let ground = zip(hills, hills.dropFirst()).map { Frame.Mark.line(from: $0, to: $1, width: 2, .black) }
        // The car stands upright on the slope, 12 above it.
        let slope = atan(cos(3 * position) * 1.35)
        let wheel = Self.place(position)
        let car = Frame.Point(wheel.x - 14 * sin(slope), wheel.y - 14 * cos(slope))
        return Frame(
            width: 600, height: 400,
            marks: ground + [
                .line(from: pole, to: top, width: 2, .black),
                .rectangle(corner: top, width: 25, height: 14, Frame.Color(204, 120, 0)),
                .circle(center: car, radius: 12, Frame.Color(40, 90, 160)),
            ])
    }

    /// A point of the hills.
    private static func place(_ position: Double) -> Frame.Point {
        let scale = 600 / (rightEnd - leftEnd)
        return Frame.Point((position - leftEnd) * scale, 400 - (sin(3 * position) * 0.45 + 0.55) * scale)
    }
}
