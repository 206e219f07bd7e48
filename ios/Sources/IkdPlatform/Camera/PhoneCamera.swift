import AVFoundation
import Foundation
import IkdShell

/// The phone's cameras.
///
/// The session, its devices and outputs are used on one queue only; frames and codes arrive on it too. That is why the
/// compiler can be told that this class is safe to share.
public final class PhoneCamera: NSObject, Camera, @unchecked Sendable {
    let session = AVCaptureSession()
    private let queue = DispatchQueue(label: "org.ikdcore.camera", qos: .userInitiated)
    private let frames = AVCaptureVideoDataOutput()
    private let codes = AVCaptureMetadataOutput()
    private let photographs = AVCapturePhotoOutput()
    // Used on `queue`.
    private var device: AVCaptureDevice?
    private var work: CameraWork?
    private var waiting: CheckedContinuation<Data, any Error>?

    /// The cameras, switched off.
    override public init() {}

    /// Asks for permission if that was never asked, then starts.
    public func start(_ work: CameraWork) async throws {
        guard await Self.isAllowed() else { throw CameraProblem.notAllowed }
        try await withCheckedThrowingContinuation { (started: CheckedContinuation<Void, any Error>) in
            queue.async { started.resume(with: Result { try self.run(work) }) }
        }
    }

    /// Ends the work.
    public func stop() {
        queue.sync { end() }
    }

    /// Takes a photograph.
    public func photograph() async throws -> Data {
        try await withCheckedThrowingContinuation { taken in
            queue.async {
                guard self.session.isRunning, self.work?.takesPhotographs == true, self.waiting == nil else {
                    taken.resume(throwing: CameraProblem.failed)
                    return
                }
                self.waiting = taken
                let settings = AVCapturePhotoSettings(format: [AVVideoCodecKey: AVVideoCodecType.jpeg])
                self.photographs.capturePhoto(with: settings, delegate: self)
            }
        }
    }

    /// Turns the lamp on or off.
    public func setTorch(_ isOn: Bool) {
        queue.async {
            guard let device = self.device, device.hasTorch, device.isTorchModeSupported(.on) else { return }
            self.configure(device) { $0.torchMode = isOn ? .on : .off }
        }
    }

    private static func isAllowed() async -> Bool {
        switch AVCaptureDevice.authorizationStatus(for: .video) {
        case .authorized: true
        case .notDetermined: await AVCaptureDevice.requestAccess(for: .video)
        default: false
        }
    }

    private func run(_ work: CameraWork) throws {
        end()
        let position: AVCaptureDevice.Position = if case .selfie(back: false, _) = work { .front } else { .back }
        guard let device = AVCaptureDevice.default(.builtInWideAngleCamera, for: .video, position: position) else {
            throw CameraProblem.missing
        }
        session.beginConfiguration()
        do {
            try connect(device, for: work)
        } catch {
            session.commitConfiguration()
            end()
            throw error as? CameraProblem ?? .inUse
        }
        session.commitConfiguration()
        self.device = device
        self.work = work
        session.startRunning()
    }

    private func connect(_ device: AVCaptureDevice, for work: CameraWork) throws {
        // Throws if the device cannot be opened: something else holds it.
        let input = try AVCaptureDeviceInput(device: device)
        guard session.canAddInput(input) else { throw CameraProblem.failed }
        session.addInput(input)
        switch work {
        case .selfie:
            if session.canSetSessionPreset(.photo) { session.sessionPreset = .photo }
            try add(frames)
            try add(photographs)
            frames.videoSettings = [
                kCVPixelBufferPixelFormatTypeKey as String: kCVPixelFormatType_420YpCbCr8BiPlanarFullRange
            ]
            // The newest frame counts; the model may take longer than one frame lasts.
            frames.alwaysDiscardsLateVideoFrames = true
            frames.setSampleBufferDelegate(self, queue: queue)
            turnUpright(frames)
            turnUpright(photographs)
        case .paper:
            if session.canSetSessionPreset(.photo) { session.sessionPreset = .photo }
            try add(photographs)
            turnUpright(photographs)
            focusContinuously(device)
        case .scan:
            if session.canSetSessionPreset(.high) { session.sessionPreset = .high }
            try add(codes)
            codes.setMetadataObjectsDelegate(self, queue: queue)
            // Allowed only after the output was added.
            codes.metadataObjectTypes = [.qr]
            focusContinuously(device)
        }
    }

