import IkdShell
import SwiftUI

/// The app's window: what `AppModel` says, in the chosen language.
public struct RootView: View {
    @ObservedObject private var model: AppModel
    @ObservedObject private var texts: Texts
    private let preview: @MainActor @Sendable (any Camera) -> AnyView

    /// The window of this app. `preview` draws the live picture of a camera. The shell must outlive the window.
    public init(
        model: AppModel, shell: any Shell, preview: @escaping @MainActor @Sendable (any Camera) -> AnyView
    ) {
        self.model = model
        texts = model.texts
        self.preview = preview
        model.attach(shell)
    }

    /// The screen of the stage, or the screens that stand before all stages.
    public var body: some View {
        content
            .environmentObject(model)
            .environmentObject(texts)
            .environment(\.preview, preview)
            .environment(\.locale, texts.language.locale)
            .tint(Palette.primary)
            .simultaneousGesture(TapGesture().onEnded { model.touched() })
            .task { await model.run() }
            .onOpenURL { model.openLink($0) }
    }

    @ViewBuilder private var content: some View {
        switch model.phase {
        case .opening: OpeningView()
        case .cannotStart(let failure): CannotStartView(failure: failure)
        case .running(_, let stage):
            if let update = model.update { UpdateView(failure: update) } else { StageView(stage: stage) }
        }
    }
}

/// While the library opens: milliseconds, so it says nothing.
private struct OpeningView: View {
    var body: some View {
        ProgressView()
            .frame(maxWidth: .infinity, maxHeight: .infinity)
            .background(Palette.surface)
            .accessibilityHidden(true)
    }
}
