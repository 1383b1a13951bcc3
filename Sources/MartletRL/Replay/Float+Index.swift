extension Float {
    /// Whether this is a whole number from 0 to below `bound`.
    func isIndex(below bound: Int) -> Bool { self >= 0 && self < Float(bound) && self == rounded() }
}
