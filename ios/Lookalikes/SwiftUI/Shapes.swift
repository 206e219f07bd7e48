// Colours, letters and shapes. Nothing of them is in the tree.

// @available(iOS 13.0, *)
/// What fills a shape.
public protocol ShapeStyle: Sendable {}

// @available(iOS 13.0, *)
/// A colour.
public struct Color: ShapeStyle, Hashable {
    fileprivate let picked: UIColorBox?
    fileprivate struct UIColorBox: Hashable, Sendable {
        let color: UIColor
        static func == (one: Self, other: Self) -> Bool { one.color === other.color }
        func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(color)) }
    }
    private init() { picked = nil }
    // @available(iOS 15.0, *)
    /// A colour of UIKit.
    public init(uiColor: UIColor) { picked = UIColorBox(color: uiColor) }
    // @available(iOS 13.0, *)
    /// Black.
    public static let black = Color()
    /// White.
    public static let white = Color()
    /// Nothing.
    public static let clear = Color()
    /// The same, so much see-through.
    public func opacity(_ opacity: Double) -> Color { self }
}

extension UIColor {
    // @available(iOS 14.0, *)
    /// The same colour for UIKit. Here only those that UIKit made are known; others are black.
    public convenience init(_ color: Color) {
        self.init { color.picked?.color.resolvedColor(with: $0) ?? UIColor(red: 0, green: 0, blue: 0, alpha: 1) }
    }
}

extension Color: Leaf {
    /// Nothing in the tree.
    public func nodes(_ context: Walk) -> [Node] { [] }
}

// @available(iOS 13.0, *)
/// Letters.
public struct Font: Hashable, Sendable {
    /// How heavy.
    public struct Weight: Hashable, Sendable {
        private let name: Int
        /// As usual.
        public static let regular = Weight(name: 0)
        /// A little heavier.
        public static let medium = Weight(name: 1)
        /// Heavier.
        public static let semibold = Weight(name: 2)
        /// Heavy.
        public static let bold = Weight(name: 3)
    }
    /// Purposes of letters.
    public enum TextStyle: CaseIterable, Sendable {
        case largeTitle, title, title2, title3, headline, subheadline, body, callout, footnote, caption, caption2
    }
    /// Kinds of letters.
    public enum Design: Hashable, Sendable { case `default`, rounded, monospaced }
    private init() {}
    /// For large titles.
    public static let largeTitle = Font()
    /// For titles.
    public static let title = Font()
    // @available(iOS 14.0, *)
    /// For small titles.
    public static let title2 = Font()
    /// For smaller titles.
    public static let title3 = Font()
    /// For headings.
    public static let headline = Font()
    /// For what is read.
    public static let body = Font()
    /// For notes.
    public static let footnote = Font()
    /// For a purpose.
    public static func system(_ style: TextStyle, design: Design = .default) -> Font { Font() }
    /// Of a size that never changes.
    public static func system(size: CGFloat, weight: Weight = .regular, design: Design = .default) -> Font { Font() }
    /// So heavy.
    public func weight(_ weight: Weight) -> Font { self }
    // @available(iOS 13.0, *)
    /// With figures of one width.
    public func monospacedDigit() -> Font { self }
}

// @available(iOS 13.0, *)
/// An angle.
public struct Angle: Hashable, Sendable {
    /// In degrees.
    public var degrees: Double
    /// In degrees.
    public static func degrees(_ degrees: Double) -> Angle { Angle(degrees: degrees) }
}

// @available(iOS 13.0, *)
/// Lines and areas.
public struct Path: Equatable, Sendable {
    /// How many rectangles are in it. Not of SwiftUI: for tests.
    public private(set) var rectangles: [CGRect] = []
    /// Where it ends.
    public private(set) var currentPoint: CGPoint?
    /// Nothing.
    public init() {}
    /// Adds a rectangle.
    public mutating func addRect(_ rect: CGRect) { rectangles.append(rect) }
    /// Begins somewhere.
    public mutating func move(to end: CGPoint) { currentPoint = end }
    /// Goes on straight.
    public mutating func addLine(to end: CGPoint) { currentPoint = end }
    /// Goes on bent.
    public mutating func addCurve(to end: CGPoint, control1: CGPoint, control2: CGPoint) { currentPoint = end }
    /// Goes back to the beginning.
    public mutating func closeSubpath() {}
}

