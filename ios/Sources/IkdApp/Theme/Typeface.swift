import SwiftUI

/// The roles of letters: Apple's styles, so that they follow the person's size. Large ones stop growing earlier.
enum Typeface {
    case digits, headline, timer, pageTitle, title, step, body, emphasis, button, small

    fileprivate var font: Font {
        switch self {
        case .digits: .system(size: 64, weight: .bold).monospacedDigit()
        case .headline: .title.weight(.bold)
        case .timer: .largeTitle.weight(.bold).monospacedDigit()
        case .pageTitle: .title3.weight(.bold)
        case .title: .title3.weight(.medium)
        case .step: .headline.weight(.medium)
        case .body: .body
        case .emphasis, .button: .body.weight(.medium)
        case .small: .footnote
        }
    }

    fileprivate var largest: DynamicTypeSize {
        switch self {
        case .digits: .large
        case .headline, .timer, .pageTitle, .step: .accessibility1
        case .title: .accessibility2
        case .body, .emphasis, .button, .small: .accessibility5
        }
    }
}

extension View {
    func typeface(_ typeface: Typeface) -> some View {
        font(typeface.font).dynamicTypeSize(...typeface.largest)
    }
}

/// Distances in points.
enum Space {
    static let tiny: CGFloat = 4
    static let small: CGFloat = 8
    static let medium: CGFloat = 12
    static let large: CGFloat = 16
    static let huge: CGFloat = 24
    /// The least size of what can be touched.
    static let target: CGFloat = 48
    static let button: CGFloat = 56
    static let key: CGFloat = 60
    /// On wide screens content stays this narrow.
    static let widest: CGFloat = 480
}

/// Radii of corners in points.
enum Corner {
    static let photo: CGFloat = 8
    static let field: CGFloat = 12
    static let card: CGFloat = 16
    static let ktp: CGFloat = 20
}

extension DynamicTypeSize {
    /// One scrolling column, labels above values, nothing pinned.
    var isLarge: Bool { isAccessibilitySize }
}
