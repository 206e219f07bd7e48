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

    /// The frame of a recording (YUV4MPEG2, 4:2:0 in full range), taken at this time.
    public func show(recording: Data, atMs: UInt64) {
        guard case .selfie(_, let onFrame) = running, let frame = Recording(recording) else { return }
        frame.planes.withUnsafeBytes { planes in
            let luma = UnsafeRawBufferPointer(rebasing: planes[..<frame.luma])
            let chroma = UnsafeRawBufferPointer(rebasing: planes[frame.luma...])
            let layout = FrameLayout(
                width: frame.width, height: frame.height, lumaStride: frame.width, chromaStride: frame.width,
                chromaStep: 2, rotation: 0)
            onFrame(CameraFrame(luma: luma, chroma: chroma, layout: layout, atMs: atMs))
        }
    }

    /// A frame of even brightness, with the rows padded as a real camera's are. Nobody is in it.
    public func show(greyness: UInt8, width: Int = 640, height: Int = 480, atMs: UInt64 = 0) {
        guard case .selfie(_, let onFrame) = running else { return }
        let stride = width + 64
        let luma = [UInt8](repeating: greyness, count: stride * height)
        let chroma = [UInt8](repeating: 128, count: stride * height / 2)
        luma.withUnsafeBytes { luma in
            chroma.withUnsafeBytes { chroma in
                let layout = FrameLayout(
                    width: UInt32(width), height: UInt32(height), lumaStride: UInt32(stride),
                    chromaStride: UInt32(stride), chromaStep: 2, rotation: 0)
                onFrame(CameraFrame(luma: luma, chroma: chroma, layout: layout, atMs: atMs))
            }
        }
    }
}

/// The first frame of a recording, as a camera of iOS delivers it: Y, then U and V by turns.
private struct Recording {
    let width: UInt32
    let height: UInt32
    let planes: [UInt8]
    var luma: Int { Int(width * height) }

    init?(_ file: Data) {
        let lines = file.split(separator: UInt8(ascii: "\n"), maxSplits: 2, omittingEmptySubsequences: false)
        guard lines.count == 3, let header = String(data: lines[0], encoding: .utf8) else { return nil }
        func number(_ letter: Character) -> UInt32? {
            header.split(separator: " ").first { $0.first == letter }.flatMap { UInt32($0.dropFirst()) }
        }
        guard let width = number("W"), let height = number("H") else { return nil }
        (self.width, self.height) = (width, height)
        let pixels = Int(width * height)
        let body = [UInt8](lines[2].prefix(pixels * 3 / 2))
        guard body.count == pixels * 3 / 2 else { return nil }
        let (u, v) = (body[pixels..<pixels * 5 / 4], body[(pixels * 5 / 4)...])
        planes = Array(body[..<pixels]) + zip(u, v).flatMap { [$0, $1] }
    }
}
