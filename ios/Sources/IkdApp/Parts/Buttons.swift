import SwiftUI

/// A button of the whole width. At most one on a screen is filled.
struct ActionButton: View {
    enum Look { case filled, outlined, plain, destructive }

    let title: String
    let look: Look
    let icon: Icon?
    /// What a screen reader adds where several buttons have the same title.
    let subject: String?
    let isWorking: Bool
    let action: @MainActor () -> Void
    @EnvironmentObject private var texts: Texts

    init(
        _ title: String, _ look: Look = .filled, icon: Icon? = nil, of subject: String? = nil, isWorking: Bool = false,
        action: @escaping @MainActor () -> Void
    ) {
        (self.title, self.look, self.icon, self.subject) = (title, look, icon, subject)
        (self.isWorking, self.action) = (isWorking, action)
    }

    var body: some View {
        Button(action: { if !isWorking { action() } }) {
            HStack(spacing: Space.small) {
                if isWorking {
                    ProgressView().accessibilityHidden(true)
                } else if let icon {
                    IconView(icon)
                }
                Text(words)
                    .typeface(.button)
                    .multilineTextAlignment(.center)
                    .fixedSize(horizontal: false, vertical: true)
            }
            .padding(.horizontal, Space.medium)
            .frame(maxWidth: .infinity, minHeight: Space.button)
        }
        .buttonStyle(Surface(look: look))
        .accessibilityLabel([words, subject].compactMap { $0 }.joined(separator: ", "))
    }

    private var words: String { isWorking ? texts(.commonWorking) : title }

    private struct Surface: ButtonStyle {
        let look: Look

        func makeBody(configuration: Configuration) -> some View {
            configuration.label
                .foregroundColor(foreground)
                .framed(background, edge: look == .outlined ? Palette.primary : nil)
                .contentShape(Rectangle())
                .opacity(configuration.isPressed ? 0.7 : 1)
        }

        private var foreground: Color {
            switch look {
            case .filled: Palette.onPrimary
            case .outlined, .plain: Palette.primary
            case .destructive: Palette.error
            }
        }

        private var background: Color {
            switch look {
            case .filled: Palette.primary
            case .outlined: Palette.surfaceContainerLowest
            case .plain, .destructive: .clear
            }
        }
    }
}

/// A small button beside or under something.
struct LinkButton: View {
    let title: String
    let icon: Icon?
    /// What a screen reader adds where several buttons have the same title.
    let subject: String?
    let action: @MainActor () -> Void

    init(_ title: String, icon: Icon? = nil, of subject: String? = nil, action: @escaping @MainActor () -> Void) {
        (self.title, self.icon, self.subject, self.action) = (title, icon, subject, action)
    }

    var body: some View {
        Button(action: action) {
            HStack(spacing: Space.small) {
                if let icon { IconView(icon) }
                Text(title).typeface(.button).multilineTextAlignment(.leading)
            }
            .foregroundColor(Palette.primary)
            .frame(minHeight: Space.target)
            .contentShape(Rectangle())
        }
        .accessibilityLabel([title, subject].compactMap { $0 }.joined(separator: ", "))
    }
}

/// One of several things of which one is chosen.
struct RadioRow: View {
    let title: String
    let detail: String?
    let isChosen: Bool
    let choose: @MainActor () -> Void

    init(_ title: String, detail: String? = nil, isChosen: Bool, choose: @escaping @MainActor () -> Void) {
        (self.title, self.detail, self.isChosen, self.choose) = (title, detail, isChosen, choose)
    }

    var body: some View {
        Button(action: choose) {
            HStack(spacing: Space.medium) {
                Circle()
                    .strokeBorder(isChosen ? Palette.primary : Palette.outline, lineWidth: isChosen ? 7 : 2)
                    .frame(width: 24, height: 24)
                VStack(alignment: .leading, spacing: 2) {
                    Text(title).typeface(.emphasis)
                    if let detail { Text(detail).typeface(.small).foregroundColor(Palette.onSurfaceVariant) }
                }
                Spacer(minLength: 0)
            }
            .padding(Space.medium)
            .frame(minHeight: Space.button)
            .framed(
                isChosen ? Palette.primaryContainer : Palette.surfaceContainerLowest,
                edge: isChosen ? Palette.primary : Palette.outline, width: isChosen ? 3 : 1.5)
        }
        .foregroundColor(Palette.onSurface)
        .accessibilityAddTraits(isChosen ? .isSelected : [])
    }
}
