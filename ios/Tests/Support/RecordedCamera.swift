import Foundation
import IkdCore
import IkdShell

/// A camera that plays what a test gives it.
public final class RecordedCamera: Camera, @unchecked Sendable {
    private let lock = NSLock()
    // Guarded by `lock`.
    private var work: CameraWork?
    private var isLit = false
    private var still: Data?
    private var trouble: CameraProblem?

    /// A camera whose photograph is `photograph`.
    public init(photograph: Data? = nil) {
        still = photograph
    }

    /// The next photograph, JPEG.
    public var next: Data? {
        get { lock.withLock { still } }
        set { lock.withLock { still = newValue } }
    }
    /// Why it does not start.
    public var problem: CameraProblem? {
        get { lock.withLock { trouble } }
        set { lock.withLock { trouble = newValue } }
    }
    /// Whether the lamp is on.
    public var torch: Bool { lock.withLock { isLit } }
    /// What it runs for.
    public var running: CameraWork? { lock.withLock { work } }

    public func start(_ work: CameraWork) async throws {
        if let problem { throw problem }
        lock.withLock { self.work = work }
    }
    public func stop() { lock.withLock { work = nil } }
    public func photograph() async throws -> Data {
        guard let next else { throw CameraProblem.failed }
        return next
    }
    public func setTorch(_ isOn: Bool) { lock.withLock { isLit = isOn } }

    /// A QR comes into view.
    public func show(qr text: String) {
        if case .scan(let onText) = running { onText(text) }
    }

    /// A frame of even brightness, with the rows padded as a real camera's are. Nobody is in it.
    public func show(greyness: UInt8, width: Int = 640, height: Int = 480) {
        guard case .selfie(let onFrame) = running else { return }
        let stride = width + 64
        let luma = [UInt8](repeating: greyness, count: stride * height)
        let chroma = [UInt8](repeating: 128, count: stride * height / 2)
        luma.withUnsafeBytes { luma in
            chroma.withUnsafeBytes { chroma in
                let layout = FrameLayout(
                    width: UInt32(width), height: UInt32(height), lumaStride: UInt32(stride),
                    chromaStride: UInt32(stride), chromaStep: 2, rotation: 0)
                onFrame(CameraFrame(luma: luma, chroma: chroma, layout: layout))
            }
        }
    }
}
