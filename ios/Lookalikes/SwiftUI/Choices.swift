// What modifiers are told: edges, motion, gestures, keyboards.

// @available(iOS 13.0, *)
/// How a thing fills its place.
public enum ContentMode: Hashable, Sendable { case fit, fill }
// @available(iOS 13.0, *)
/// How lines are aligned.
public enum TextAlignment: Hashable, Sendable { case leading, center, trailing }
// @available(iOS 15.0, *)
/// An edge above or below.
public enum VerticalEdge: Int8, Sendable { case top, bottom }
// @available(iOS 15.0, *)
/// Whether something is seen.
public enum Visibility: Hashable, Sendable { case automatic, visible, hidden }

// @available(iOS 13.0, *)
/// An edge.
public enum Edge: Int8, Sendable {
    case top, leading, bottom, trailing
    /// Several edges.
    public struct Set: OptionSet, Sendable {
        /// As bits.
        public let rawValue: Int8
        /// As bits.
        public init(rawValue: Int8) { self.rawValue = rawValue }
        /// Above.
        public static let top = Set(rawValue: 1)
        /// At the start of lines.
        public static let leading = Set(rawValue: 2)
        /// Below.
        public static let bottom = Set(rawValue: 4)
        /// At the end of lines.
        public static let trailing = Set(rawValue: 8)
        /// All four.
        public static let all = Set(rawValue: 15)
        /// Both sides.
        public static let horizontal = Set(rawValue: 10)
        /// Above and below.
        public static let vertical = Set(rawValue: 5)
    }
}

// @available(iOS 14.0, *)
/// What of the screen is not for content.
public struct SafeAreaRegions: OptionSet, Sendable {
    /// As bits.
    public let rawValue: UInt
    /// As bits.
    public init(rawValue: UInt) { self.rawValue = rawValue }
    /// All of it.
    public static let all = SafeAreaRegions(rawValue: 3)
    /// Bars and notches.
    public static let container = SafeAreaRegions(rawValue: 1)
}

// @available(iOS 13.0, *)
/// How something moves.
public struct Animation: Equatable, Sendable {
    /// Evenly in so many seconds.
    public static func linear(duration: Double) -> Animation { Animation() }
}

// @available(iOS 13.0, *)
/// How something comes and goes.
public struct AnyTransition: Sendable {
    /// By fading.
    public static let opacity = AnyTransition()
}

// @available(iOS 13.0, *)
/// What fingers do.
public protocol Gesture {
    /// What is known of it.
    associatedtype Value
}

extension Gesture {
    /// Does this when it ended.
    public func onEnded(_ action: @escaping (Value) -> Void) -> _EndedGesture<Self> { _EndedGesture(action: action) }
}

// @available(iOS 13.0, *)
/// What fingers do, and what follows.
public struct _EndedGesture<Content: Gesture>: Gesture {
    /// What is known of it.
    public typealias Value = Content.Value
    let action: (Value) -> Void
}

// @available(iOS 13.0, *)
/// A touch.
public struct TapGesture: Gesture {
    /// Nothing is known of it.
    public typealias Value = ()
    /// A touch.
    public init(count: Int = 1) {}
}

// @available(iOS 13.0, *)
/// A long touch.
public struct LongPressGesture: Gesture {
    /// Whether it lasted.
    public typealias Value = Bool
    /// A long touch.
    public init(minimumDuration: Double = 0.5, maximumDistance: CGFloat = 10) {}
}

// @available(iOS 15.0, *)
/// Which letters are capital.
public struct TextInputAutocapitalization: Sendable {
    /// None.
    public static var never: TextInputAutocapitalization { TextInputAutocapitalization() }
    /// The first of each word.
    public static var words: TextInputAutocapitalization { TextInputAutocapitalization() }
    /// All.
    public static var characters: TextInputAutocapitalization { TextInputAutocapitalization() }
}

// @available(iOS 15.0, *)
/// What the key at the end of the keyboard says.
public struct SubmitLabel: Sendable {
    /// Next.
    public static var next: SubmitLabel { SubmitLabel() }
    /// Done.
    public static var done: SubmitLabel { SubmitLabel() }
}

// @available(iOS 15.0, *)
/// What makes a field done.
public struct SubmitTriggers: OptionSet, Sendable {
    /// As bits.
    public let rawValue: Int
    /// As bits.
    public init(rawValue: Int) { self.rawValue = rawValue }
    /// The key at the end of the keyboard.
    public static let text = SubmitTriggers(rawValue: 1)
}