// @available(iOS 13.0, *)
/// How a line is drawn.
public struct StrokeStyle: Equatable, Sendable {
    /// How a line ends.
    public enum Cap: Sendable { case butt, round, square }
    /// Its width.
    public var lineWidth: CGFloat
    /// A line.
    public init(lineWidth: CGFloat = 1, lineCap: CGLineCap = .butt, lineJoin: CGLineJoin = .miter, dash: [CGFloat] = [])
    {
        self.lineWidth = lineWidth
    }
}

// @available(iOS 2.0, *)
/// How a line ends.
public enum CGLineCap: Int32, Sendable { case butt, round, square }
// @available(iOS 2.0, *)
/// How two lines meet.
public enum CGLineJoin: Int32, Sendable { case miter, round, bevel }

// @available(iOS 13.0, *)
/// A shape that fits its place.
public protocol Shape: View, Sendable {
    /// The shape in this place.
    nonisolated func path(in rect: CGRect) -> Path
}

/// What a shape leaves in the tree: nothing.
public struct ShapeView: Leaf {
    init() {}
    /// Nothing.
    public func nodes(_ context: Walk) -> [Node] { [] }
}

extension Shape {
    /// Filled with black.
    public var body: ShapeView { ShapeView() }
    /// Filled.
    public func fill<S: ShapeStyle>(_ content: S) -> some View { ShapeView() }
    /// Its edge.
    public func stroke<S: ShapeStyle>(_ content: S, lineWidth: CGFloat = 1) -> some View { ShapeView() }
    /// Its edge.
    public func stroke<S: ShapeStyle>(_ content: S, style: StrokeStyle) -> some View { ShapeView() }
    /// A part of its edge.
    public func trim(from startFraction: CGFloat = 0, to endFraction: CGFloat = 1) -> some Shape { self }
    /// Turned.
    public func rotation(_ angle: Angle) -> some Shape { self }
}

// @available(iOS 13.0, *)
/// A shape whose edge can lie inside it.
public protocol InsettableShape: Shape {}

extension InsettableShape {
    /// Its edge, inside it.
    public func strokeBorder<S: ShapeStyle>(_ content: S, lineWidth: CGFloat = 1) -> some View { ShapeView() }
    /// Its edge, inside it.
    public func strokeBorder<S: ShapeStyle>(_ content: S, style: StrokeStyle) -> some View { ShapeView() }
}

// @available(iOS 13.0, *)
/// How round corners are.
public enum RoundedCornerStyle: Sendable { case circular, continuous }

// @available(iOS 13.0, *)
/// A rectangle.
public struct Rectangle: InsettableShape {
    /// A rectangle.
    public init() {}
    /// The rectangle.
    nonisolated public func path(in rect: CGRect) -> Path {
        var path = Path()
        path.addRect(rect)
        return path
    }
}

// @available(iOS 13.0, *)
/// A rectangle with round corners.
public struct RoundedRectangle: InsettableShape {
    /// So round.
    public init(cornerRadius: CGFloat, style: RoundedCornerStyle = .circular) {}
    /// Nothing.
    nonisolated public func path(in rect: CGRect) -> Path { Path() }
}

// @available(iOS 13.0, *)
/// A rectangle whose short sides are round.
public struct Capsule: InsettableShape {
    /// A capsule.
    public init(style: RoundedCornerStyle = .circular) {}
    /// Nothing.
    nonisolated public func path(in rect: CGRect) -> Path { Path() }
}

// @available(iOS 13.0, *)
/// A circle.
public struct Circle: InsettableShape {
    /// A circle.
    public init() {}
    /// Nothing.
    nonisolated public func path(in rect: CGRect) -> Path { Path() }
}

// @available(iOS 13.0, *)
/// An ellipse.
public struct Ellipse: InsettableShape {
    /// An ellipse.
    public init() {}
    /// Nothing.
    nonisolated public func path(in rect: CGRect) -> Path { Path() }
}
