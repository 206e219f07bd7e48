import Foundation
import UIKit

/// Shows controllers of UIKit over the screens.
@MainActor
enum Presenting {
    /// Shows a controller; false if there is no window.
    static func present(_ controller: UIViewController) -> Bool {
        let windows = UIApplication.shared.connectedScenes.compactMap { $0 as? UIWindowScene }.flatMap(\.windows)
        guard var top = windows.first(where: \.isKeyWindow)?.rootViewController else { return false }
        while let next = top.presentedViewController { top = next }
        // On an iPad the share sheet hangs on a place of the screen.
        controller.popoverPresentationController?.sourceView = top.view
        top.present(controller, animated: true)
        return true
    }
}

/// A file to hand over, unreadable while the phone is locked.
struct TemporaryFile: Sendable {
    /// Where it is.
    let url: URL

    /// Writes the file in a folder of its own, so that it has exactly this name.
    init(name: String, data: Data) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        url = folder.appendingPathComponent(name)
        #if canImport(Darwin)
            try data.write(to: url, options: .completeFileProtection)
        #else
            try data.write(to: url)
        #endif
    }

    /// Removes it. The system clears this folder too, later.
    func remove() {
        try? FileManager.default.removeItem(at: url.deletingLastPathComponent())
    }
}
