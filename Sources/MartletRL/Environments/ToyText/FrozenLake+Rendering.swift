extension FrozenLake {
    /// The ice with its holes, starts (S) and goals (G), and who walks there.
    public var frame: Frame? {
        let (ice, hole) = (Frame.Color(222, 238, 250), Frame.Color(40, 70, 110))
        let letters = tiles.indices.filter { tiles[$0] == UInt8(ascii: "G") || tiles[$0] == UInt8(ascii: "S") }
        return grid.frame(
            { tiles[$0] == UInt8(ascii: "H") ? hole : ice },
            marks: letters.map { grid.letter(String(Character(Unicode.Scalar(tiles[$0]))), $0) }
                + [grid.walker(world.state)])
    }
}
