/// Boxes joined by arrows, from top to bottom: what follows from what.
///
/// `svg` is a picture, `text` the same with lines of characters.
///
/// Boxes lie on as many levels as the longest path has; the order on a level is chosen so that few arrows cross, and
/// places so that most arrows are straight (Sugiyama, Tagawa & Toda 1981; Gansner et al. 1993).
public struct Diagram: Sendable {
    /// A box.
    package struct Node: Sendable {
        /// What kind of thing it is, which its colour tells.
        package enum Style: Sendable { case source, plain, weighted, frozen, operation }

        /// The first line, in bold.
        package var title: String
        /// The lines below; columns beside the title in text.
        package var lines: [String]
        package var style: Style
        /// What is drawn in the box.
        package var inside: Diagram?
        /// Where an arrow from outside comes in or goes out, for a diagram in a box; it has no box of its own.
        package var isPort = false

        package init(
            _ title: String, _ lines: [String] = [], style: Style = .plain, inside: Diagram? = nil, isPort: Bool = false
        ) {
            (self.title, self.lines, self.style, self.inside, self.isPort) = (title, lines, style, inside, isPort)
        }
    }

    /// An arrow from one box to one that comes after it.
    package struct Edge: Hashable, Sendable {
        package var from: Int
        package var to: Int
        /// Which of the ports inside, where a diagram is in the box.
        package var output: Int
        package var input: Int

        package init(from: Int, output: Int = 0, to: Int, input: Int = 0) {
            (self.from, self.output, self.to, self.input) = (from, output, to, input)
        }
    }

    private(set) var nodes: [Node] = []
    private(set) var edges: [Edge] = []
    private var known: Set<Edge> = []

    package init() {}

    /// Adds a box after all others and gives its place.
    package mutating func add(_ node: Node) -> Int {
        nodes.append(node)
        return nodes.count - 1
    }

    /// Adds an arrow, unless there is one like it.
    package mutating func add(_ edge: Edge) {
        precondition(edge.from < edge.to && edge.from >= 0 && edge.to < nodes.count)
        if known.insert(edge).inserted { edges.append(edge) }
    }
}
