import Foundation
import PhotosUI
import UIKit
import XCTest

@testable import IkdPlatform

/// One photograph from the gallery, as JPEG.
@MainActor
final class PaperPickerTests: XCTestCase, @unchecked Sendable {
    private let jpeg = Data([0xFF, 0xD8, 0xFF, 0xE1, 1, 2, 3])
    private let heic = Data([0, 0, 0, 24]) + Data("ftypheic".utf8)

    private func picked(_ file: Data?) async throws -> Data? {
        let (window, root, scene) = (UIWindow(), UIViewController(), UIWindowScene())
        window.rootViewController = root
        scene.windows = [window]
        UIApplication.shared.connectedScenes = [scene]
        defer { UIApplication.shared.connectedScenes = [] }
        let picking = Task { await PaperPicker().pick() }
        for _ in 0..<1000 where root.presentedViewController == nil { try await Task.sleep(nanoseconds: 5_000_000) }
        let picker = try XCTUnwrap(root.presentedViewController as? PHPickerViewController)
        XCTAssertEqual(picker.configuration.filter, .images)
        XCTAssertEqual(picker.configuration.selectionLimit, 1)
        let results = file.map { [PHPickerResult(lookalike: NSItemProvider(lookalike: $0))] } ?? []
        picker.delegate?.picker(picker, didFinishPicking: results)
        return await picking.value
    }

    func testAJPEGStaysAsItIsWithItsOrientation() async throws {
        let photograph = try await picked(jpeg)
        XCTAssertEqual(photograph, jpeg)
    }

    func testHEICBecomesJPEG() async throws {
        let photograph = try await picked(heic)
        XCTAssertEqual(try XCTUnwrap(photograph).prefix(2), Data([0xFF, 0xD8]))
    }

    func testWhatIsNoPictureIsNothing() async throws {
        let text = try await picked(Data("text".utf8))
        XCTAssertNil(text)
        let nothing = try await picked(nil)
        XCTAssertNil(nothing)
    }

    func testWithoutAWindowNothingIsPicked() async throws {
        let nothing = await PaperPicker().pick()
        XCTAssertNil(nothing)
    }

    func testNoPhotographIsWrittenToAFile() async throws {
        let folder = AppFolder.package.appendingPathComponent("Sources/IkdPlatform")
        for name in ["Phone/PaperPicker.swift", "Camera/PhoneCamera.swift"] {
            let source = try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
            for call in [".write(", "FileManager", "createFile", "UIImageWriteToSavedPhotosAlbum", "PHPhotoLibrary"] {
                XCTAssertFalse(source.contains(call), "\(name): \(call)")
            }
        }
    }
}
