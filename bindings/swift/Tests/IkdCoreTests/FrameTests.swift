import Foundation
import IkdCore
import IkdTestSupport
import XCTest

/// Frames of the camera, and photographs.
final class FrameTests: XCTestCase {
    func testAFrameOfTwelveMegabytesCrossesWithoutACopy() throws {
        let frame = Pixels(count: 12_000_000)
        let before = try Memory.resident()
        // The fastest of many, so that other load on the machine is not measured.
        var fastest = Duration.seconds(1)
        for _ in 0..<500 {
            var sum: UInt64 = 0
            let took = try ContinuousClock().measure { sum = try frame.view { try probeSlice(bytes: $0) } }
            XCTAssertEqual(sum, 12_000_000 + 1 + 2)
            fastest = min(fastest, took)
        }
        print("figure: a frame of 12 MB by reference takes \(fastest)")
        // The budget; a copy would take milliseconds.
        XCTAssertLessThan(fastest, .microseconds(50))
        XCTAssertLessThan(try Memory.resident() - before, 6_000_000)
    }

    func testASliceCrossesFromItsOwnStart() throws {
        let whole = Data([9, 9, 1, 5, 2, 9])
        XCTAssertEqual(try probeSlice(bytes: whole[2..<5]), 3 + 1 + 2)
    }

    func testAFrameIsAssessedFromTheCamerasBuffer() throws {
        let selfie = try Selfie()
        let width = 640
        let height = 480
        let luma = Pixels(count: width * height, value: 128)
        let chroma = Pixels(count: width * height / 2, value: 128)
        let layout = FrameLayout(
            width: 640, height: 480, lumaStride: 640, chromaStride: 640, chromaStep: 2, rotation: 0)
        let verdict = try selfie.assessFrame(luma: luma.bytes, chroma: chroma.bytes, layout: layout)
        XCTAssertEqual(verdict.faces, 0)
        XCTAssertTrue(verdict.guidance.contains(.noFace))
    }

    func testFramesWithoutAFaceAreFollowedWithOneSentence() throws {
        let selfie = try Selfie()
        try selfie.startFollowing()
        let luma = Pixels(count: 640 * 480, value: 128)
        let chroma = Pixels(count: 640 * 240, value: 128)
        let layout = FrameLayout(
            width: 640, height: 480, lumaStride: 640, chromaStride: 640, chromaStep: 2, rotation: 0)
        let first = try XCTUnwrap(
            selfie.followFrame(luma: luma.bytes, chroma: chroma.bytes, layout: layout, atMs: 0))
        XCTAssertEqual(first.guidance, .noFace)
        XCTAssertTrue(first.say)
        let second = try selfie.followFrame(luma: luma.bytes, chroma: chroma.bytes, layout: layout, atMs: 2000)
        XCTAssertEqual(second?.say, false)
        XCTAssertEqual(second?.mayTake, false)
    }

    func testAFrameWhoseLayoutDoesNotFitItsPlanesIsRefused() throws {
        let selfie = try Selfie()
        let luma = Pixels(count: 640 * 480 - 1, value: 128)
        let layout = FrameLayout(
            width: 640, height: 480, lumaStride: 640, chromaStride: 640, chromaStep: 2, rotation: 0)
        let none = UnsafeRawBufferPointer(start: nil, count: 0)
        assertThrows(.badArgument) {
            _ = try selfie.assessFrame(luma: luma.bytes, chroma: none, layout: layout)
        }
    }

    func testAPhotographBecomesAPortrait() async throws {
        let photograph = try Data(contentsOf: try await Shared.sandbox().photograph)
        let selfie = try Selfie()
        let verdict = try selfie.assessPhotograph(photograph: photograph)
        XCTAssertEqual(verdict.faces, 1)
        XCTAssertEqual(verdict.guidance, [])
        let portrait = try selfie.portrait(photograph: photograph)
        let details = try portrait.details()
        XCTAssertEqual([details.width, details.height], [720, 960])
        XCTAssertLessThanOrEqual(details.bytes, 110_000)
        XCTAssertEqual(details.advice, [])
        let preview = try portrait.preview()
        XCTAssertEqual(preview.prefix(3), Data([0xFF, 0xD8, 0xFF]))
        XCTAssertLessThan(preview.count, Int(details.bytes))
    }

    func testAFileThatIsNoPhotographIsRefusedWithACode() throws {
        let selfie = try Selfie()
        assertThrows(.photoUnsupported) { _ = try selfie.portrait(photograph: Data("bukan foto".utf8)) }
    }
}

/// Memory owned by a camera: bytes that Swift only reads.
private final class Pixels {
    let bytes: UnsafeRawBufferPointer
    private let memory: UnsafeMutableRawPointer

    init(count: Int, value: UInt8? = nil) {
        memory = .allocate(byteCount: count, alignment: 16)
        memory.initializeMemory(as: UInt8.self, repeating: value ?? 0, count: count)
        if value == nil {
            memory.storeBytes(of: 1, as: UInt8.self)
            memory.storeBytes(of: 2, toByteOffset: count - 1, as: UInt8.self)
        }
        bytes = UnsafeRawBufferPointer(start: memory, count: count)
    }

    deinit {
        memory.deallocate()
    }

    /// Passes the bytes without a copy.
    func view<Value>(_ look: (Data) throws -> Value) rethrows -> Value {
        try look(Data(bytesNoCopy: memory, count: bytes.count, deallocator: .none))
    }
}
