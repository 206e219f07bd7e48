// What a view keeps, and what it follows.

// @available(iOS 13.0, *)
/// A property that is updated before a view's body is read.
public protocol DynamicProperty {}

final class Box<Value> {
    var value: Value
    init(_ value: Value) { self.value = value }
}

final class Location<Value>: @unchecked Sendable {
    var box: Box<Value>
    init(_ value: Value) { box = Box(value) }
}

extension Walk {
    func kept<Kept: AnyObject>(_ name: String, _ new: @autoclosure () -> Kept) -> Kept {
        let key = path + "#" + name
        host.seen.insert(key)
        if let kept = host.boxes[key] as? Kept { return kept }
        let made = new()
        host.boxes[key] = made
        return made
    }
}

// @available(iOS 13.0, *)
/// A value that a view keeps.
@propertyWrapper public struct State<Value>: DynamicProperty, Connected {
    private let location: Location<Value>
    /// With this first value.
    public init(wrappedValue value: Value) { location = Location(value) }
    /// With this first value.
    public init(initialValue value: Value) { location = Location(value) }
    /// The value.
    public var wrappedValue: Value {
        get { location.box.value }
        nonmutating set { location.box.value = newValue }
    }
    /// To hand on.
    public var projectedValue: Binding<Value> {
        let box = location.box
        return Binding(get: { box.value }, set: { box.value = $0 })
    }
    func connect(_ context: Walk, _ name: String) { location.box = context.kept(name, location.box) }
}

// @available(iOS 13.0, *)
/// A value that somebody else keeps.
@propertyWrapper @dynamicMemberLookup public struct Binding<Value> {
    private let get: () -> Value
    private let set: (Value) -> Void
    /// By reading and writing.
    public init(get: @escaping () -> Value, set: @escaping (Value) -> Void) {
        self.get = get
        self.set = set
    }
    /// One that never changes.
    public static func constant(_ value: Value) -> Binding { Binding(get: { value }, set: { _ in }) }
    /// The value.
    public var wrappedValue: Value {
        get { get() }
        nonmutating set { set(newValue) }
    }
    /// To hand on.
    public var projectedValue: Binding { self }
    /// A part of the value.
    public subscript<Part>(dynamicMember path: WritableKeyPath<Value, Part>) -> Binding<Part> {
        Binding<Part>(
            get: { self.get()[keyPath: path] },
            set: {
                var value = self.get()
                value[keyPath: path] = $0
                self.set(value)
            })
    }
}

// @available(iOS 14.0, *)
/// An object that a view makes and keeps.
@MainActor @preconcurrency @propertyWrapper
public struct StateObject<ObjectType: ObservableObject>: DynamicProperty,
    Connected
{
    private let make: Location<() -> ObjectType>
    private let location = Location<Box<ObjectType>?>(nil)
    /// Made by this when the view appears first.
    nonisolated public init(wrappedValue thunk: @autoclosure @escaping () -> ObjectType) { make = Location(thunk) }
    /// The object.
    public var wrappedValue: ObjectType {
        if let box = location.box.value { return box.value }
        let box = Box(make.box.value())
        location.box.value = box
        return box.value
    }
    /// Bindings to its properties.
    public var projectedValue: ObservedObject<ObjectType>.Wrapper { .init(object: wrappedValue) }
    func connect(_ context: Walk, _ name: String) { location.box.value = context.kept(name, Box(make.box.value())) }
}

// @available(iOS 13.0, *)
/// An object that a view follows.
@MainActor @preconcurrency @propertyWrapper public struct ObservedObject<ObjectType: ObservableObject>: DynamicProperty
{
    /// Bindings to its properties.
    @MainActor @preconcurrency @dynamicMemberLookup public struct Wrapper {
        let object: ObjectType
        /// A binding to this property.
        public subscript<Subject>(
            dynamicMember keyPath: ReferenceWritableKeyPath<ObjectType, Subject>
        ) -> Binding<Subject> {
            let object = object
            return Binding(get: { object[keyPath: keyPath] }, set: { object[keyPath: keyPath] = $0 })
        }
    }
    /// The object.
    public var wrappedValue: ObjectType
    /// Follows this object.
    public init(wrappedValue: ObjectType) { self.wrappedValue = wrappedValue }
    /// Bindings to its properties.
    public var projectedValue: Wrapper { Wrapper(object: wrappedValue) }
}

