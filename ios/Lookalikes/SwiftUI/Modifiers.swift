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
    func surrounded(_ surround: @escaping @MainActor (inout EnvironmentValues) -> Void) -> some View {
        Changed(content: self, surround: surround)
    }
    func changed(_ change: @escaping @MainActor ([Node], Walk) -> [Node]) -> some View {
        Changed(content: self, change: change)
    }
    func each(_ change: @escaping @MainActor (Node) -> Void) -> some View {
        Changed(
            content: self,
            change: { nodes, _ in
                for node in nodes { change(node) }
                return nodes
            })
    }
    func one(_ change: @escaping @MainActor (Node) -> Void) -> some View {
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
    /// Drawn so far from its place.
    public func offset(x: CGFloat = 0, y: CGFloat = 0) -> some View { self }
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

/// A view known by an identity.
struct Identified<Content: View>: Leaf {
    let content: Content
    let id: String
    func nodes(_ context: Walk) -> [Node] { evaluate(content, context.child("=" + id)) }
}
