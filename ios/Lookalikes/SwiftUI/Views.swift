// Words, pictures and controls.

// @available(iOS 13.0, *)
/// A key of the string catalogue. The app looks its words up itself, so a literal here is a mistake that a test finds.
public struct LocalizedStringKey: ExpressibleByStringInterpolation, Sendable {
    let key: String
    /// This key.
    public init(stringLiteral value: String) { key = value }
    /// This key.
    public init(_ value: String) { key = value }
    @MainActor func met() -> String {
        Literals.met.insert(key)
        return key
    }
}

// @available(iOS 13.0, *)
/// Words.
public struct Text: Leaf, Equatable {
    private let words: String
    private let isLiteral: Bool
    // @available(iOS 13.0, *)
    /// The words of this key.
    public init(
        _ key: LocalizedStringKey, tableName: String? = nil, bundle: Bundle? = nil, comment: StaticString? = nil
    ) {
        (words, isLiteral) = (key.key, true)
    }
    /// These words.
    @_disfavoredOverload public init<S: StringProtocol>(_ content: S) { (words, isLiteral) = (String(content), false) }
    /// These words.
    public init(verbatim content: String) { (words, isLiteral) = (content, false) }
    /// The words.
    public func nodes(_ context: Walk) -> [Node] {
        if isLiteral { Literals.met.insert(words) }
        return [Node("Text", words)]
    }
    // @available(iOS 13.0, *)
    /// In these letters.
    public func font(_ font: Font?) -> Text { self }
    /// In these letters.
    public func fontWeight(_ weight: Font.Weight?) -> Text { self }
    /// In bold letters.
    public func bold() -> Text { self }
    /// In this colour.
    public func foregroundColor(_ color: Color?) -> Text { self }
    // @available(iOS 15.0, *)
    /// With figures of one width.
    public func monospacedDigit() -> Text { self }
    // @available(iOS 13.0, *)
    /// With so much space between letters.
    public func tracking(_ tracking: CGFloat) -> Text { self }
    // @available(iOS 15.0, *)
    /// Spoken letter by letter.
    public func speechSpellsOutCharacters(_ value: Bool = true) -> Text { self }
}

// @available(iOS 13.0, *)
/// A picture.
public struct Image: Leaf {
    /// How it fills its place.
    public enum Interpolation: Hashable, Sendable { case none, low, medium, high }
    /// What of it is drawn.
    public enum TemplateRenderingMode: Hashable, Sendable { case template, original }
    private let name: String
    private let isDecorative: Bool
    /// A symbol of the system.
    public init(systemName: String) { (name, isDecorative) = (systemName, false) }
    /// A picture of the app.
    public init(_ name: String, bundle: Bundle? = nil) { (self.name, isDecorative) = (name, false) }
    /// A picture of the app that says nothing.
    public init(decorative name: String, bundle: Bundle? = nil) { (self.name, isDecorative) = (name, true) }
    /// This picture.
    public init(uiImage image: UIImage) { (name, isDecorative) = ("picture", false) }
    /// The picture.
    public func nodes(_ context: Walk) -> [Node] {
        let node = Node("Image")
        node.label = name
        node.hidden = isDecorative
        return [node]
    }
    /// That takes the size of its place.
    public func resizable() -> Image { self }
    /// With this smoothing.
    public func interpolation(_ interpolation: Interpolation) -> Image { self }
    /// Drawn so.
    public func renderingMode(_ mode: TemplateRenderingMode?) -> Image { self }
}

// @available(iOS 13.0, *)
/// Room that takes what is left.
public struct Spacer: Leaf {
    /// At least so much.
    public init(minLength: CGFloat? = nil) {}
    /// Nothing.
    public func nodes(_ context: Walk) -> [Node] { [] }
}

// @available(iOS 13.0, *)
/// A line between two things.
public struct Divider: Leaf {
    /// A line.
    public init() {}
    /// Nothing.
    public func nodes(_ context: Walk) -> [Node] { [] }
}

// @available(iOS 14.0, *)
/// Work that goes on.
public struct ProgressView<Label: View, CurrentValueLabel: View>: Leaf {
    /// For as long as it takes.
    public init() where Label == EmptyView, CurrentValueLabel == EmptyView {}
    /// So much of the whole.
    public init<V: BinaryFloatingPoint>(value: V?, total: V = 1.0)
    where Label == EmptyView, CurrentValueLabel == EmptyView {}
    /// The bar.
    public func nodes(_ context: Walk) -> [Node] { [Node("ProgressView")] }
}

