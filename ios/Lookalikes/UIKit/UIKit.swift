// The declarations of UIKit that the app uses outside SwiftUI. What was asked of the phone is kept for tests.
@_exported import Foundation

import AVFoundation

@MainActor open class UIResponder: NSObject {}

@MainActor open class CALayer: NSObject {
    public var frame = CGRect.zero
}

@MainActor public final class AVCaptureVideoPreviewLayer: CALayer {
    public var session: AVCaptureSession?
    public var videoGravity = AVLayerVideoGravity.resizeAspectFill
}

@MainActor open class UIView: UIResponder {
    open class var layerClass: AnyClass { CALayer.self }
    public private(set) lazy var layer: CALayer =
        Self.layerClass == AVCaptureVideoPreviewLayer.self ? AVCaptureVideoPreviewLayer() : CALayer()
    public var bounds = CGRect.zero
    public init(frame: CGRect) {}
    override public convenience init() { self.init(frame: .zero) }
}

@MainActor open class UIViewController: UIResponder {
    public private(set) var presentedViewController: UIViewController?
    public var popoverPresentationController: UIPopoverPresentationController? { UIPopoverPresentationController() }
    public var view: UIView! = UIView()
    override public init() {}
    open func present(
        _ viewControllerToPresent: UIViewController, animated flag: Bool, completion: (() -> Void)? = nil
    ) {
        presentedViewController = viewControllerToPresent
        completion?()
    }
    open func dismiss(animated flag: Bool, completion: (() -> Void)? = nil) {
        presentedViewController = nil
        completion?()
    }
}

@MainActor public final class UIPopoverPresentationController: NSObject {
    public var sourceView: UIView?
    public var sourceRect = CGRect.zero
}

@MainActor open class UIActivityViewController: UIViewController {
    public typealias CompletionWithItemsHandler = (ActivityType?, Bool, [Any]?, (any Error)?) -> Void
    public struct ActivityType: Hashable, Sendable { let rawValue: String }
    /// Not Apple's.
    public let items: [Any]
    public var completionWithItemsHandler: CompletionWithItemsHandler?
    public init(activityItems: [Any], applicationActivities: [Any]?) {
        items = activityItems
        super.init()
    }
}

@MainActor public protocol UIImagePickerControllerDelegate: NSObjectProtocol {
    func imagePickerController(
        _ picker: UIImagePickerController,
        didFinishPickingMediaWithInfo info: [UIImagePickerController.InfoKey: Any])
    func imagePickerControllerDidCancel(_ picker: UIImagePickerController)
}
@MainActor public protocol UINavigationControllerDelegate: NSObjectProtocol {}

@MainActor open class UIImagePickerController: UIViewController {
    public enum SourceType: Int, Sendable { case photoLibrary, camera }
    public struct InfoKey: Hashable, Sendable {
        let rawValue: String
        public static let imageURL = InfoKey(rawValue: "UIImagePickerControllerImageURL")
    }
    public var sourceType = SourceType.photoLibrary
    public weak var delegate: (any UIImagePickerControllerDelegate & UINavigationControllerDelegate)?
}

@MainActor public final class UIWindow: UIView {
    public var rootViewController: UIViewController?
    public var isKeyWindow = true
}

@MainActor open class UIScene: NSObject {}

@MainActor public final class UIWindowScene: UIScene {
    public var windows: [UIWindow] = []
    public let screen = UIScreen()
}

@MainActor public final class UIScreen: NSObject {
    public static let main = UIScreen()
    public var brightness: CGFloat = 0.5
    public var isCaptured = false
    public nonisolated static let capturedDidChangeNotification = Notification.Name("UIScreenCapturedDidChange")
}

@MainActor public final class UIApplication: UIResponder {
    public static let shared = UIApplication()
    public nonisolated static let openSettingsURLString = "app-settings:"
    public nonisolated static let protectedDataWillBecomeUnavailableNotification = Notification.Name(
        "UIApplicationProtectedDataWillBecomeUnavailable")

    public var connectedScenes: Set<UIScene> = []
    public var isIdleTimerDisabled = false
    public var isProtectedDataAvailable = true
    /// Not Apple's: what was opened.
    public var opened: [URL] = []

    public func open(
        _ url: URL, options: [OpenExternalURLOptionsKey: Any] = [:],
        completionHandler completion: (@MainActor @Sendable (Bool) -> Void)? = nil
    ) {
        opened.append(url)
        completion?(true)
    }
    public struct OpenExternalURLOptionsKey: Hashable, Sendable { let rawValue: String }
}

@MainActor public enum UIAccessibility {
    public struct Notification: Hashable, Sendable {
        let rawValue: Int
        public static let announcement = Notification(rawValue: 1)
    }
    public static var isVoiceOverRunning = false
    /// Not Apple's: what was spoken.
    public static var posted: [String] = []
    public static func post(notification: Notification, argument: Any?) {
        if let text = argument as? String { posted.append(text) }
    }
}

@MainActor public final class UINotificationFeedbackGenerator: NSObject {
    public enum FeedbackType: Int, Sendable { case success, warning, error }
    /// Not Apple's.
    public static var felt: [FeedbackType] = []
    override public init() {}
    public func notificationOccurred(_ notificationType: FeedbackType) { Self.felt.append(notificationType) }
}

@MainActor public final class UISelectionFeedbackGenerator: NSObject {
    /// Not Apple's.
    public static var count = 0
    override public init() {}
    public func selectionChanged() { Self.count += 1 }
}

// Apple: all requirements are optional.
@MainActor public protocol UIApplicationDelegate: NSObjectProtocol {
    func application(
        _ application: UIApplication,
        shouldAllowExtensionPointIdentifier extensionPointIdentifier: UIApplication.ExtensionPointIdentifier
    ) -> Bool
}

extension UIApplication {
    public struct ExtensionPointIdentifier: Hashable, Sendable {
        let rawValue: String
        public static let keyboard = ExtensionPointIdentifier(rawValue: "com.apple.keyboard-service")
    }
}
