import SwiftUI

/// The icons of Icons.xcassets. Android has the same paths.
enum Icon: String, CaseIterable {
    case back
    case backspace
    case camera
    case card
    case chevron
    case closer
    case document
    case error
    case export
    case eye
    case family
    case history
    case info
    case lock
    case mail
    case offline
    case person
    case phoneBlocked = "phone-blocked"
    case qr
    case settings
    case shield
    case success
    case sun
    case warning
}

/// An icon that says nothing: words stand beside it.
struct IconView: View {
    let icon: Icon
    var size: CGFloat = 24

    init(_ icon: Icon, size: CGFloat = 24) {
        self.icon = icon
        self.size = size
    }

    var body: some View {
        Image(decorative: icon.rawValue, bundle: .module)
            .renderingMode(.template)
            .resizable()
            .frame(width: size, height: size)
    }
}
