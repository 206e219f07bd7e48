// The declarations of AVFoundation, CoreMedia and CoreVideo that the app uses. A session delivers what a test plays
// (Playing.swift).
@_exported import Foundation

public typealias CVPixelBuffer = LookalikePixelBuffer
public typealias CVReturn = Int32
public typealias OSType = UInt32

public struct CVPixelBufferLockFlags: OptionSet, Sendable {
    public let rawValue: UInt64
    public init(rawValue: UInt64) { self.rawValue = rawValue }
    public static let readOnly = CVPixelBufferLockFlags(rawValue: 1)
}

public let kCVReturnSuccess: CVReturn = 0
public let kCVPixelBufferPixelFormatTypeKey = "PixelFormatType"
/// `420f`
public let kCVPixelFormatType_420YpCbCr8BiPlanarFullRange: OSType = 0x3432_3066

@discardableResult
public func CVPixelBufferLockBaseAddress(_ buffer: CVPixelBuffer, _ flags: CVPixelBufferLockFlags) -> CVReturn {
    buffer.locks += 1
    return kCVReturnSuccess
}
@discardableResult
public func CVPixelBufferUnlockBaseAddress(_ buffer: CVPixelBuffer, _ flags: CVPixelBufferLockFlags) -> CVReturn {
    buffer.locks -= 1
    return kCVReturnSuccess
}
public func CVPixelBufferGetPlaneCount(_ buffer: CVPixelBuffer) -> Int { buffer.planes.count }
public func CVPixelBufferGetWidthOfPlane(_ buffer: CVPixelBuffer, _ plane: Int) -> Int { buffer.planes[plane].width }
public func CVPixelBufferGetHeightOfPlane(_ buffer: CVPixelBuffer, _ plane: Int) -> Int { buffer.planes[plane].height }
public func CVPixelBufferGetBytesPerRowOfPlane(_ buffer: CVPixelBuffer, _ plane: Int) -> Int {
    buffer.planes[plane].bytesPerRow
}
public func CVPixelBufferGetBaseAddressOfPlane(_ buffer: CVPixelBuffer, _ plane: Int) -> UnsafeMutableRawPointer? {
    // Apple: valid only while the buffer is locked.
    buffer.locks > 0 ? buffer.planes[plane].memory.baseAddress : nil
}

public final class CMSampleBuffer {
    let picture: CVPixelBuffer?
    /// Not Apple's.
    public init(picture: CVPixelBuffer?) { self.picture = picture }
}
public func CMSampleBufferGetImageBuffer(_ buffer: CMSampleBuffer) -> CVPixelBuffer? { buffer.picture }

/// Of CoreMedia; iOS 4.
public struct CMTime: Sendable {
    let seconds: Double
}

public func CMSampleBufferGetPresentationTimeStamp(_ sbuf: CMSampleBuffer) -> CMTime {
    CMTime(seconds: ProcessInfo.processInfo.systemUptime)
}
public func CMTimeGetSeconds(_ time: CMTime) -> Float64 { time.seconds }

public enum AVMediaType: String, Sendable {
    case video = "vide"
}

public enum AVAuthorizationStatus: Int, Sendable {
    case notDetermined, restricted, denied, authorized
}

open class AVCaptureDevice: NSObject, @unchecked Sendable {
    public enum Position: Int, Sendable { case unspecified, back, front }
    public struct DeviceType: Hashable, Sendable {
        let rawValue: String
        public static let builtInWideAngleCamera = DeviceType(rawValue: "wide")
    }
    public enum TorchMode: Int, Sendable { case off, on, auto }
    public enum FocusMode: Int, Sendable { case locked, autoFocus, continuousAutoFocus }

    public let position: Position
    public internal(set) var hasTorch: Bool
    public var torchMode = TorchMode.off
    public var focusMode = FocusMode.autoFocus

    init(position: Position) {
        self.position = position
        hasTorch = position == .back
    }

    public class func authorizationStatus(for mediaType: AVMediaType) -> AVAuthorizationStatus {
        LookalikeCamera.shared.permission
    }
    public class func requestAccess(for mediaType: AVMediaType) async -> Bool {
        LookalikeCamera.shared.answerPermission()
    }
    public class func `default`(
        _ deviceType: DeviceType, for mediaType: AVMediaType?, position: Position
    ) -> AVCaptureDevice? {
        LookalikeCamera.shared.device(position)
    }
    public func isTorchModeSupported(_ torchMode: TorchMode) -> Bool { hasTorch }
    public func isFocusModeSupported(_ focusMode: FocusMode) -> Bool { position == .back }
    public func lockForConfiguration() throws {}
    public func unlockForConfiguration() {}
}

open class AVCaptureInput: NSObject, @unchecked Sendable {}
open class AVCaptureDeviceInput: AVCaptureInput, @unchecked Sendable {
    public let device: AVCaptureDevice
    public init(device: AVCaptureDevice) throws { self.device = device }
}

public enum AVCaptureVideoOrientation: Int, Sendable {
    case portrait = 1
    case portraitUpsideDown, landscapeRight, landscapeLeft
}

open class AVCaptureConnection: NSObject, @unchecked Sendable {
    public var isVideoOrientationSupported: Bool { LookalikeCamera.shared.turnsPictures }
    public var videoOrientation = AVCaptureVideoOrientation.landscapeRight
}

open class AVCaptureOutput: NSObject, @unchecked Sendable {
    let only = AVCaptureConnection()
    public func connection(with mediaType: AVMediaType) -> AVCaptureConnection? { only }
}