    private func focusContinuously(_ device: AVCaptureDevice) {
        configure(device) { device in
            if device.isFocusModeSupported(.continuousAutoFocus) { device.focusMode = .continuousAutoFocus }
        }
    }

    private func add(_ output: AVCaptureOutput) throws {
        guard session.canAddOutput(output) else { throw CameraProblem.failed }
        session.addOutput(output)
    }

    /// The app is upright only. Frames that the system cannot turn are described as turned (`rotation(of:)`).
    private func turnUpright(_ output: AVCaptureOutput) {
        guard let connection = output.connection(with: .video), connection.isVideoOrientationSupported else { return }
        connection.videoOrientation = .portrait
    }

    private func configure(_ device: AVCaptureDevice, _ change: (AVCaptureDevice) -> Void) {
        // Fails if another app holds the device; then its lamp and focus stay as they are.
        guard (try? device.lockForConfiguration()) != nil else { return }
        change(device)
        device.unlockForConfiguration()
    }

    private func end() {
        if session.isRunning { session.stopRunning() }
        waiting?.resume(throwing: CameraProblem.failed)
        waiting = nil
        work = nil
        device = nil
        session.beginConfiguration()
        session.inputs.forEach(session.removeInput)
        session.outputs.forEach(session.removeOutput)
        session.commitConfiguration()
    }

    /// Clockwise turn that makes a frame upright while the phone is held upright.
    private static func rotation(of connection: AVCaptureConnection) -> UInt32 {
        switch connection.videoOrientation {
        case .portrait: 0
        case .portraitUpsideDown: 180
        case .landscapeLeft: 270
        default: 90
        }
    }
}

extension CameraWork {
    fileprivate var takesPhotographs: Bool {
        switch self {
        case .selfie, .paper: true
        case .scan: false
        }
    }
}

extension PhoneCamera: AVCaptureVideoDataOutputSampleBufferDelegate {
    /// A frame, on the queue.
    public func captureOutput(
        _ output: AVCaptureOutput, didOutput sampleBuffer: CMSampleBuffer, from connection: AVCaptureConnection
    ) {
        guard case .selfie(_, let onFrame) = work, let picture = CMSampleBufferGetImageBuffer(sampleBuffer) else {
            return
        }
        let taken = CMTimeGetSeconds(CMSampleBufferGetPresentationTimeStamp(sampleBuffer))
        PixelBuffer.view(
            picture, rotation: Self.rotation(of: connection), atMs: UInt64(max(0, taken) * 1000), onFrame)
    }
}

extension PhoneCamera: AVCapturePhotoCaptureDelegate {
    /// The photograph, on a thread of the system.
    public func photoOutput(
        _ output: AVCapturePhotoOutput, didFinishProcessingPhoto photo: AVCapturePhoto, error: (any Error)?
    ) {
        let jpeg = error == nil ? photo.fileDataRepresentation() : nil
        queue.async {
            self.waiting?.resume(with: jpeg.map { .success($0) } ?? .failure(CameraProblem.failed))
            self.waiting = nil
        }
    }
}

extension PhoneCamera: AVCaptureMetadataOutputObjectsDelegate {
    /// Codes in view, on the queue.
    public func metadataOutput(
        _ output: AVCaptureMetadataOutput, didOutput metadataObjects: [AVMetadataObject],
        from connection: AVCaptureConnection
    ) {
        guard case .scan(let onText) = work else { return }
        for case let code as AVMetadataMachineReadableCodeObject in metadataObjects {
            if let text = code.stringValue { onText(text) }
        }
    }
}
