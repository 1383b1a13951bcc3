extension CliffWalking {
    /// The way along the cliff from S to G, and who walks there.
    public var frame: Frame? {
        let (ground, cliff) = (Frame.Color(232, 240, 222), Frame.Color(90, 70, 60))
        return Self.grid.frame(
            { Self.cliff.contains($0) ? cliff : ground },
            marks: [
                Self.grid.letter("S", Self.start), Self.grid.letter("G", Self.goal), Self.grid.walker(world.state),
            ])
    }
}
