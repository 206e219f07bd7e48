import SwiftUI

/// A message on a screen: an icon and a word stand beside its colour.
struct Note: View {
    enum Kind { case error, warning, hint, success, offline }

    let kind: Kind
    let title: String?
    let text: String?
    let action: BarAction?

    init(_ kind: Kind, _ title: String? = nil, text: String? = nil, action: BarAction? = nil) {
        (self.kind, self.title, self.text, self.action) = (kind, title, text, action)
    }

    var body: some View {
        VStack(alignment: .leading, spacing: 0) {
            HStack(alignment: .top, spacing: Space.medium) {
                IconView(icon)
                VStack(alignment: .leading, spacing: 2) {
                    if let title { Text(title).typeface(.emphasis).fixedSize(horizontal: false, vertical: true) }
                    if let text { Text(text).fixedSize(horizontal: false, vertical: true) }
                }
                Spacer(minLength: 0)
            }
            .accessibilityElement(children: .combine)
            if let action {
                LinkButton(action.title, action: action.act).padding(.leading, 24 + Space.medium)
            }
        }
        .padding(Space.medium)
        .foregroundColor(colours.content)
        .framed(colours.container, edge: colours.edge, corner: Corner.field)
    }

    private var icon: Icon {
        switch kind {
        case .error: .error
        case .warning: .warning
        case .hint: .info
        case .success: .success
        case .offline: .offline
        }
    }

    private var colours: (container: Color, content: Color, edge: Color?) {
        switch kind {
        case .error: (Palette.errorContainer, Palette.onErrorContainer, Palette.error)
        case .warning: (Palette.warningContainer, Palette.onWarningContainer, Palette.warning)
        case .hint, .offline: (Palette.surfaceContainerHigh, Palette.onSurface, nil)
        case .success: (Palette.successContainer, Palette.onSuccessContainer, nil)
        }
    }
}

/// Something that takes a while.
struct Working: View {
    let words: String

    init(_ words: String) { self.words = words }

    var body: some View {
        HStack(spacing: Space.medium) {
            ProgressView().accessibilityHidden(true)
            Text(words).typeface(.emphasis)
        }
    }
}

/// What an error looks like on a page. `retry` does the same again, where that can help and no button does it.
struct FailureNote: View {
    let failure: Failure?
    let retry: (@MainActor () -> Void)?
    @EnvironmentObject private var app: AppModel
    @EnvironmentObject private var texts: Texts

    init(_ failure: Failure?, retry: (@MainActor () -> Void)? = nil) {
        (self.failure, self.retry) = (failure, retry)
    }

    var body: some View {
        if let failure {
            Note(look(failure), failure.message(texts), text: detail(failure), action: action(failure))
        }
    }

    private func look(_ failure: Failure) -> Note.Kind {
        switch failure.remedy {
        case .connect: failure.isOffline ? .offline : .warning
        case .wait, .redraw, .unlock: .hint
        case .correct, .retry, .refused, .update, .erase, .report: .error
        }
    }

    private func detail(_ failure: Failure) -> String? {
        failure.number.map { texts(.defectNumber, ["number": $0]) }
    }

    private func action(_ failure: Failure) -> BarAction? {
        switch failure.remedy {
        case .connect, .retry, .wait: retry.map { BarAction(title: texts(.commonRetry), act: $0) }
        case .update: BarAction(title: texts(.updateStore)) { app.shell?.openStore() }
        case .correct, .redraw, .unlock, .refused, .erase, .report: nil
        }
    }
}
