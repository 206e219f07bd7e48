// What the system and the views above say to a view.

// @available(iOS 13.0, *)
/// A value of the surroundings that the app adds.
public protocol EnvironmentKey {
    /// Its type.
    associatedtype Value
    /// What it is unless somebody sets it.
    static var defaultValue: Value { get }
}

// @available(iOS 13.0, *)
/// The values of the surroundings.
public struct EnvironmentValues {
    var own: [ObjectIdentifier: Any] = [:]
    var objects: [ObjectIdentifier: AnyObject] = [:]
    var style: (@MainActor (AnyView, Bool, Walk) -> [Node])?
    /// Nothing set.
    public init() {}
    /// A value that the app added.
    public subscript<K: EnvironmentKey>(key: K.Type) -> K.Value {
        get { own[ObjectIdentifier(key)] as? K.Value ?? K.defaultValue }
        set { own[ObjectIdentifier(key)] = newValue }
    }
    // @available(iOS 13.0, *)
    /// Language and region.
    public var locale = Locale(identifier: "id")
    // @available(iOS 15.0, *)
    /// Size of the letters.
    public var dynamicTypeSize = DynamicTypeSize.large
    // @available(iOS 13.0, *)
    /// Light or dark.
    public var colorScheme = ColorScheme.light
    // @available(iOS 14.0, *)
    /// Whether the app is in use.
    public var scenePhase = ScenePhase.active
    // @available(iOS 13.0, *)
    /// Whether the person asked for no motion.
    public var accessibilityReduceMotion = false
    // @available(iOS 13.0, *)
    /// Whether things can be used.
    public var isEnabled = true
    // @available(iOS 14.0, *)
    /// Opens a link outside the app.
    public var openURL = OpenURLAction()
    // @available(iOS 13.0, *)
    /// Sharpness of the screen.
    public var displayScale: CGFloat = 2
}

// @available(iOS 14.0, *)
/// Opens a link outside the app.
@MainActor @preconcurrency public struct OpenURLAction {
    nonisolated init() {}
    /// Opens it.
    public func callAsFunction(_ url: URL) {}
}

// @available(iOS 13.0, *)
/// Light or dark.
public enum ColorScheme: CaseIterable, Sendable { case light, dark }

// @available(iOS 14.0, *)
/// Whether the app is in use.
public enum ScenePhase: Comparable, Sendable { case background, inactive, active }

// @available(iOS 15.0, *)
/// Size of the letters.
public enum DynamicTypeSize: Hashable, Comparable, CaseIterable, Sendable {
    case xSmall, small, medium, large, xLarge, xxLarge, xxxLarge
    case accessibility1, accessibility2, accessibility3, accessibility4, accessibility5
    /// Whether it is one of the large sizes.
    public var isAccessibilitySize: Bool { self >= .accessibility1 }
}

// @available(iOS 14.0, *)
/// An app.
@MainActor @preconcurrency public protocol App {
    /// Its windows.
    associatedtype Body: Scene
    /// Its windows.
    @SceneBuilder @MainActor @preconcurrency var body: Body { get }
    /// The app at its start.
    @MainActor @preconcurrency init()
}

extension App {
    /// Runs it; not here.
    @MainActor public static func main() { fatalError("no phone") }
}

// @available(iOS 14.0, *)
/// A part of an app with its own life.
@MainActor @preconcurrency public protocol Scene {}

// @available(iOS 14.0, *)
/// Builds a scene.
@resultBuilder public struct SceneBuilder {
    /// One scene.
    @MainActor public static func buildBlock<Content: Scene>(_ content: Content) -> Content { content }
}

// @available(iOS 14.0, *)
/// Windows of the same kind.
public struct WindowGroup<Content: View>: Scene {
    private let content: Content
    /// Windows with this in them.
    public init(@ViewBuilder content: () -> Content) { self.content = content() }
}
