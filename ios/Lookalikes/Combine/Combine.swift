// What SwiftUI before iOS 17 follows: objects that say when they change. Apple's labels; nothing newer than iOS 15.
@_exported import Foundation

// @available(iOS 13.0, *)
/// Says that an object is about to change.
public final class ObservableObjectPublisher: @unchecked Sendable {
    /// A publisher without listeners.
    public init() {}
    /// Says it. Nothing listens here: a test reads the views again.
    public func send() {}
}

// @available(iOS 13.0, *)
/// An object whose changes redraw the views that follow it.
public protocol ObservableObject: AnyObject {
    /// Who says that it changes.
    associatedtype ObjectWillChangePublisher = ObservableObjectPublisher
}

extension ObservableObject where ObjectWillChangePublisher == ObservableObjectPublisher {
    /// Says that the object is about to change.
    public var objectWillChange: ObservableObjectPublisher { ObservableObjectPublisher() }
}

// @available(iOS 13.0, *)
/// A property of an ``ObservableObject`` whose changes are followed.
@propertyWrapper public struct Published<Value> {
    private var value: Value
    /// With this first value.
    public init(wrappedValue: Value) { value = wrappedValue }
    /// With this first value.
    public init(initialValue: Value) { value = initialValue }
    @available(*, unavailable, message: "@Published is for classes")
    /// Only for properties of classes.
    public var wrappedValue: Value {
        get { fatalError("@Published is for classes") }
        set { fatalError("@Published is for classes") }
    }
    /// How a class reads and writes it.
    public static subscript<Owner: ObservableObject>(
        _enclosingInstance owner: Owner, wrapped _: ReferenceWritableKeyPath<Owner, Value>,
        storage path: ReferenceWritableKeyPath<Owner, Published<Value>>
    ) -> Value {
        get { owner[keyPath: path].value }
        set { owner[keyPath: path].value = newValue }
    }
}
