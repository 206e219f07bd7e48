import Foundation
import IkdCore

/// What the screens need of the phone besides the core. The app implements it with Apple's frameworks, a test with a
/// record of what was asked.
@MainActor
public protocol Shell: AnyObject {
    /// The camera.
    var camera: any Camera { get }
    /// The photograph that the person picked from the gallery; absent in builds for the App Store.
    var gallery: (@MainActor () async -> Data?)? { get }

    /// Lets the person pick one photograph of a paper from the gallery: JPEG, in memory only; `nil` if none was picked.
    func pickPaper() async -> Data?

    /// Raises the screen's brightness for a QR, or restores what it was.
    func fullBrightness(_ isOn: Bool)
    /// Keeps the screen from being dimmed and locked.
    func keepAwake(_ isOn: Bool)
    /// Offers a file in the share sheet.
    func share(name: String, data: Data)
    /// Opens the settings of this app: for a camera permission that was refused.
    func openSettings()
    /// Opens this app in the App Store.
    func openStore()
    /// A short vibration.
    func feel(_ haptic: Haptic)
    /// Speaks a text to people who use VoiceOver.
    func announce(_ text: String)

    /// Whether VoiceOver is on.
    var screenReaderIsOn: Bool { get }
    /// Whether the screen is recorded or mirrored now.
    var screenIsCaptured: Bool { get }
    /// Each change of ``screenIsCaptured``.
    func screenCaptureChanges() -> AsyncStream<Bool>
    /// An element each time the phone has a connection again after it had none.
    func networkReturns() -> AsyncStream<Void>

    /// Whether the connection costs by volume, as far as the phone knows.
    func networkIsMetered() async -> Bool

    /// The language that the person chose in the app; `nil` for the system's. Outlives a restart.
    var language: Language? { get set }

    /// Whether the data of this build are examples.
    var example: Bool { get }
    /// What the app is called, for *About*.
    var about: About { get }
}

/// Shown in *About*.
public struct About: Equatable, Sendable {
    /// The name of the app.
    public let name: String
    /// Its version.
    public let version: String

    /// A name and a version.
    public init(name: String, version: String) {
        self.name = name
        self.version = version
    }
}

/// What a vibration says.
public enum Haptic: Sendable {
    /// A key of the number pad.
    case tick
    /// Refused.
    case refused
    /// A photograph was taken, a QR was read, the officer approved.
    case done
}
