import Foundation
import IkdCore
import IkdShell

/// A phone for the screens that keeps what they asked of it.
@MainActor
public final class FakeShell: Shell {
    /// What was asked.
    public enum Asked: Equatable, Sendable {
        case fullBrightness(Bool), keepAwake(Bool)
        case share(name: String, data: Data)
        case settings, store
        case feel(Haptic)
        case announce(String)
    }

    /// Everything asked so far, in order.
    public private(set) var asked: [Asked] = []
    /// The recorded camera.
    public let recordedCamera: RecordedCamera
    public var camera: any Camera { recordedCamera }
    public var gallery: (@MainActor () async -> Data?)?
    /// What the person picks in the gallery.
    public var paper: Data?
    public var isMetered = false
    public var screenReaderIsOn = false
    public var language: Language?
    public var example = true
    public var about = About(name: "IKD Contoh", version: "0.1.0")
    /// The texts spoken so far.
    public var announced: [String] { asked.compactMap { if case .announce(let text) = $0 { text } else { nil } } }
    /// Whether the brightness is full now.
    public private(set) var isBright = false
    /// Whether the screen is kept on now.
    public private(set) var isAwake = false

    private var captured = false
    private var captureWatchers: [AsyncStream<Bool>.Continuation] = []
    private var networkWatchers: [AsyncStream<Void>.Continuation] = []

    /// A phone with this camera.
    public init(camera: RecordedCamera = RecordedCamera()) {
        recordedCamera = camera
    }

    public var screenIsCaptured: Bool {
        get { captured }
        set {
            captured = newValue
            captureWatchers.forEach { $0.yield(newValue) }
        }
    }

    /// The connection is back.
    public func networkIsBack() {
        networkWatchers.forEach { $0.yield() }
    }

    public func pickPaper() async -> Data? { paper }
    public func networkIsMetered() async -> Bool { isMetered }

    public func fullBrightness(_ isOn: Bool) {
        isBright = isOn
        asked.append(.fullBrightness(isOn))
    }
    public func keepAwake(_ isOn: Bool) {
        isAwake = isOn
        asked.append(.keepAwake(isOn))
    }
    public func share(name: String, data: Data) { asked.append(.share(name: name, data: data)) }
    public func openSettings() { asked.append(.settings) }
    public func openStore() { asked.append(.store) }
    public func feel(_ haptic: Haptic) { asked.append(.feel(haptic)) }
    public func announce(_ text: String) { asked.append(.announce(text)) }

    public func screenCaptureChanges() -> AsyncStream<Bool> {
        let (stream, continuation) = AsyncStream.makeStream(of: Bool.self)
        captureWatchers.append(continuation)
        return stream
    }
    public func networkReturns() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        networkWatchers.append(continuation)
        return stream
    }
}
