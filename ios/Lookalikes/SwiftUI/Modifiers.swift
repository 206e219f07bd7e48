// What is said of a view after it is made.

// @available(iOS 13.0, *)
/// A change of any view.
@MainActor @preconcurrency public protocol ViewModifier {
    /// What the view becomes.
    associatedtype Body: View
    /// What the view becomes.
    @ViewBuilder @MainActor @preconcurrency func body(content: Content) -> Body
    /// The view.
    typealias Content = _ViewModifier_Content<Self>
}

// @available(iOS 13.0, *)
/// The view that a modifier changes.
public struct _ViewModifier_Content<Modifier: ViewModifier>: Leaf {
    let view: AnyView
    /// Its nodes.
    public func nodes(_ context: Walk) -> [Node] { evaluate(view, context) }
}

// @available(iOS 13.0, *)
/// A view with a modifier.
public struct ModifiedContent<Content: View, Modifier: ViewModifier>: Leaf {
    let content: Content
    let modifier: Modifier
    /// The nodes of what the modifier makes.
    public func nodes(_ context: Walk) -> [Node] {
        let here = context.child(String(describing: Modifier.self))
        connect(modifier, here)
        return evaluate(modifier.body(content: _ViewModifier_Content(view: AnyView(content))), here)
    }
}

/// A view whose surroundings or nodes are changed.
// Views are evaluated on the main thread, and what they hand over runs there.
func main(_ action: @escaping () -> Void) -> @MainActor @Sendable () -> Void {
    let kept = Location(action)
    return { kept.box.value() }
}

struct Changed<Content: View>: Leaf {
    let content: Content
    var surround: @MainActor (inout EnvironmentValues) -> Void = { _ in }
    var change: @MainActor ([Node], Walk) -> [Node] = { nodes, _ in nodes }
    func nodes(_ context: Walk) -> [Node] {
        var inside = context.child("m")
        surround(&inside.environment)
        return change(evaluate(content, inside), inside)
    }
}

extension View {
    fileprivate func surrounded(_ surround: @escaping @MainActor (inout EnvironmentValues) -> Void) -> some View {
        Changed(content: self, surround: surround)
    }
    fileprivate func changed(_ change: @escaping @MainActor ([Node], Walk) -> [Node]) -> some View {
        Changed(content: self, change: change)
    }
    fileprivate func each(_ change: @escaping @MainActor (Node) -> Void) -> some View {
        Changed(
            content: self,
            change: { nodes, _ in
                for node in nodes { change(node) }
                return nodes
            })
    }
    fileprivate func one(_ change: @escaping @MainActor (Node) -> Void) -> some View {
        Changed(
            content: self,
            change: { nodes, _ in
                let node = nodes.count == 1 ? nodes[0] : Node("Element", "", nodes)
                change(node)
                return [node]
            })
    }
}