public protocol AVCaptureVideoDataOutputSampleBufferDelegate: NSObjectProtocol {
    func captureOutput(
        _ output: AVCaptureOutput, didOutput sampleBuffer: CMSampleBuffer, from connection: AVCaptureConnection)
}

open class AVCaptureVideoDataOutput: AVCaptureOutput, @unchecked Sendable {
    public var videoSettings: [String: Any]! = [:]
    public var alwaysDiscardsLateVideoFrames = true
    public private(set) var sampleBufferDelegate: (any AVCaptureVideoDataOutputSampleBufferDelegate)?
    public private(set) var sampleBufferCallbackQueue: DispatchQueue?
    override public init() {}
    public func setSampleBufferDelegate(
        _ sampleBufferDelegate: (any AVCaptureVideoDataOutputSampleBufferDelegate)?,
        queue sampleBufferCallbackQueue: DispatchQueue?
    ) {
        self.sampleBufferDelegate = sampleBufferDelegate
        self.sampleBufferCallbackQueue = sampleBufferCallbackQueue
    }
}

public let AVVideoCodecKey = "AVVideoCodecKey"
public struct AVVideoCodecType: Hashable, Sendable {
    public let rawValue: String
    public static let jpeg = AVVideoCodecType(rawValue: "jpeg")
}

open class AVCapturePhotoSettings: NSObject, @unchecked Sendable {
    public let format: [String: Any]?
    public init(format: [String: Any]?) { self.format = format }
}

open class AVCapturePhoto: NSObject, @unchecked Sendable {
    let data: Data?
    init(_ data: Data?) { self.data = data }
    public func fileDataRepresentation() -> Data? { data }
}

public protocol AVCapturePhotoCaptureDelegate: NSObjectProtocol {
    func photoOutput(
        _ output: AVCapturePhotoOutput, didFinishProcessingPhoto photo: AVCapturePhoto, error: (any Error)?)
}

open class AVCapturePhotoOutput: AVCaptureOutput, @unchecked Sendable {
    override public init() {}
    public func capturePhoto(with settings: AVCapturePhotoSettings, delegate: any AVCapturePhotoCaptureDelegate) {
        let photo = AVCapturePhoto(LookalikeCamera.shared.photograph)
        let error = photo.data == nil ? NSError(domain: "AVFoundationErrorDomain", code: -11800) : nil
        delegate.photoOutput(self, didFinishProcessingPhoto: photo, error: error)
    }
}

open class AVMetadataObject: NSObject, @unchecked Sendable {
    public struct ObjectType: Hashable, Sendable {
        let rawValue: String
        public static let qr = ObjectType(rawValue: "org.iso.QRCode")
    }
}
open class AVMetadataMachineReadableCodeObject: AVMetadataObject, @unchecked Sendable {
    public let stringValue: String?
    init(_ text: String?) { stringValue = text }
}

public protocol AVCaptureMetadataOutputObjectsDelegate: NSObjectProtocol {
    func metadataOutput(
        _ output: AVCaptureMetadataOutput, didOutput metadataObjects: [AVMetadataObject],
        from connection: AVCaptureConnection)
}

open class AVCaptureMetadataOutput: AVCaptureOutput, @unchecked Sendable {
    /// Apple: codes can be chosen only after the output was added to a session.
    public internal(set) var availableMetadataObjectTypes: [AVMetadataObject.ObjectType] = []
    public var metadataObjectTypes: [AVMetadataObject.ObjectType]! = [] {
        willSet { precondition(Set(newValue).isSubset(of: availableMetadataObjectTypes), "the type is not available") }
    }
    public private(set) var metadataObjectsDelegate: (any AVCaptureMetadataOutputObjectsDelegate)?
    override public init() {}
    public func setMetadataObjectsDelegate(
        _ objectsDelegate: (any AVCaptureMetadataOutputObjectsDelegate)?, queue: DispatchQueue?
    ) {
        metadataObjectsDelegate = objectsDelegate
    }
}

open class AVCaptureSession: NSObject, @unchecked Sendable {
    public struct Preset: Hashable, Sendable {
        let rawValue: String
        public static let photo = Preset(rawValue: "photo")
        public static let high = Preset(rawValue: "high")
    }
    public var sessionPreset = Preset.high
    public private(set) var inputs: [AVCaptureInput] = []
    public private(set) var outputs: [AVCaptureOutput] = []
    public private(set) var isRunning = false
    override public init() {}
    public func canSetSessionPreset(_ preset: Preset) -> Bool { true }
    public func beginConfiguration() {}
    public func commitConfiguration() {}
    public func canAddInput(_ input: AVCaptureInput) -> Bool { inputs.isEmpty }
    public func addInput(_ input: AVCaptureInput) { inputs.append(input) }
    public func removeInput(_ input: AVCaptureInput) { inputs.removeAll { $0 === input } }
    public func canAddOutput(_ output: AVCaptureOutput) -> Bool { true }
    public func addOutput(_ output: AVCaptureOutput) {
        outputs.append(output)
        (output as? AVCaptureMetadataOutput)?.availableMetadataObjectTypes = [.qr]
    }
    public func removeOutput(_ output: AVCaptureOutput) { outputs.removeAll { $0 === output } }
    public func startRunning() {
        isRunning = true
        LookalikeCamera.shared.running = self
    }
    public func stopRunning() { isRunning = false }
}

public struct AVLayerVideoGravity: Hashable, Sendable {
    let rawValue: String
    public static let resizeAspectFill = AVLayerVideoGravity(rawValue: "AVLayerVideoGravityResizeAspectFill")
}
