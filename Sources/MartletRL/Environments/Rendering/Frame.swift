/// A picture made of simple shapes, later ones over earlier ones. x goes right and y down from the upper left corner.
public struct Frame: Sendable, Hashable {
    public var width: Double
    public var height: Double
    public var marks: [Mark]

    public init(width: Double, height: Double, marks: [Mark] = []) {
        (self.width, self.height, self.marks) = (width, height, marks)
    }

    /// One shape.
    public enum Mark: Sendable, Hashable {
        /// A line with round ends.
        case line(from: Point, to: Point, width: Double, Color)
        case circle(center: Point, radius: Double, Color)
        /// `corner` is the upper left one.
        case rectangle(corner: Point, width: Double, height: Double, Color)
        /// One line of text; `size` is its height.
        case text(String, center: Point, size: Double, Color)
    }

    public struct Point: Sendable, Hashable {
        public var x: Double
        public var y: Double

        public init(_ x: Double, _ y: Double) { (self.x, self.y) = (x, y) }
    }

    public struct Color: Sendable, Hashable {
        public var red: UInt8
        public var green: UInt8
        public var blue: UInt8

        public init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
            (self.red, self.green, self.blue) = (red, green, blue)
        }

        public static let black = Color(0, 0, 0)
        public static let white = Color(255, 255, 255)

        /// How bright it looks, in 0...1 (ITU-R BT.709).
        var luminance: Double { (0.2126 * Double(red) + 0.7152 * Double(green) + 0.0722 * Double(blue)) / 255 }
    }
}
