/// A picture made of simple shapes, later ones over earlier ones. x goes right and y down from the upper left corner.
public struct Frame: Sendable, Hashable {
    /// From left to right, in the units of its marks.
    public var width: Double
    /// From top to bottom, in the units of its marks.
    public var height: Double
    /// The shapes, in the order in which they are drawn.
    public var marks: [Mark]

    /// A picture with a white background.
    public init(width: Double, height: Double, marks: [Mark] = []) {
        (self.width, self.height, self.marks) = (width, height, marks)
    }

    /// One shape.
    public enum Mark: Sendable, Hashable {
        /// A line with round ends.
        case line(from: Point, to: Point, width: Double, Color)
        /// A filled circle.
        case circle(center: Point, radius: Double, Color)
        /// `corner` is the upper left one.
        case rectangle(corner: Point, width: Double, height: Double, Color)
        /// One line of text; `size` is its height.
        case text(String, center: Point, size: Double, Color)
    }

    /// A place in a picture.
    public struct Point: Sendable, Hashable {
        /// Distance from the left edge.
        public var x: Double
        /// Distance from the upper edge.
        public var y: Double

        /// The place `x` to the right and `y` down.
        public init(_ x: Double, _ y: Double) { (self.x, self.y) = (x, y) }
    }

    /// A colour of sRGB.
    public struct Color: Sendable, Hashable {
        /// 0 to 255.
        public var red: UInt8
        /// 0 to 255.
        public var green: UInt8
        /// 0 to 255.
        public var blue: UInt8

        /// A colour by its parts, each 0 to 255.
        public init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
            (self.red, self.green, self.blue) = (red, green, blue)
        }

        /// The darkest.
        public static let black = Color(0, 0, 0)
        /// The brightest: the background.
        public static let white = Color(255, 255, 255)

        /// How bright it looks, in 0...1 (ITU-R BT.709).
        var luminance: Double { (0.2126 * Double(red) + 0.7152 * Double(green) + 0.0722 * Double(blue)) / 255 }
    }
}
