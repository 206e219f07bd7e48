// What holds other views, and where.

// @available(iOS 13.0, *)
/// Where things stand beside each other.
public struct HorizontalAlignment: Equatable, Sendable {
    private let name: Int
    /// At the start of the line.
    public static let leading = HorizontalAlignment(name: 0)
    /// In the middle.
    public static let center = HorizontalAlignment(name: 1)
    /// At the end of the line.
    public static let trailing = HorizontalAlignment(name: 2)
}

// @available(iOS 13.0, *)
/// Where things stand above each other.
public struct VerticalAlignment: Equatable, Sendable {
    private let name: Int
    /// Above.
    public static let top = VerticalAlignment(name: 0)
    /// In the middle.
    public static let center = VerticalAlignment(name: 1)
    /// Below.
    public static let bottom = VerticalAlignment(name: 2)
    /// On the first line of words.
    public static let firstTextBaseline = VerticalAlignment(name: 3)
}

// @available(iOS 13.0, *)
/// Where a thing stands in its place.
public struct Alignment: Equatable, Sendable {
    private let name: Int
    /// In the middle.
    public static let center = Alignment(name: 0)
    /// At the start of the line.
    public static let leading = Alignment(name: 1)
    /// At the end of the line.
    public static let trailing = Alignment(name: 2)
    /// Above.
    public static let top = Alignment(name: 3)
    /// Below.
    public static let bottom = Alignment(name: 4)
    /// Above at the start of the line.
    public static let topLeading = Alignment(name: 5)
    /// Below at the end of the line.
    public static let bottomTrailing = Alignment(name: 6)
}

@MainActor private func held<Content: View>(_ kind: String, _ content: Content, _ context: Walk) -> [Node] {
    [Node(kind, "", evaluate(content, context.child(kind)))]
}

// @available(iOS 13.0, *)
/// Things above each other.
public struct VStack<Content: View>: Leaf {
    private let content: Content
    /// Things above each other.
    public init(
        alignment: HorizontalAlignment = .center, spacing: CGFloat? = nil, @ViewBuilder content: () -> Content
    ) { self.content = content() }
    /// Their nodes.
    public func nodes(_ context: Walk) -> [Node] { held("VStack", content, context) }
}

// @available(iOS 14.0, *)
/// Things above each other, made when they come into view.
public struct LazyVStack<Content: View>: Leaf {
    private let content: Content
    /// Things above each other.
    public init(
        alignment: HorizontalAlignment = .center, spacing: CGFloat? = nil, @ViewBuilder content: () -> Content
    ) { self.content = content() }
    /// Their nodes.
    public func nodes(_ context: Walk) -> [Node] { held("LazyVStack", content, context) }
}

// @available(iOS 13.0, *)
/// Things beside each other.
public struct HStack<Content: View>: Leaf {
    private let content: Content
    /// Things beside each other.
    public init(alignment: VerticalAlignment = .center, spacing: CGFloat? = nil, @ViewBuilder content: () -> Content) {
        self.content = content()
    }
    /// Their nodes.
    public func nodes(_ context: Walk) -> [Node] { held("HStack", content, context) }
}

// @available(iOS 13.0, *)
/// Things over each other.
public struct ZStack<Content: View>: Leaf {
    private let content: Content
    /// Things over each other.
    public init(alignment: Alignment = .center, @ViewBuilder content: () -> Content) { self.content = content() }
    /// Their nodes.
    public func nodes(_ context: Walk) -> [Node] { held("ZStack", content, context) }
}

// @available(iOS 13.0, *)
/// Directions.
public enum Axis: Int8, CaseIterable, Sendable {
    case horizontal, vertical
    /// Several directions.
    public struct Set: OptionSet, Sendable {
        /// As bits.
        public let rawValue: Int8
        /// As bits.
        public init(rawValue: Int8) { self.rawValue = rawValue }
        /// Sideways.
        public static let horizontal = Set(rawValue: 1)
        /// Up and down.
        public static let vertical = Set(rawValue: 2)
    }
}

