import Foundation
import IkdCore
import IkdShell
import UIKit

/// What the screens need of the phone, with Apple's frameworks.
@MainActor
public final class PhoneShell: Shell {
    /// The phone's cameras.
    public let camera: any Camera = PhoneCamera()
    /// Whether the data of this build are examples.
    public let example: Bool
    /// What the app is called.
    public let about: About

    private let appStoreID: String
    /// The brightness before it was raised.
    private var usualBrightness: CGFloat?
    private let settings: UserDefaults

    /// The phone, for an app of this configuration.
    public init(config: AppConfig, settings: UserDefaults = .standard) {
        example = config.example
        about = About(name: config.name, version: IkdPhone.version)
        appStoreID = config.appStoreID
        self.settings = settings
    }

    /// In debug builds, because the simulator has no camera. A registration needs a photograph taken now.
    public var gallery: (@MainActor () async -> Data?)? {
        #if DEBUG
            { await GalleryPicker().pick() }
        #else
            nil
        #endif
    }

    /// One photograph of a paper; the picker of the system needs no permission.
    public func pickPaper() async -> Data? { await PaperPicker().pick() }

    /// Raises the brightness, or restores what it was.
    public func fullBrightness(_ isOn: Bool) {
        if isOn {
            usualBrightness = usualBrightness ?? UIScreen.main.brightness
            UIScreen.main.brightness = 1
        } else if let usual = usualBrightness {
            UIScreen.main.brightness = usual
            usualBrightness = nil
        }
    }

    /// Keeps the screen on.
    public func keepAwake(_ isOn: Bool) {
        UIApplication.shared.isIdleTimerDisabled = isOn
    }

    /// Offers a file. It is in the app's folder until the sheet closes.
    public func share(name: String, data: Data) {
        guard let file = try? TemporaryFile(name: name, data: data) else { return feel(.refused) }
        let sheet = UIActivityViewController(activityItems: [file.url], applicationActivities: nil)
        sheet.completionWithItemsHandler = { _, _, _, _ in file.remove() }
        if !Presenting.present(sheet) { file.remove() }
    }

    /// Opens the settings of this app.
    public func openSettings() {
        if let url = URL(string: UIApplication.openSettingsURLString) { UIApplication.shared.open(url) }
    }

    /// Opens this app in the App Store.
    public func openStore() {
        if let url = URL(string: "https://apps.apple.com/app/id\(appStoreID)") { UIApplication.shared.open(url) }
    }

    /// A short vibration.
    public func feel(_ haptic: Haptic) {
        switch haptic {
        case .tick: UISelectionFeedbackGenerator().selectionChanged()
        case .refused: UINotificationFeedbackGenerator().notificationOccurred(.error)
        case .done: UINotificationFeedbackGenerator().notificationOccurred(.success)
        }
    }

    /// Speaks a text.
    public func announce(_ text: String) {
        UIAccessibility.post(notification: .announcement, argument: text)
    }

    /// Whether VoiceOver is on.
    public var screenReaderIsOn: Bool { UIAccessibility.isVoiceOverRunning }

    /// Whether the screen is recorded or mirrored now.
    public var screenIsCaptured: Bool { UIScreen.main.isCaptured }

    /// Each change.
    public func screenCaptureChanges() -> AsyncStream<Bool> {
        let (stream, continuation) = AsyncStream.makeStream(of: Bool.self, bufferingPolicy: .bufferingNewest(1))
        // From now on, not from the task's first turn.
        let notices = Notices.stream(of: UIScreen.capturedDidChangeNotification)
        let watching = Task {
            for await _ in notices {
                continuation.yield(UIScreen.main.isCaptured)
            }
        }
        continuation.onTermination = { _ in watching.cancel() }
        return stream
    }

    /// Each time the connection is back.
    public func networkReturns() -> AsyncStream<Void> {
        NetworkWatch.returns()
    }

    /// Whether the connection costs by volume.
    public func networkIsMetered() async -> Bool { await NetworkWatch.isMetered() }

    /// The language chosen in the app.
    public var language: Language? {
        get { Self.chosenLanguage(in: settings) }
        set {
            switch newValue {
            case .indonesian: settings.set("id", forKey: Self.languageKey)
            case .english: settings.set("en", forKey: Self.languageKey)
            case nil: settings.removeObject(forKey: Self.languageKey)
            }
        }
    }

    /// The same for any thread.
    public nonisolated static func chosenLanguage(in settings: UserDefaults = .standard) -> Language? {
        switch settings.string(forKey: languageKey) {
        case "id": .indonesian
        case "en": .english
        default: nil
        }
    }

    private nonisolated static let languageKey = "language"
}
