import SwiftUI

/// Where a screen's title stands.
enum TitlePlace {
    /// As H1 above the content.
    case page
    /// In the bar at the top, for pages that one opens and leaves.
    case bar
    /// Only spoken, where the content shows it.
    case spoken
}

/// A short button at the end of the top bar.
struct BarAction {
    let title: String
    let act: @MainActor () -> Void
}

/// Where something was wrong when a button was touched. The page scrolls there.
struct Fault: Equatable {
    let place: String
    /// Makes the same fault another one when the button is touched again.
    var touches = 1
}

/// The frame of every screen: example strip, top bar, title, content, actions, and perhaps a bottom bar.
///
/// Actions are pinned to the bottom. With large letters the whole page is one scrolling column instead. A screen reader
/// begins at the title; the example mark comes last, but first on the welcome screen.
struct Screen<Content: View, Actions: View>: View {
    private let id: ScreenId
    private let title: String
    private let step: Int?
    private let place: TitlePlace
    private let back: (@MainActor () -> Void)?
    private let barAction: BarAction?
    private let bar: Place?
    private let fault: Fault?
    private let content: Content
    private let actions: Actions
    @EnvironmentObject private var app: AppModel
    @Environment(\.screenVisits) private var visit
    @Environment(\.dynamicTypeSize) private var size
    @AccessibilityFocusState private var isTitleFocused: Bool

    init(
        _ id: ScreenId, _ title: String, step: Int? = nil, place: TitlePlace = .page,
        back: (@MainActor () -> Void)? = nil, barAction: BarAction? = nil, bar: Place? = nil, fault: Fault? = nil,
        @ViewBuilder content: () -> Content, @ViewBuilder actions: () -> Actions = { EmptyView() }
    ) {
        (self.id, self.title, self.step, self.place) = (id, title, step, place)
        (self.back, self.barAction, self.bar, self.fault) = (back, barAction, bar, fault)
        self.content = content()
        self.actions = actions()
    }

    var body: some View {
        VStack(spacing: 0) {
            if !size.isLarge { topBar }
            ScrollViewReader { page in
                ScrollView {
                    VStack(alignment: .leading, spacing: Space.large) {
                        if size.isLarge { topBar }
                        if place != .bar { heading }
                        content
                        if size.isLarge { column }
                    }
                    .padding(Space.large)
                    .frame(maxWidth: Space.widest, alignment: .leading)
                    .frame(maxWidth: .infinity)
                }
                .onChange(of: fault) { if let fault = $0 { page.scrollTo(fault.place, anchor: .center) } }
            }
            if !size.isLarge { column.padding(.horizontal, Space.large).padding(.bottom, Space.medium) }
            if let bar { BottomBar(selected: bar) }
        }
        .typeface(.body)
        .foregroundColor(Palette.onSurface)
        .background(Palette.surface)
        .safeAreaInset(edge: .top, spacing: 0) {
            if app.shell?.example != false { ExampleStrip(isFirst: id == .welcome) }
        }
        .onAppear {
            visit(id)
            isTitleFocused = true
        }
        .id(id)
    }

    private var column: some View {
        VStack(spacing: Space.small) { actions }
            .frame(maxWidth: Space.widest)
    }

    @ViewBuilder private var topBar: some View {
        if back != nil || step != nil || barAction != nil || place == .bar {
            TopBar(
                title: place == .bar ? title : nil, step: step, back: back, action: barAction, focus: $isTitleFocused
            )
            .padding(.horizontal, size.isLarge ? 0 : Space.large)
        }
    }

    private var heading: some View {
        Text(title)
            .typeface(.headline)
            .fixedSize(horizontal: false, vertical: true)
            .opacity(place == .spoken ? 0 : 1)
            .frame(height: place == .spoken ? 0 : nil)
            .accessibilityAddTraits(.isHeader)
            .accessibilityFocused($isTitleFocused)
    }
}

/// Says on every screen that this is not an official app.
private struct ExampleStrip: View {
    let isFirst: Bool
    @EnvironmentObject private var texts: Texts
    @Environment(\.dynamicTypeSize) private var size

    var body: some View {
        HStack(spacing: Space.small) {
            Text(texts(.commonExampleMark)).bold().tracking(1)
            if !size.isLarge { Text(texts(.commonExampleText)) }
        }
        .typeface(.small)
        .foregroundColor(Palette.onExample)
        .frame(maxWidth: .infinity, alignment: .leading)
        .padding(.horizontal, Space.large)
        .padding(.vertical, Space.tiny)
        .background(Palette.example)
        .accessibilityElement(children: .combine)
        .accessibilitySortPriority(isFirst ? 1 : -1)
    }
}

private struct TopBar: View {
    let title: String?
    let step: Int?
    let back: (@MainActor () -> Void)?
    let action: BarAction?
    let focus: AccessibilityFocusState<Bool>.Binding
    @EnvironmentObject private var texts: Texts
    private static let steps = 5

    var body: some View {
        VStack(alignment: .leading, spacing: Space.small) {
            HStack(spacing: Space.small) {
                if let back {
                    Button(action: back) {
                        IconView(.back).frame(width: Space.target, height: Space.target)
                    }
                    .accessibilityLabel(texts(.commonBack))
                }
                if let title {
                    Text(title).typeface(.pageTitle).accessibilityAddTraits(.isHeader).accessibilityFocused(focus)
                } else if let step {
                    Text(texts(.commonStep, ["number": step, "count": Self.steps])).typeface(.step)
                }
                Spacer()
                if let action {
                    Button(action: action.act) {
                        Text(action.title)
                            .typeface(.button)
                            .foregroundColor(Palette.primary)
                            .frame(minHeight: Space.target)
                    }
                }
            }
            .frame(minHeight: Space.target)
            if let step {
                HStack(spacing: Space.tiny) {
                    ForEach(Array(1...Self.steps), id: \.self) { number in
                        Capsule().fill(number <= step ? Palette.primary : Palette.outlineVariant).frame(height: 6)
                    }
                }
                .accessibilityHidden(true)
            }
        }
    }
}
