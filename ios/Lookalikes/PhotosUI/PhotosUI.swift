// The declarations of PhotosUI that the app uses, and of Foundation what Linux does not have of it.
@_exported import UIKit

// iOS 8, Foundation
public final class NSItemProvider: NSObject, @unchecked Sendable {
    private let file: Data?
    /// Not Apple's: one with this file.
    public init(lookalike file: Data?) { self.file = file }
    public func hasItemConformingToTypeIdentifier(_ typeIdentifier: String) -> Bool {
        file != nil && typeIdentifier == "public.image"
    }
    @discardableResult public func loadDataRepresentation(
        forTypeIdentifier typeIdentifier: String,
        completionHandler: @escaping @Sendable (Data?, (any Error)?) -> Void
    ) -> Progress {
        let file = file
        DispatchQueue.global().async { completionHandler(file, nil) }
        return Progress(totalUnitCount: 1)
    }
}

// iOS 14
public struct PHPickerFilter: Equatable, Sendable {
    private let name: Int
    public static let images = PHPickerFilter(name: 0)
}

// iOS 14
public struct PHPickerConfiguration {
    public var selectionLimit = 1
    public var filter: PHPickerFilter?
    public init() {}
}

// iOS 14
public struct PHPickerResult {
    public let itemProvider: NSItemProvider
    /// Not Apple's.
    public init(lookalike itemProvider: NSItemProvider) { self.itemProvider = itemProvider }
}

// iOS 14
@MainActor public protocol PHPickerViewControllerDelegate: AnyObject {
    func picker(_ picker: PHPickerViewController, didFinishPicking results: [PHPickerResult])
}

// iOS 14
@MainActor public final class PHPickerViewController: UIViewController {
    public let configuration: PHPickerConfiguration
    public weak var delegate: (any PHPickerViewControllerDelegate)?
    public init(configuration: PHPickerConfiguration) {
        self.configuration = configuration
        super.init()
    }
}
