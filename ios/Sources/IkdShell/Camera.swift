import Foundation
import IkdCore

/// The phone's camera. Each start ends the work that was running.
public protocol Camera: AnyObject, Sendable {
    /// Asks for permission if that was never asked, then starts.
    ///
    /// - Throws: ``CameraProblem``.
    func start(_ work: CameraWork) async throws
    /// Ends the work. No frame or text arrives after it returns.
    func stop()
    /// Takes a photograph while frames are running: JPEG, with its orientation in the EXIF data.
    ///
    /// - Throws: ``CameraProblem``.
    func photograph() async throws -> Data
    /// Turns the lamp at the back on or off, where there is one.
    func setTorch(_ isOn: Bool)
}

/// What the camera is started for.
public enum CameraWork: Sendable {
    /// Frames of a face, by the person from the front or by somebody else with the camera at the back. Called on a thread of
    /// the camera; the next frames are dropped until it returns.
    case selfie(back: Bool = false, onFrame: @Sendable (CameraFrame) -> Void)
    /// A photograph of a paper, from the back.
    case paper
    /// QR codes, from the back. Called for each sighting, so the same text comes often.
    case scan(onText: @Sendable (String) -> Void)
}

/// One frame, by reference to the camera's memory: valid only until the call that received it returns.
public struct CameraFrame {
    /// The plane of brightness.
    public let luma: UnsafeRawBufferPointer
    /// The plane of colours, U and V by turns.
    public let chroma: UnsafeRawBufferPointer
    /// Sizes, strides and rotation of both.
    public let layout: FrameLayout
    /// When it was taken, milliseconds by the camera's clock.
    public let atMs: UInt64

    /// A frame in memory that the caller keeps.
    public init(
        luma: UnsafeRawBufferPointer, chroma: UnsafeRawBufferPointer, layout: FrameLayout, atMs: UInt64
    ) {
        self.luma = luma
        self.chroma = chroma
        self.layout = layout
        self.atMs = atMs
    }
}

/// Why there is no camera.
public enum CameraProblem: Error, Sendable {
    /// The person refused the permission; only the phone's settings can change that.
    case notAllowed
    /// This phone has no such camera.
    case missing
    /// Another app holds the camera.
    case inUse
    /// The camera failed.
    case failed
}