// @available(iOS 13.0, *)
/// An object of the surroundings that a view follows.
@MainActor @preconcurrency @propertyWrapper
public struct EnvironmentObject<ObjectType: ObservableObject>:
    DynamicProperty, Connected
{
    private let location = Location<ObjectType?>(nil)
    /// Found by its type.
    nonisolated public init() {}
    /// The object.
    public var wrappedValue: ObjectType {
        guard let object = location.box.value else { fatalError("no \(ObjectType.self) in the surroundings") }
        return object
    }
    /// Bindings to its properties.
    public var projectedValue: ObservedObject<ObjectType>.Wrapper { .init(object: wrappedValue) }
    func connect(_ context: Walk, _ name: String) {
        location.box.value = context.environment.objects[ObjectIdentifier(ObjectType.self)] as? ObjectType
    }
}

// @available(iOS 13.0, *)
/// A value of the surroundings.
@propertyWrapper public struct Environment<Value>: DynamicProperty, Connected {
    private let path: KeyPath<EnvironmentValues, Value>
    private let location = Location<Value?>(nil)
    /// This value.
    public init(_ keyPath: KeyPath<EnvironmentValues, Value>) { path = keyPath }
    /// The value.
    public var wrappedValue: Value { location.box.value ?? EnvironmentValues()[keyPath: path] }
    func connect(_ context: Walk, _ name: String) { location.box.value = context.environment[keyPath: path] }
}

// @available(iOS 15.0, *)
/// Where the keyboard's focus is.
@propertyWrapper public struct FocusState<Value: Hashable>: DynamicProperty, Connected {
    /// To hand on.
    @propertyWrapper public struct Binding {
        let location: Location<Value>
        /// The value.
        public var wrappedValue: Value {
            get { location.box.value }
            nonmutating set { location.box.value = newValue }
        }
        /// To hand on.
        public var projectedValue: Binding { self }
    }
    private let location: Location<Value>
    /// Whether one thing has it.
    public init() where Value == Bool { location = Location(false) }
    /// Which of several has it.
    public init<T: Hashable>() where Value == T? { location = Location(nil) }
    /// The value.
    public var wrappedValue: Value {
        get { location.box.value }
        nonmutating set { location.box.value = newValue }
    }
    /// To hand on.
    public var projectedValue: Binding { Binding(location: location) }
    func connect(_ context: Walk, _ name: String) { location.box = context.kept(name, location.box) }
}

// @available(iOS 15.0, *)
/// Where a screen reader's focus is.
@propertyWrapper public struct AccessibilityFocusState<Value: Hashable>: DynamicProperty, Connected {
    /// To hand on.
    @propertyWrapper public struct Binding {
        let location: Location<Value>
        /// The value.
        public var wrappedValue: Value {
            get { location.box.value }
            nonmutating set { location.box.value = newValue }
        }
        /// To hand on.
        public var projectedValue: Binding { self }
    }
    private let location: Location<Value>
    /// Whether one thing has it.
    public init() where Value == Bool { location = Location(false) }
    /// Which of several has it.
    public init<T: Hashable>() where Value == T? { location = Location(nil) }
    /// The value.
    public var wrappedValue: Value {
        get { location.box.value }
        nonmutating set { location.box.value = newValue }
    }
    /// To hand on.
    public var projectedValue: Binding { Binding(location: location) }
    func connect(_ context: Walk, _ name: String) { location.box = context.kept(name, location.box) }
}
