import UIKit

// @available(iOS 14.0, *)
/// Makes the app's delegate.
@MainActor @propertyWrapper public struct UIApplicationDelegateAdaptor<Delegate: NSObject & UIApplicationDelegate> {
    /// The delegate.
    public var wrappedValue: Delegate { fatalError("no phone") }
    /// A delegate of this type.
    public init(_ delegateType: Delegate.Type = Delegate.self) {}
}