// @available(iOS 13.0, *)
extension View {
    /// Changed so.
    public func modifier<T: ViewModifier>(_ modifier: T) -> ModifiedContent<Self, T> {
        ModifiedContent(content: self, modifier: modifier)
    }
    /// In these letters.
    public func font(_ font: Font?) -> some View { self }
    /// In this colour.
    public func foregroundColor(_ color: Color?) -> some View { self }
    /// With room around it.
    public func padding(_ length: CGFloat) -> some View { self }
    /// With room around it.
    public func padding(_ edges: Edge.Set = .all, _ length: CGFloat? = nil) -> some View { self }
    /// Of this size.
    public func frame(width: CGFloat? = nil, height: CGFloat? = nil, alignment: Alignment = .center) -> some View {
        self
    }
    /// Of a size between these.
    public func frame(
        minWidth: CGFloat? = nil, idealWidth: CGFloat? = nil, maxWidth: CGFloat? = nil, minHeight: CGFloat? = nil,
        idealHeight: CGFloat? = nil, maxHeight: CGFloat? = nil, alignment: Alignment = .center
    ) -> some View { self }
    /// Of its own size in these directions.
    public func fixedSize(horizontal: Bool, vertical: Bool) -> some View { self }
    /// Of this shape.
    public func aspectRatio(_ aspectRatio: CGFloat? = nil, contentMode: ContentMode) -> some View { self }
    /// As large as its place allows.
    public func scaledToFit() -> some View { self }
    /// As large as its place at least.
    public func scaledToFill() -> some View { self }
    /// Cut to this shape.
    public func clipShape<S: Shape>(_ shape: S) -> some View { self }
    /// Seen through so much.
    public func opacity(_ opacity: Double) -> some View { self }
    /// Blurred.
    public func blur(radius: CGFloat, opaque: Bool = false) -> some View { self }
    /// Turned.
    public func rotationEffect(_ angle: Angle) -> some View { self }
    /// Lines of words aligned so.
    public func multilineTextAlignment(_ alignment: TextAlignment) -> some View { self }
    /// At most so many lines.
    public func lineLimit(_ number: Int?) -> some View { self }
    /// Touched anywhere in this shape.
    public func contentShape<S: Shape>(_ shape: S) -> some View { self }
    /// Beyond these edges.
    public func ignoresSafeArea(_ regions: SafeAreaRegions = .all, edges: Edge.Set = .all) -> some View { self }
    /// Known by this; another one is another view.
    public func id<ID: Hashable>(_ id: ID) -> some View { Identified(content: self, id: "\(id)") }
    /// Changes that are animated.
    public func animation<V: Equatable>(_ animation: Animation?, value: V) -> some View { self }
    /// How it comes and goes.
    public func transition(_ t: AnyTransition) -> some View { self }
    /// With fewer or more letters that the person types.
    public func keyboardType(_ type: UIKeyboardType) -> some View { one { $0.traits.insert("keyboard \(type)") } }
    /// For this.
    public func textContentType(_ textContentType: UITextContentType?) -> some View { self }
    /// Without changes of what is typed.
    public func disableAutocorrection(_ disable: Bool?) -> some View { self }
    /// That cannot be used.
    public func disabled(_ disabled: Bool) -> some View {
        surrounded { $0.isEnabled = $0.isEnabled && !disabled }
    }
    /// With this value of the surroundings.
    public func environment<V>(_ keyPath: WritableKeyPath<EnvironmentValues, V>, _ value: V) -> some View {
        surrounded { $0[keyPath: keyPath] = value }
    }
    /// With this object in the surroundings.
    public func environmentObject<T: ObservableObject>(_ object: T) -> some View {
        surrounded { $0.objects[ObjectIdentifier(T.self)] = object }
    }
    /// With buttons of this look.
    public func buttonStyle<S: ButtonStyle>(_ style: S) -> some View {
        surrounded { values in
            values.style = { label, isPressed, context in
                let here = context.child(String(describing: S.self))
                connect(style, here)
                let made = style.makeBody(configuration: .init(label: .init(view: label), isPressed: isPressed))
                var inside = here
                inside.environment.style = nil
                return evaluate(made, inside)
            }
        }
    }
    /// Does this when the person touches it.
    public func onTapGesture(count: Int = 1, perform action: @escaping () -> Void) -> some View {
        let act = main(action)
        return one { $0.press = act }
    }
    /// Follows fingers beside what is under it.
    public func simultaneousGesture<T: Gesture>(_ gesture: T) -> some View {
        let end = (gesture as? _EndedGesture<LongPressGesture>).map { ended in main { ended.action(true) } }
        return each { if let end { $0.actions["long press"] = end } }
    }
    /// Does this when it appears.
    public func onAppear(perform action: (() -> Void)? = nil) -> some View {
        let act = action.map(main)
        return changed { nodes, context in
            if let act { context.host.appearing.append((context.path, act)) }
            return nodes
        }
    }
    /// Does this when it leaves.
    public func onDisappear(perform action: (() -> Void)? = nil) -> some View {
        let act = main { action?() }
        return changed { nodes, context in
            context.host.leavingNow[context.path] = act
            return nodes
        }
    }
    // @available(iOS 14.0, *)
    /// Does this when the value changed.
    public func onChange<V: Equatable>(of value: V, perform action: @escaping (V) -> Void) -> some View {
        changed { nodes, context in
            let key = context.path
            if let before = context.host.values[key] as? V, before != value {
                context.host.changes.append { action(value) }
            }
            context.host.values[key] = value
            return nodes
        }
    }
    // @available(iOS 14.0, *)
    /// Opens links to the app.
    public func onOpenURL(perform action: @escaping (URL) -> Void) -> some View {
        changed { nodes, context in
            context.host.openers.append { action($0) }
            return nodes
        }
    }
    /// Over everything while it is so.
    public func sheet<Content: View>(
        isPresented: Binding<Bool>, onDismiss: (() -> Void)? = nil, @ViewBuilder content: @escaping () -> Content
    ) -> some View {
        changed { nodes, context in
            guard isPresented.wrappedValue else { return nodes }
            nodes.forEach { $0.hidden = true }
            return nodes + evaluate(content(), context.child("sheet"))
        }
    }
    // @available(iOS 14.0, *)
    /// Over the whole screen while it is so.
    public func fullScreenCover<Content: View>(
        isPresented: Binding<Bool>, onDismiss: (() -> Void)? = nil, @ViewBuilder content: @escaping () -> Content
    ) -> some View { sheet(isPresented: isPresented, onDismiss: onDismiss, content: content) }
}

