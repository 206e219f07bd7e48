#if DEBUG
    import Foundation
    import UIKit

    /// Lets a developer pick a photograph, where there is no camera.
    @MainActor
    final class GalleryPicker: NSObject, UIImagePickerControllerDelegate, UINavigationControllerDelegate {
        private var picked: CheckedContinuation<Data?, Never>?
        /// The controller holds its delegate weakly.
        private var itself: GalleryPicker?

        /// The photograph as a JPEG; `nil` if none was picked.
        func pick() async -> Data? {
            await withCheckedContinuation { picked in
                self.picked = picked
                itself = self
                let controller = UIImagePickerController()
                controller.sourceType = .photoLibrary
                controller.delegate = self
                if !Presenting.present(controller) { finish(nil) }
            }
        }

        func imagePickerController(
            _ picker: UIImagePickerController,
            didFinishPickingMediaWithInfo info: [UIImagePickerController.InfoKey: Any]
        ) {
            picker.dismiss(animated: true)
            finish((info[.imageURL] as? URL).flatMap { try? Data(contentsOf: $0) })
        }

        func imagePickerControllerDidCancel(_ picker: UIImagePickerController) {
            picker.dismiss(animated: true)
            finish(nil)
        }

        private func finish(_ data: Data?) {
            picked?.resume(returning: data)
            picked = nil
            itself = nil
        }
    }
#endif
