import AVFoundation
import Foundation
import IkdAppTestSupport
import IkdCore
import IkdShell
import XCTest

@testable import IkdPlatform

/// The camera: what it is started with, and what reaches the screens.
final class PhoneCameraTests: XCTestCase {
    private let played = LookalikeCamera.shared

    override func setUp() {
        played.reset()
    }

    func testFramesAreTheCamerasMemoryWithItsPadding() async throws {
        let camera = PhoneCamera()
        let seen = Seen<(FrameLayout, UInt8, UInt8, Int, UnsafeRawPointer?)>()
        try await camera.start(
            .selfie { frame in
                seen.add((frame.layout, frame.luma[704], frame.chroma[1], frame.luma.count, frame.luma.baseAddress))
            })
        let picture = Self.picture()
        played.show(picture)
        let (layout, luma, chroma, count, address) = try XCTUnwrap(seen.all.first)
        XCTAssertEqual(
            layout,
            FrameLayout(width: 640, height: 480, lumaStride: 704, chromaStride: 704, chromaStep: 2, rotation: 0))
        XCTAssertEqual(luma, 1, "the second row")
        XCTAssertEqual(chroma, 77)
        XCTAssertEqual(count, 704 * 480)
        XCTAssertEqual(address, UnsafeRawPointer(picture.planes[0].memory.baseAddress), "not copied")
        XCTAssertEqual(picture.locks, 0, "unlocked again")
        camera.stop()
    }

    func testASelfieUsesTheFrontCameraInTheFormatOfTheCore() async throws {
        let camera = PhoneCamera()
        try await camera.start(.selfie { _ in })
        let session = try XCTUnwrap(played.running)
        XCTAssertEqual((session.inputs.first as? AVCaptureDeviceInput)?.device.position, .front)
        let output = try XCTUnwrap(session.outputs.compactMap { $0 as? AVCaptureVideoDataOutput }.first)
        XCTAssertEqual(
            output.videoSettings[kCVPixelBufferPixelFormatTypeKey] as? OSType,
            kCVPixelFormatType_420YpCbCr8BiPlanarFullRange)
        XCTAssertTrue(output.alwaysDiscardsLateVideoFrames)
        XCTAssertEqual(output.connection(with: .video)?.videoOrientation, .portrait)
        camera.stop()
        XCTAssertFalse(session.isRunning)
        XCTAssertTrue(session.inputs.isEmpty && session.outputs.isEmpty)
    }

    func testAPaperIsPhotographedByTheCameraAtTheBack() async throws {
        let camera = PhoneCamera()
        try await camera.start(.paper)
        let session = try XCTUnwrap(played.running)
        XCTAssertEqual((session.inputs.first as? AVCaptureDeviceInput)?.device.position, .back)
        XCTAssertEqual(session.outputs.count, 1)
        XCTAssertTrue(session.outputs.first is AVCapturePhotoOutput)
        played.photograph = Data([0xff, 0xd8])
        let photograph = try await camera.photograph()
        XCTAssertEqual(photograph, Data([0xff, 0xd8]))
        camera.stop()
    }

    func testAFrameThatCannotBeTurnedSaysSo() async throws {
        played.turnsPictures = false
        let camera = PhoneCamera()
        let seen = Seen<UInt32>()
        try await camera.start(.selfie { seen.add($0.layout.rotation) })
        played.show(Self.picture())
        XCTAssertEqual(seen.all, [90])
        camera.stop()
    }

    func testAPhotographIsAJPEG() async throws {
        let camera = PhoneCamera()
        try await camera.start(.selfie { _ in })
        played.photograph = Data([0xff, 0xd8])
        let photograph = try await camera.photograph()
        XCTAssertEqual(photograph, Data([0xff, 0xd8]))
        played.photograph = nil
        await assertProblem(.failed) { _ = try await camera.photograph() }
        camera.stop()
        await assertProblem(.failed) { _ = try await camera.photograph() }
    }

    func testAQRAtTheBackIsRead() async throws {
        let camera = PhoneCamera()
        let seen = Seen<String>()
        try await camera.start(.scan { seen.add($0) })
        let session = try XCTUnwrap(played.running)
        XCTAssertEqual((session.inputs.first as? AVCaptureDeviceInput)?.device.position, .back)
        XCTAssertEqual((session.inputs.first as? AVCaptureDeviceInput)?.device.focusMode, .continuousAutoFocus)
        played.show(qr: "IKD:1")
        played.show(qr: nil)
        XCTAssertEqual(seen.all, ["IKD:1"])
        camera.stop()
        played.show(qr: "IKD:2")
        XCTAssertEqual(seen.all, ["IKD:1"])
    }

    func testTheLampIsThatOfTheCameraInUse() async throws {
        let camera = PhoneCamera()
        try await camera.start(.scan { _ in })
        camera.setTorch(true)
        camera.stop()
        XCTAssertEqual(played.back?.torchMode, .on)
        try await camera.start(.selfie { _ in })
        camera.setTorch(true)
        camera.stop()
        XCTAssertEqual(played.front?.torchMode, .off)
    }

    func testAStartEndsTheWorkBefore() async throws {
        let camera = PhoneCamera()
        let frames = Seen<UInt32>()
        try await camera.start(.selfie { frames.add($0.layout.width) })
        try await camera.start(.scan { _ in })
        played.show(Self.picture())
        XCTAssertEqual(frames.all, [])
        camera.stop()
    }

    func testPermissionIsAskedOnceAndARefusalIsSaid() async throws {
        let camera = PhoneCamera()
        played.permission = .notDetermined
        played.allowsCamera = false
        await assertProblem(.notAllowed) { try await camera.start(.scan { _ in }) }
        XCTAssertEqual(played.permission, .denied)
        await assertProblem(.notAllowed) { try await camera.start(.scan { _ in }) }
        played.permission = .notDetermined
        played.allowsCamera = true
        try await camera.start(.scan { _ in })
        camera.stop()
    }

    func testAPhoneWithoutACameraSaysSo() async throws {
        played.front = nil
        await assertProblem(.missing) { try await PhoneCamera().start(.selfie { _ in }) }
    }

    private static func picture() -> CVPixelBuffer {
        let luma = (0..<480).flatMap { row in [UInt8](repeating: UInt8(row % 251), count: 704) }
        let chroma = [UInt8](repeating: 77, count: 704 * 240)
        return CVPixelBuffer([(640, 480, 704, luma), (320, 240, 704, chroma)])
    }

    private func assertProblem(
        _ expected: CameraProblem, line: UInt = #line, _ work: () async throws -> Void
    ) async {
        do {
            try await work()
            XCTFail("no problem", line: line)
        } catch {
            XCTAssertEqual(error as? CameraProblem, expected, line: line)
        }
    }
}

/// What a callback has seen.
private final class Seen<Value>: @unchecked Sendable {
    private let lock = NSLock()
    private var kept: [Value] = []
    var all: [Value] { lock.withLock { kept } }
    func add(_ value: Value) { lock.withLock { kept.append(value) } }
}