// @available(iOS 15.0, *)
extension View {
    /// In front of this.
    public func background<V: View>(alignment: Alignment = .center, @ViewBuilder content: () -> V) -> some View { self }
    /// In front of this.
    public func background<S: ShapeStyle>(_ style: S, ignoresSafeAreaEdges edges: Edge.Set = .all) -> some View { self }
    /// In front of this in this shape.
    public func background<S: ShapeStyle, T: InsettableShape>(_ style: S, in shape: T) -> some View { self }
    /// Behind this.
    public func overlay<V: View>(alignment: Alignment = .center, @ViewBuilder content: () -> V) -> some View {
        let over = content()
        return changed { nodes, context in nodes + evaluate(over, context.child("overlay")) }
    }
    /// Its edge of the screen, always in view.
    public func safeAreaInset<V: View>(
        edge: VerticalEdge, alignment: HorizontalAlignment = .center, spacing: CGFloat? = nil,
        @ViewBuilder content: () -> V
    ) -> some View {
        let inset = content()
        return changed { nodes, context in
            let more = evaluate(inset, context.child("inset"))
            return edge == .top ? more + nodes : nodes + more
        }
    }
    /// With things of this colour.
    public func tint(_ tint: Color?) -> some View { self }
    /// With letters of these sizes.
    public func dynamicTypeSize<T: RangeExpression>(_ range: T) -> some View where T.Bound == DynamicTypeSize { self }
    /// Hidden where others can see it.
    public func privacySensitive(_ sensitive: Bool = true) -> some View {
        each { node in node.all.forEach { $0.traits.insert("private") } }
    }
    /// Capital letters or not.
    public func textInputAutocapitalization(_ autocapitalization: TextInputAutocapitalization?) -> some View { self }
    /// What the key at the end of the keyboard says.
    public func submitLabel(_ submitLabel: SubmitLabel) -> some View { self }
    /// Does this when the person is done with a field.
    public func onSubmit(of triggers: SubmitTriggers = .text, _ action: @escaping (() -> Void)) -> some View {
        let act = main(action)
        return one { $0.actions["submit"] = act }
    }
    /// Works as long as it is shown.
    public func task(
        priority: TaskPriority = .userInitiated, @_inheritActorContext _ action: @escaping @Sendable () async -> Void
    ) -> some View {
        changed { nodes, context in
            context.host.workingNow.append((context.path, action))
            return nodes
        }
    }
    /// Works as long as it is shown and this is the same.
    public func task<T: Equatable>(
        id value: T, priority: TaskPriority = .userInitiated,
        @_inheritActorContext _ action: @escaping @Sendable () async -> Void
    ) -> some View {
        changed { nodes, context in
            context.host.workingNow.append((context.path + "=\(value)", action))
            return nodes
        }
    }
    /// Has the keyboard when the state says so.
    public func focused(_ condition: FocusState<Bool>.Binding) -> some View { self }
    /// Has the keyboard when the state says this.
    public func focused<Value: Hashable>(_ binding: FocusState<Value>.Binding, equals value: Value) -> some View {
        self
    }
    /// Has the screen reader when the state says so.
    public func accessibilityFocused(_ condition: AccessibilityFocusState<Bool>.Binding) -> some View {
        each { if condition.wrappedValue { $0.traits.insert("focus") } }
    }
    /// Has the screen reader when the state says this.
    public func accessibilityFocused<Value: Hashable>(
        _ binding: AccessibilityFocusState<Value>.Binding, equals value: Value
    ) -> some View {
        each { if binding.wrappedValue == value { $0.traits.insert("focus") } }
    }
    /// Asks with buttons.
    public func confirmationDialog<S: StringProtocol, A: View>(
        _ title: S, isPresented: Binding<Bool>, titleVisibility: Visibility = .automatic, @ViewBuilder actions: () -> A
    ) -> some View {
        let buttons = actions()
        return changed { nodes, context in
            guard isPresented.wrappedValue else { return nodes }
            nodes.forEach { $0.hidden = true }
            return nodes + [Node("Text", String(title))] + evaluate(buttons, context.child("dialog"))
        }
    }
}

