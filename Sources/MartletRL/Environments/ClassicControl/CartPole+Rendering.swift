#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

extension CartPole {
    /// The cart on its track, 4.8 m of it.
    public var frame: Frame? {
        let scale = 600 / (2 * Self.widest)
        let cart = Frame.Point(300 + state.position * scale, 300)
        let axle = Frame.Point(cart.x, cart.y - 7.5)
        let length = 2 * Self.halfLength * scale
        let tip = Frame.Point(axle.x + length * sin(state.angle), axle.y - length * cos(state.angle))
        return Frame(
            width: 600, height: 400,
            marks: [
                .line(from: Frame.Point(0, 300), to: Frame.Point(600, 300), width: 1, .black),
                .rectangle(corner: Frame.Point(cart.x - 25, cart.y - 15), width: 50, height: 30, .black),
                .line(from: axle, to: tip, width: 10, Frame.Color(202, 152, 101)),
                .circle(center: axle, radius: 5, Frame.Color(129, 132, 203)),
            ])
    }
}