// @available(iOS 15.0, *)
/// What a button is for.
public struct ButtonRole: Equatable, Sendable {
    private let name: String
    /// Something is lost.
    public static let destructive = ButtonRole(name: "destructive")
    /// Nothing is done.
    public static let cancel = ButtonRole(name: "cancel")
}

// @available(iOS 13.0, *)
/// Something to touch.
public struct Button<Label: View>: Leaf {
    private let action: @MainActor () -> Void
    private let label: Label
    private let role: ButtonRole?
    // @available(iOS 13.0, *)
    /// That does this.
    public init(action: @escaping @MainActor () -> Void, @ViewBuilder label: () -> Label) {
        (self.action, self.label, role) = (action, label(), nil)
    }
    // @available(iOS 15.0, *)
    /// That does this.
    public init(role: ButtonRole?, action: @escaping @MainActor () -> Void, @ViewBuilder label: () -> Label) {
        (self.action, self.label, self.role) = (action, label(), role)
    }
    /// With this label.
    public init(_ titleKey: LocalizedStringKey, action: @escaping @MainActor () -> Void) where Label == Text {
        (self.action, label, role) = (action, Text(titleKey), nil)
    }
    /// With this label.
    @_disfavoredOverload public init<S: StringProtocol>(_ title: S, action: @escaping @MainActor () -> Void)
    where Label == Text {
        (self.action, label, role) = (action, Text(title), nil)
    }
    // @available(iOS 15.0, *)
    /// With this label.
    @_disfavoredOverload
    public init<S: StringProtocol>(_ title: S, role: ButtonRole?, action: @escaping @MainActor () -> Void)
    where Label == Text {
        (self.action, label, self.role) = (action, Text(title), role)
    }
    /// The button with its label, drawn by its style.
    public func nodes(_ context: Walk) -> [Node] {
        let node = Node("Button")
        let inside = context.child("button")
        node.children = context.environment.style?(AnyView(label), false, inside) ?? evaluate(label, inside)
        node.traits.insert("button")
        if role == .destructive { node.traits.insert("destructive") }
        node.enabled = context.environment.isEnabled
        let isEnabled = node.enabled
        node.press = { if isEnabled { action() } }
        return [node]
    }
}

// @available(iOS 13.0, *)
/// How buttons look.
@MainActor @preconcurrency public protocol ButtonStyle {
    /// What a button becomes.
    associatedtype Body: View
    /// What a button becomes.
    @ViewBuilder @MainActor @preconcurrency func makeBody(configuration: Configuration) -> Body
    /// What a button is made of.
    typealias Configuration = ButtonStyleConfiguration
}

// @available(iOS 13.0, *)
/// What a button is made of.
public struct ButtonStyleConfiguration {
    /// The label.
    public struct Label: Leaf {
        let view: AnyView
        /// The label.
        public func nodes(_ context: Walk) -> [Node] { evaluate(view, context) }
    }
    /// The label.
    public let label: Label
    /// Whether a finger is on it.
    public let isPressed: Bool
}

// @available(iOS 13.0, *)
/// A field of one line.
public struct TextField<Label: View>: Leaf {
    private let label: Text
    private let text: Binding<String>
    /// With this label.
    public init(_ titleKey: LocalizedStringKey, text: Binding<String>) where Label == Text {
        (label, self.text) = (Text(titleKey), text)
    }
    /// With this label.
    @_disfavoredOverload public init<S: StringProtocol>(_ title: S, text: Binding<String>) where Label == Text {
        (label, self.text) = (Text(title), text)
    }
    /// The field.
    public func nodes(_ context: Walk) -> [Node] {
        let node = Node("TextField", evaluate(label, context).first?.text ?? "")
        node.enabled = context.environment.isEnabled
        node.typed = text.wrappedValue
        let isEnabled = node.enabled
        node.type = { if isEnabled { text.wrappedValue = $0 } }
        return [node]
    }
}

// @available(iOS 13.0, *)
/// A switch.
public struct Toggle<Label: View>: Leaf {
    private let isOn: Binding<Bool>
    private let label: Label
    /// With this label.
    public init(isOn: Binding<Bool>, @ViewBuilder label: () -> Label) { (self.isOn, self.label) = (isOn, label()) }
    /// The switch.
    public func nodes(_ context: Walk) -> [Node] {
        let node = Node("Toggle")
        node.children = evaluate(label, context.child("toggle"))
        node.enabled = context.environment.isEnabled
        node.press = { isOn.wrappedValue.toggle() }
        if isOn.wrappedValue { node.traits.insert("selected") }
        return [node]
    }
}
