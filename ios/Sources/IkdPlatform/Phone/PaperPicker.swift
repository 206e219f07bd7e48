import Foundation
import PhotosUI
import UIKit

/// Lets the person pick one photograph. The picker runs outside the app: the app sees what was picked, and asks for no
/// permission. Nothing is written to a file.
@MainActor
final class PaperPicker: NSObject, PHPickerViewControllerDelegate {
    private static let image = "public.image"
    nonisolated private static let quality = 0.92
    private var picked: CheckedContinuation<NSItemProvider?, Never>?
    /// The controller holds its delegate weakly.
    private var itself: PaperPicker?

    /// The photograph as a JPEG; `nil` if none was picked, or what was picked is no picture.
    func pick() async -> Data? {
        let provider = await withCheckedContinuation { picked in
            self.picked = picked
            itself = self
            var configuration = PHPickerConfiguration()
            configuration.filter = .images
            configuration.selectionLimit = 1
            let controller = PHPickerViewController(configuration: configuration)
            controller.delegate = self
            if !Presenting.present(controller) { finish(nil) }
        }
        guard let provider, let file = await Self.file(of: provider) else { return nil }
        return await Task.detached(priority: .userInitiated) { Self.jpeg(of: file) }.value
    }

    func picker(_ picker: PHPickerViewController, didFinishPicking results: [PHPickerResult]) {
        picker.dismiss(animated: true)
        finish(results.first?.itemProvider)
    }

    private func finish(_ provider: NSItemProvider?) {
        picked?.resume(returning: provider)
        picked = nil
        itself = nil
    }

    private static func file(of provider: NSItemProvider) async -> Data? {
        await withCheckedContinuation { loaded in
            // Calls back once, without data if it is no picture.
            provider.loadDataRepresentation(forTypeIdentifier: image) { file, _ in loaded.resume(returning: file) }
        }
    }

    /// The core reads JPEG. Phones keep HEIC.
    nonisolated static func jpeg(of file: Data) -> Data? {
        if file.starts(with: [0xFF, 0xD8]) { return file }
        return UIImage(data: file)?.jpegData(compressionQuality: quality)
    }
}
