import Foundation

/// What the screens need of the phone besides the core. The app implements it with Apple's frameworks, a test with a
/// record of what was asked.
@MainActor
public protocol Shell: AnyObject {
    /// The camera.
    var camera: any Camera { get }

    /// Raises the screen's brightness for a QR, or restores what it was.
    func setFullBrightness(_ isFull: Bool)
    /// Keeps the screen from being dimmed and locked.
    func keepAwake(_ isAwake: Bool)
    /// Offers a file in the share sheet.
    func share(_ data: Data, named name: String)
    /// Opens the settings of this app: for a camera permission that was refused.
    func openSettings()
    /// Opens this app in the App Store.
    func openStore()
    /// Opens an address outside the app.
    func open(_ url: URL)
    /// A short vibration.
    func feel(_ haptic: Haptic)
    /// Speaks a text to people who use VoiceOver. An urgent one interrupts.
    func announce(_ text: String, isUrgent: Bool)

    /// Whether VoiceOver is on.
    var isScreenReaderOn: Bool { get }
    /// Whether the screen is recorded or mirrored now.
    var isScreenCaptured: Bool { get }
    /// Each change of ``isScreenCaptured``.
    func screenCaptureChanges() -> AsyncStream<Bool>
    /// An element each time the phone has a connection again after it had none.
    func networkReturns() -> AsyncStream<Void>
}

/// What a vibration says.
public enum Haptic: Sendable {
    /// Something was done or read.
    case success
    /// Something needs attention.
    case warning
    /// Something failed.
    case failure
}
