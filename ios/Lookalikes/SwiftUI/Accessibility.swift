// What a screen reader is told of a view.

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

// @available(iOS 15.0, *)
extension View {
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
