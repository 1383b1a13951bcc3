internal import MartletPlot

/// Pictures shown one after another, again and again: a self-contained SVG file, as browsers and GitHub show it.
///
/// What stays as it is in all pictures is drawn once; of what moves, only the attributes that change are animated.
public struct AnimatedSVG: Sendable, CustomStringConvertible {
    /// All of the size of the first.
    public var frames: [Frame]
    /// How many pictures are shown in a second.
    public var framesPerSecond: Double

    /// - Throws: `EnvironmentError.invalid` without pictures or for a speed that isn't positive.
    public init(_ frames: [Frame], framesPerSecond: Double = 30) throws(EnvironmentError) {
        guard !frames.isEmpty else {
            throw .invalid(argument: "frames", reason: "are none; there must be one at least")
        }
        guard framesPerSecond > 0, framesPerSecond.isFinite else {
            throw .invalid(argument: "framesPerSecond", reason: "is \(framesPerSecond); it must be positive")
        }
        (self.frames, self.framesPerSecond) = (frames, framesPerSecond)
    }

    /// The file's text.
    public var description: String {
        guard let first = frames.first else { return "" }
        var text = SVGElement(
            "rect", [.init("width", "100%"), .init("height", "100%"), .init("fill", Frame.Color.white.svg)]
        ).written()
        let timeline = Timeline(count: frames.count, seconds: Double(frames.count) / framesPerSecond)
        for place in 0..<(frames.map(\.marks.count).max() ?? 0) {
            let elements = frames.map { $0.marks.indices.contains(place) ? SVGElement($0.marks[place]) : nil }
            text += timeline.element(elements)
        }
        return SVGElement.file(
            width: first.width, height: first.height, [.init("width", first.width), .init("height", first.height)], text
        )
    }
}

/// When the pictures are shown.
private struct Timeline {
    let count: Int
    let seconds: Double

    /// One shape through all pictures; nil where it isn't.
    func element(_ elements: [SVGElement?]) -> String {
        // Shapes of one kind differ by attributes; others are shown in turns.
        if let first = elements[0], elements.allSatisfy({ $0?.isOfKind(of: first) == true }) {
            let animations = first.attributes.indices.map { i in
                animation(of: first.attributes[i].name, elements.map { $0?.attributes[i].value ?? "" })
            }
            return first.written(inner: animations.joined())
        }
        var seen: [SVGElement] = []
        for case let element? in elements where !seen.contains(element) { seen.append(element) }
        return seen.map { element in
            let turns = elements.map { $0 == element ? "visible" : "hidden" }
            return element.written(inner: animation(of: "visibility", turns, always: true))
        }.joined()
    }

    /// An attribute that takes `values`, one in each picture; nothing where it stays the same.
    private func animation(of name: String, _ values: [String], always: Bool = false) -> String {
        let changes = values.indices.filter { $0 == 0 || values[$0] != values[$0 - 1] }
        guard changes.count > 1 || always else { return "" }
        let isSparse = 2 * changes.count < count
        let shown = isSparse ? changes.map { values[$0] } : values
        let times = changes.map { (Double($0) / Double(count)).svg(digits: 6) }.joined(separator: ";")
        return "<animate attributeName=\"\(name)\" values=\"\(shown.joined(separator: ";"))\""
            + (isSparse ? " keyTimes=\"\(times)\"" : "")
            + " calcMode=\"discrete\" dur=\"\(seconds.svg(digits: 3))s\" repeatCount=\"indefinite\"/>"
    }
}