// @available(iOS 13.0, *)
/// Things that may be larger than the screen.
public struct ScrollView<Content: View>: Leaf {
    private let content: Content
    /// Things that may be larger than the screen.
    public init(_ axes: Axis.Set = .vertical, showsIndicators: Bool = true, @ViewBuilder content: () -> Content) {
        self.content = content()
    }
    /// Their nodes.
    public func nodes(_ context: Walk) -> [Node] { held("ScrollView", content, context) }
}

// @available(iOS 14.0, *)
/// A view whose scroll views can be moved.
public struct ScrollViewReader<Content: View>: Leaf {
    private let content: (ScrollViewProxy) -> Content
    /// Filled by this.
    public init(@ViewBuilder content: @escaping (ScrollViewProxy) -> Content) { self.content = content }
    /// Its nodes.
    public func nodes(_ context: Walk) -> [Node] {
        evaluate(content(ScrollViewProxy(host: context.host)), context.child("reader"))
    }
}

// @available(iOS 14.0, *)
/// What moves scroll views.
public struct ScrollViewProxy {
    let host: Host
    /// Brings the view with this identity into sight.
    @MainActor public func scrollTo<ID: Hashable>(_ id: ID, anchor: UnitPoint? = nil) { host.scrolledTo = "\(id)" }
}

// @available(iOS 13.0, *)
/// A place in a view.
public struct UnitPoint: Hashable, Sendable {
    private let name: Int
    /// In the middle.
    public static let center = UnitPoint(name: 0)
    /// Above.
    public static let top = UnitPoint(name: 1)
}

// @available(iOS 13.0, *)
/// One view for each thing.
public struct ForEach<Data: RandomAccessCollection, ID: Hashable, Content: View>: Leaf {
    private let data: Data
    private let id: (Data.Element) -> ID
    private let content: (Data.Element) -> Content
    /// One view for each thing that has an identity.
    public init(_ data: Data, @ViewBuilder content: @escaping (Data.Element) -> Content)
    where Data.Element: Identifiable, ID == Data.Element.ID {
        (self.data, id, self.content) = (data, { $0.id }, content)
    }
    /// One view for each thing, told apart by this.
    public init(
        _ data: Data, id: KeyPath<Data.Element, ID>, @ViewBuilder content: @escaping (Data.Element) -> Content
    ) {
        (self.data, self.id, self.content) = (data, { $0[keyPath: id] }, content)
    }
    /// Their nodes.
    public func nodes(_ context: Walk) -> [Node] {
        data.flatMap { evaluate(content($0), context.child("\(id($0))")) }
    }
}

// @available(iOS 13.0, *)
/// The size of a place, while it is filled.
public struct GeometryProxy: Sendable {
    /// The size; here that of a small phone.
    public var size: CGSize { CGSize(width: 320, height: 640) }
}

// @available(iOS 13.0, *)
/// A view that knows the size of its place.
public struct GeometryReader<Content: View>: Leaf {
    private let content: (GeometryProxy) -> Content
    /// Filled by this.
    public init(@ViewBuilder content: @escaping (GeometryProxy) -> Content) { self.content = content }
    /// Its nodes.
    public func nodes(_ context: Walk) -> [Node] { evaluate(content(GeometryProxy()), context.child("geometry")) }
}

// @available(iOS 13.0, *)
/// A view of UIKit in SwiftUI.
@MainActor @preconcurrency public protocol UIViewRepresentable: View where Body == Never {
    /// The view's type.
    associatedtype UIViewType
    /// Makes it.
    @MainActor @preconcurrency func makeUIView(context: Context) -> UIViewType
    /// Brings it up to date.
    @MainActor @preconcurrency func updateUIView(_ uiView: UIViewType, context: Context)
    /// What surrounds it.
    typealias Context = UIViewRepresentableContext<Self>
}

extension UIViewRepresentable {
    /// Never used.
    public var body: Never { fatalError("a primitive view has no body") }
}

// @available(iOS 13.0, *)
/// What surrounds a view of UIKit.
@MainActor @preconcurrency public struct UIViewRepresentableContext<Representable: UIViewRepresentable> {
    /// The values of the surroundings.
    public let environment: EnvironmentValues
}
