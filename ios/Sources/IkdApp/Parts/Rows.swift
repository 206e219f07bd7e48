import SwiftUI

extension View {
    /// On this colour, with an edge around it.
    func framed(_ fill: Color, edge: Color?, width: CGFloat = 1.5, corner: CGFloat = Corner.card) -> some View {
        background(fill, in: RoundedRectangle(cornerRadius: corner))
            .overlay { if let edge { RoundedRectangle(cornerRadius: corner).strokeBorder(edge, lineWidth: width) } }
    }
}

/// A frame around what belongs together.
struct Card<Content: View>: View {
    private let content: Content

    init(@ViewBuilder content: () -> Content) { self.content = content() }

    var body: some View {
        VStack(alignment: .leading, spacing: 0) { content }
            .frame(maxWidth: .infinity, alignment: .leading)
            .framed(Palette.surfaceContainerLowest, edge: Palette.outlineVariant, width: 1)
    }
}

/// Several things in a frame that nobody touches as a whole.
struct Panel<Content: View>: View {
    private let content: Content

    init(@ViewBuilder content: () -> Content) { self.content = content() }

    var body: some View {
        Card { VStack(alignment: .leading, spacing: Space.medium) { content }.padding(Space.large) }
    }
}

/// A row that opens something.
struct Row: View {
    let icon: Icon?
    let title: String
    let detail: String?
    let isDestructive: Bool
    let open: @MainActor () -> Void
    @Environment(\.dynamicTypeSize) private var size

    init(
        _ title: String, icon: Icon? = nil, detail: String? = nil, isDestructive: Bool = false,
        open: @escaping @MainActor () -> Void
    ) {
        (self.icon, self.title, self.detail, self.isDestructive, self.open) = (icon, title, detail, isDestructive, open)
    }

    var body: some View {
        Button(action: open) {
            HStack(spacing: Space.medium) {
                if let icon, !size.isLarge {
                    IconView(icon).foregroundColor(isDestructive ? Palette.error : Palette.primary)
                }
                RowWords(title: title, detail: detail)
                Spacer(minLength: 0)
                IconView(.chevron, size: 20).foregroundColor(Palette.onSurfaceVariant)
            }
            .padding(.horizontal, Space.large)
            .padding(.vertical, Space.small)
            .frame(minHeight: Space.button)
            .contentShape(Rectangle())
        }
        .foregroundColor(isDestructive ? Palette.error : Palette.onSurface)
    }
}

/// The words of a row, with its icon beside them when nothing opens.
struct RowWords: View {
    let title: String
    let detail: String?

    var body: some View {
        VStack(alignment: .leading, spacing: 2) {
            Text(title).typeface(.emphasis).multilineTextAlignment(.leading)
            if let detail {
                Text(detail).typeface(.small).foregroundColor(Palette.onSurfaceVariant).multilineTextAlignment(.leading)
            }
        }
    }
}

/// A row that only says something, with an icon.
struct FactRow: View {
    let icon: Icon
    let title: String
    let detail: String?
    let colour: Color

    init(_ icon: Icon, _ title: String, detail: String? = nil, colour: Color = Palette.primary) {
        (self.icon, self.title, self.detail, self.colour) = (icon, title, detail, colour)
    }

    var body: some View {
        HStack(alignment: .top, spacing: Space.medium) {
            IconView(icon).foregroundColor(colour)
            RowWords(title: title, detail: detail)
            Spacer(minLength: 0)
        }
        .accessibilityElement(children: .combine)
    }
}

/// A heading inside a page (H2).
struct SectionTitle: View {
    let title: String

    init(_ title: String) { self.title = title }

    var body: some View {
        Text(title).typeface(.title).accessibilityAddTraits(.isHeader)
    }
}

/// The large symbol of a dead end.
struct BigSymbol: View {
    let icon: Icon
    let isError: Bool

    var body: some View {
        IconView(icon, size: 40)
            .foregroundColor(isError ? Palette.error : Palette.warning)
            .padding(Space.large)
            .background(
                isError ? Palette.errorContainer : Palette.warningContainer,
                in: RoundedRectangle(cornerRadius: Corner.card)
            )
            .accessibilityHidden(true)
    }
}

/// A page over another, as a sheet. With `close` it has a button for that beside its title: before a long list.
struct SheetPage<Content: View>: View {
    let id: ScreenId
    let title: String
    private let close: (@MainActor () -> Void)?
    private let content: Content
    @EnvironmentObject private var texts: Texts
    @Environment(\.dynamicTypeSize) private var size
    @Environment(\.screenVisits) private var visit
    @AccessibilityFocusState private var isTitleFocused: Bool

    init(
        _ id: ScreenId, _ title: String, close: (@MainActor () -> Void)? = nil, @ViewBuilder content: () -> Content
    ) {
        (self.id, self.title, self.close) = (id, title, close)
        self.content = content()
    }

    var body: some View {
        ScrollView {
            VStack(alignment: .leading, spacing: Space.large) {
                if size.isLarge {
                    heading
                    closer
                } else {
                    HStack(spacing: Space.small) {
                        heading
                        Spacer(minLength: 0)
                        closer
                    }
                }
                content
            }
            .padding(Space.large)
            .frame(maxWidth: Space.widest, alignment: .leading)
            .frame(maxWidth: .infinity)
        }
        .typeface(.body)
        .foregroundColor(Palette.onSurface)
        .background(Palette.surfaceContainerLowest)
        .onAppear {
            visit(id)
            isTitleFocused = true
        }
        .accessibilityAddTraits(.isModal)
    }

    private var heading: some View {
        Text(title)
            .typeface(.title)
            .accessibilityAddTraits(.isHeader)
            .accessibilityFocused($isTitleFocused)
    }

    @ViewBuilder private var closer: some View {
        if let close { LinkButton(texts(.commonClose), action: close) }
    }
}