// @available(iOS 14.0, *)
extension View {
    /// What a screen reader says.
    @_disfavoredOverload public func accessibilityLabel<S: StringProtocol>(_ label: S) -> some View {
        one { $0.label = String(label) }
    }
    /// What a screen reader says.
    public func accessibilityLabel(_ labelKey: LocalizedStringKey) -> some View { one { $0.label = labelKey.met() } }
    /// The value it says then.
    @_disfavoredOverload public func accessibilityValue<S: StringProtocol>(_ value: S) -> some View {
        one { $0.value = String(value) }
    }
    /// The hint it says last.
    @_disfavoredOverload public func accessibilityHint<S: StringProtocol>(_ hint: S) -> some View {
        one { $0.hint = String(hint) }
    }
    /// Passed over by a screen reader.
    public func accessibilityHidden(_ hidden: Bool) -> some View { each { $0.hidden = hidden || $0.hidden } }
    /// A name for tests.
    public func accessibilityIdentifier(_ identifier: String) -> some View { one { $0.identifier = identifier } }
    /// What it is besides.
    public func accessibilityAddTraits(_ traits: AccessibilityTraits) -> some View {
        one { $0.traits.formUnion(traits.names) }
    }
    /// Earlier or later than others.
    public func accessibilitySortPriority(_ sortPriority: Double) -> some View { self }
    /// One thing for a screen reader.
    public func accessibilityElement(children: AccessibilityChildBehavior = .ignore) -> some View {
        changed { nodes, _ in
            let node = Node("Element", "", nodes)
            if children == .combine { node.label = node.spoken }
            if children != .contain { node.children.forEach { $0.hidden = true } }
            return [node]
        }
    }
    /// Something else to do with it.
    @_disfavoredOverload
    public func accessibilityAction<S: StringProtocol>(named name: S, _ handler: @escaping () -> Void) -> some View {
        let act = main(handler)
        return one { $0.actions[String(name)] = act }
    }
    // @available(iOS 15.0, *)
    /// Its words in large when a finger stays on it.
    public func accessibilityShowsLargeContentViewer() -> some View { self }
}

/// A view known by an identity.
struct Identified<Content: View>: Leaf {
    let content: Content
    let id: String
    func nodes(_ context: Walk) -> [Node] { evaluate(content, context.child("=" + id)) }
}

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

// @available(iOS 14.0, *)
/// What a thing is for a screen reader.
public struct AccessibilityTraits: SetAlgebra, Sendable {
    var names: Set<String> = []
    /// Nothing.
    public init() {}
    private init(_ name: String) { names = [name] }
    /// Headings.
    public static let isHeader = AccessibilityTraits("header")
    /// Buttons.
    public static let isButton = AccessibilityTraits("button")
    /// What is chosen.
    public static let isSelected = AccessibilityTraits("selected")
    /// Pictures.
    public static let isImage = AccessibilityTraits("image")
    /// What keeps others from being read.
    public static let isModal = AccessibilityTraits("modal")
    /// What changes often.
    public static let updatesFrequently = AccessibilityTraits("frequent")
    /// Words that are only read.
    public static let isStaticText = AccessibilityTraits("text")
    /// Whether it has all of these.
    public func contains(_ member: AccessibilityTraits) -> Bool { names.isSuperset(of: member.names) }
    /// Both.
    public func union(_ other: AccessibilityTraits) -> AccessibilityTraits { made(names.union(other.names)) }
    /// Common to both.
    public func intersection(_ other: AccessibilityTraits) -> AccessibilityTraits {
        made(names.intersection(other.names))
    }
    /// In one of the two.
    public func symmetricDifference(_ other: AccessibilityTraits) -> AccessibilityTraits {
        made(names.symmetricDifference(other.names))
    }
    /// Adds these.
    @discardableResult public mutating func insert(
        _ newMember: AccessibilityTraits
    ) -> (inserted: Bool, memberAfterInsert: AccessibilityTraits) {
        names.formUnion(newMember.names)
        return (true, newMember)
    }
    /// Takes these away.
    @discardableResult public mutating func remove(_ member: AccessibilityTraits) -> AccessibilityTraits? {
        names.subtract(member.names)
        return member
    }
    /// Adds these.
    @discardableResult public mutating func update(with newMember: AccessibilityTraits) -> AccessibilityTraits? {
        names.formUnion(newMember.names)
        return newMember
    }
    /// Adds these.
    public mutating func formUnion(_ other: AccessibilityTraits) { names.formUnion(other.names) }
    /// Keeps only these.
    public mutating func formIntersection(_ other: AccessibilityTraits) { names.formIntersection(other.names) }
    /// Keeps what is in one of the two.
    public mutating func formSymmetricDifference(_ other: AccessibilityTraits) {
        names.formSymmetricDifference(other.names)
    }
    private func made(_ names: Set<String>) -> AccessibilityTraits {
        var made = AccessibilityTraits()
        made.names = names
        return made
    }
}

// @available(iOS 13.0, *)
/// What of the parts a screen reader reaches.
public struct AccessibilityChildBehavior: Hashable, Sendable {
    private let name: Int
    /// None.
    public static let ignore = AccessibilityChildBehavior(name: 0)
    /// Each.
    public static let contain = AccessibilityChildBehavior(name: 1)
    /// All as one.
    public static let combine = AccessibilityChildBehavior(name: 2)
}
