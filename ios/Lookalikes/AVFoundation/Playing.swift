// Not Apple's: what tests play.

/// A picture in memory with planes, as the camera delivers it.
public final class LookalikePixelBuffer: @unchecked Sendable {
    public struct Plane {
        public let width: Int
        public let height: Int
        public let bytesPerRow: Int
        public let memory: UnsafeMutableRawBufferPointer
    }
    public let planes: [Plane]
    /// How often it is locked now.
    public var locks = 0

    /// Copies the planes.
    public init(_ planes: [(width: Int, height: Int, bytesPerRow: Int, bytes: [UInt8])]) {
        self.planes = planes.map { plane in
            let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: plane.bytes.count, alignment: 64)
            memory.copyBytes(from: plane.bytes)
            return Plane(width: plane.width, height: plane.height, bytesPerRow: plane.bytesPerRow, memory: memory)
        }
    }

    deinit { planes.forEach { $0.memory.deallocate() } }
}

/// The simulated cameras.
public final class LookalikeCamera: @unchecked Sendable {
    public static let shared = LookalikeCamera()

    public var permission = AVAuthorizationStatus.authorized
    /// What the person answers when asked for permission.
    public var allowsCamera = true
    public var front: AVCaptureDevice? = AVCaptureDevice(position: .front)
    public var back: AVCaptureDevice? = AVCaptureDevice(position: .back)
    /// Whether a connection can turn pictures upright.
    public var turnsPictures = true
    /// The next photograph; `nil` makes taking it fail.
    public var photograph: Data?
    public internal(set) weak var running: AVCaptureSession?

    /// As after a start of the test.
    public func reset() {
        permission = .authorized
        allowsCamera = true
        front = AVCaptureDevice(position: .front)
        back = AVCaptureDevice(position: .back)
        turnsPictures = true
        photograph = nil
    }

    /// Delivers a frame, as the session does on its queue.
    public func show(_ picture: CVPixelBuffer) {
        for case let output as AVCaptureVideoDataOutput in running?.outputs ?? [] {
            output.sampleBufferCallbackQueue?.sync {
                output.sampleBufferDelegate?.captureOutput(
                    output, didOutput: CMSampleBuffer(picture: picture), from: output.only)
            }
        }
    }

    /// Shows a QR to the running session.
    public func show(qr text: String?) {
        for case let output as AVCaptureMetadataOutput in running?.outputs ?? [] {
            output.metadataObjectsDelegate?.metadataOutput(
                output, didOutput: [AVMetadataMachineReadableCodeObject(text)], from: output.only)
        }
    }

    func device(_ position: AVCaptureDevice.Position) -> AVCaptureDevice? { position == .front ? front : back }

    func answerPermission() -> Bool {
        permission = allowsCamera ? .authorized : .denied
        return allowsCamera
    }
}
