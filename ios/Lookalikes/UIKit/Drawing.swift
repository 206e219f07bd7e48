// Colours, pictures and keyboard kinds of UIKit that SwiftUI's views name. Apple's labels; nothing newer than iOS 15.
import Foundation

// @available(iOS 12.0, *)
/// Light or dark.
public enum UIUserInterfaceStyle: Int, Sendable { case unspecified, light, dark }

// @available(iOS 13.0, *)
/// Whether the person asked for more contrast.
public enum UIAccessibilityContrast: Int, Sendable { case unspecified = -1, normal, high }

// @available(iOS 8.0, *)
/// What a view is drawn in.
public final class UITraitCollection: Sendable {
    // @available(iOS 12.0, *)
    /// Light or dark.
    public let userInterfaceStyle: UIUserInterfaceStyle
    // @available(iOS 13.0, *)
    /// Whether the person asked for more contrast.
    public let accessibilityContrast: UIAccessibilityContrast

    // @available(iOS 12.0, *)
    /// One that says only this.
    public init(userInterfaceStyle: UIUserInterfaceStyle) {
        self.userInterfaceStyle = userInterfaceStyle
        accessibilityContrast = .normal
    }

    // @available(iOS 13.0, *)
    /// One that says only this.
    public init(accessibilityContrast: UIAccessibilityContrast) {
        userInterfaceStyle = .light
        self.accessibilityContrast = accessibilityContrast
    }
}

// @available(iOS 2.0, *)
/// A colour, or a rule that picks one.
public final class UIColor: @unchecked Sendable {
    private let parts: (red: CGFloat, green: CGFloat, blue: CGFloat, alpha: CGFloat)
    private let rule: ((UITraitCollection) -> UIColor)?

    // @available(iOS 2.0, *)
    /// A colour of sRGB.
    public init(red: CGFloat, green: CGFloat, blue: CGFloat, alpha: CGFloat) {
        parts = (red, green, blue, alpha)
        rule = nil
    }

    // @available(iOS 13.0, *)
    /// A colour that is picked when it is drawn.
    public init(dynamicProvider: @escaping (UITraitCollection) -> UIColor) {
        parts = (0, 0, 0, 1)
        rule = dynamicProvider
    }

    // @available(iOS 13.0, *)
    /// Behind everything.
    public static let systemBackground = UIColor(red: 1, green: 1, blue: 1, alpha: 1)

    // @available(iOS 13.0, *)
    /// The colour under these traits.
    public func resolvedColor(with traitCollection: UITraitCollection) -> UIColor { rule?(traitCollection) ?? self }

    // @available(iOS 2.0, *)
    /// The parts of the colour.
    public func getRed(
        _ red: UnsafeMutablePointer<CGFloat>?, green: UnsafeMutablePointer<CGFloat>?,
        blue: UnsafeMutablePointer<CGFloat>?, alpha: UnsafeMutablePointer<CGFloat>?
    ) -> Bool {
        red?.pointee = parts.red
        green?.pointee = parts.green
        blue?.pointee = parts.blue
        alpha?.pointee = parts.alpha
        return true
    }
}

// @available(iOS 2.0, *)
/// A picture.
public final class UIImage: @unchecked Sendable {
    // @available(iOS 2.0, *)
    /// The picture in this file, or nothing if it is none. Here: anything that starts like a JPEG, PNG or HEIF.
    public init?(data: Data) {
        let isHEIF = data.dropFirst(4).starts(with: Data("ftyp".utf8))
        guard data.starts(with: [0xFF, 0xD8]) || data.starts(with: [0x89, 0x50]) || isHEIF else { return nil }
    }
    // @available(iOS 2.0, *)
    /// In points, as it is seen upright.
    public var size: CGSize { CGSize(width: 4032, height: 3024) }
    // @available(iOS 15.0, *)
    /// A smaller one of this size.
    public func preparingThumbnail(of size: CGSize) -> UIImage? { self }
    // @available(iOS 2.0, *)
    /// As JPEG. Here: only that it is one.
    public func jpegData(compressionQuality: CGFloat) -> Data? { Data([0xFF, 0xD8, 0xFF, 0xD9]) }
}

// @available(iOS 2.0, *)
/// Kinds of keyboard.
public enum UIKeyboardType: Int, Sendable {
    case `default` = 0
    case numbersAndPunctuation = 2
    case numberPad = 4
    case phonePad = 5
    case emailAddress = 7
    // @available(iOS 10.0, *)
    case asciiCapableNumberPad = 11
}

// @available(iOS 10.0, *)
/// What a field is for.
public struct UITextContentType: Hashable, RawRepresentable, Sendable {
    /// Its name.
    public let rawValue: String
    /// The kind of this name.
    public init(rawValue: String) { self.rawValue = rawValue }
    /// An e-mail address.
    public static let emailAddress = UITextContentType(rawValue: "email")
    /// A telephone number.
    public static let telephoneNumber = UITextContentType(rawValue: "tel")
    /// A person's name.
    public static let name = UITextContentType(rawValue: "name")
    // @available(iOS 12.0, *)
    /// A code that came by message or mail.
    public static let oneTimeCode = UITextContentType(rawValue: "one-time-code")
}
