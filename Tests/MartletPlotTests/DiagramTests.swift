import MartletPlot
import Testing

extension Diagram {
    /// Boxes without text but a letter, and arrows between them.
    init(_ count: Int, _ edges: [(Int, Int)]) {
        self.init()
        for index in 0..<count { _ = add(Node("\(index)")) }
        for (from, to) in edges { add(Edge(from: from, to: to)) }
    }

    /// Arrows drawn at random, some of them long.
    static func random(_ seed: UInt64) -> Diagram {
        var state = seed
        func next(_ count: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % count
        }
        let count = 2 + next(30)
        return Diagram(
            count,
            (1..<count).flatMap { to in
                (0...next(3)).map { _ in (next(4) == 0 ? next(to) : max(0, to - 1 - next(3)), to) }
            })
    }
}

@Suite struct DiagramTests {
    @Test func aChainIsStraight() {
        let layout = DiagramLayout(Diagram(4, [(0, 1), (1, 2), (2, 3)]))
        #expect(layout.boxes.allSatisfy { $0.x == layout.width / 2 })
        #expect(layout.arrows.joined().allSatisfy { $0.x == layout.width / 2 })
        #expect(zip(layout.boxes, layout.boxes.dropFirst()).allSatisfy { $0.bottom < $1.top })
    }

    /// Residual blocks: the longest path is a straight line, which what is added goes around.
    @Test func theLongestPathIsStraight() {
        let layout = DiagramLayout(
            Diagram(8, [(0, 1), (1, 2), (2, 3), (0, 3), (3, 4), (4, 5), (5, 6), (3, 6), (6, 7)]))
        #expect(Set(layout.boxes.map(\.x)).count == 1)
        let around = layout.arrows.filter { $0.count > 4 }
        #expect(around.count == 2)
        for arrow in around { #expect(Set(arrow.dropFirst(2).dropLast(2).map(\.x)).count == 1) }
    }

    @Test func whatCanBeUntangledIs() {
        // Two trees whose leaves are named crosswise, and a ladder.
        let trees = Diagram(8, [(0, 2), (0, 4), (1, 3), (1, 5), (2, 6), (4, 6), (3, 7), (5, 7)])
        #expect(DiagramLevels(trees).crossings == 0)
        let ladder = Diagram(8, [(0, 2), (1, 3), (2, 5), (3, 4), (4, 6), (5, 7)])
        #expect(DiagramLevels(ladder).crossings == 0)
        // Of three by three nine arrows at least nine pairs cross.
        let tangled = Diagram(6, (0..<3).flatMap { from in (3..<6).map { (from, $0) } })
        #expect(DiagramLevels(tangled).crossings == 9)
    }

    @Test(arguments: 0..<60)
    func boxesLieApartAndArrowsGoAround(_ seed: Int) {
        let diagram = Diagram.random(UInt64(seed))
        let layout = DiagramLayout(diagram)
        for (index, box) in layout.boxes.enumerated() {
            #expect(box.x - box.width / 2 >= 0 && box.x + box.width / 2 <= layout.width)
            #expect(box.top >= 0 && box.bottom <= layout.height)
            for other in layout.boxes[..<index] {
                #expect(
                    abs(box.x - other.x) > (box.width + other.width) / 2 || box.top > other.bottom
                        || other.top > box.bottom)
            }
            for arrow in layout.arrows {
                // Past levels arrows are straight and vertical; they leave the level of a box only below it.
                for (from, to) in zip(arrow, arrow.dropFirst())
                where from.x == to.x && from.y < box.bottom && to.y > box.top {
                    let isInside = abs(from.x - box.x) < box.width / 2
                    #expect(!isInside, "an arrow passes through box \(index)")
                }
                #expect(zip(arrow, arrow.dropFirst()).allSatisfy { $0.y <= $1.y })
            }
        }
        #expect(diagram.svg == diagram.svg && !diagram.svg.contains("nan"))
    }

    @Test func whatIsInABoxLiesInIt() throws {
        var inside = Diagram()
        let left = inside.add(.init("", isPort: true)), right = inside.add(.init("", isPort: true))
        let joined = inside.add(.init("joined", ["Add"]))
        inside.add(.init(from: left, to: joined))
        inside.add(.init(from: right, to: joined))
        let out = inside.add(.init("", isPort: true))
        inside.add(.init(from: joined, to: out))
        var diagram = Diagram(2, [])
        let box = diagram.add(.init("model", ["Model"], inside: inside))
        diagram.add(.init(from: 0, to: box, input: 0))
        diagram.add(.init(from: 1, to: box, input: 1))
        let layout = DiagramLayout(diagram)
        let inner = try #require(layout.inner[box])
        #expect(inner.width <= layout.boxes[box].width && inner.height < layout.boxes[box].height)
        // Each arrow from outside ends where the one inside begins.
        let ends = layout.arrows.map { $0.last!.x - (layout.boxes[box].x - inner.width / 2) }
        #expect(ends == [inner.boxes[left].x, inner.boxes[right].x])
        #expect(
            diagram.text == """
                ●     0
                │ ●   1
                ├─╯
                ●     model   Model
                  ├─╯
                  ●   joined  Add
                """)
    }

    @Test func textShowsWhereArrowsGo() {
        let diagram = Diagram(6, [(0, 1), (1, 2), (0, 2), (2, 3), (2, 4), (3, 5), (4, 5), (0, 5)])
        #expect(
            diagram.text == """
                ●     0
                ├─╮
                │ ●   1
                ├─┤
                │ ●   2
                │ ├─╮
                │ │ ● 3
                │ ● │ 4
                ├─┴─╯
                ●     5
                """)
    }

    /// A layout whose time grew with the square of the boxes would take minutes.
    @Test(.timeLimit(.minutes(1)), arguments: ["a chain with skips", "a fan", "a tangle"])
    func largeDiagramsAreDrawn(_ shape: String) {
        let size = 2000
        let arrows: [(Int, Int)] =
            switch shape {
            case "a chain with skips": (1..<size).map { ($0 - 1, $0) } + (5..<size).map { ($0 - 5, $0) }
            case "a fan": (1..<size - 1).map { (0, $0) } + (1..<size - 1).map { ($0, size - 1) }
            default: (2..<size).map { ($0 / 2, $0) } + (2..<size).map { ($0 * 7919 % $0, $0) }
            }
        let diagram = Diagram(size, arrows)
        #expect(Set(DiagramLayout(diagram).boxes.map { [$0.x, $0.top] }).count == size, "two boxes lie on one another")
        #expect(diagram.svg.hasSuffix("</svg>\n") && !diagram.text.isEmpty)
    }

    @Test func nothingIsDrawn() {
        #expect(Diagram().svg.hasPrefix("<svg") && Diagram().text.isEmpty)
    }

    @Test func numbersAscend() {
        #expect(ascending([[(3, 1)], [(1, 1)], [(2, 1)]]) == [2, 2, 2])
        #expect(ascending([[(3, 1)], [(1, 5)]]) == [1, 1])
        #expect(ascending([[(1, 1)], [(2, 1), (4, 1)]]) == [1, 3])
    }
}
