import IkdCore
import SwiftUI

/// The card, and the way to everything else.
struct HomeView: View {
    @ObservedObject var model: UnlockedModel
    @ObservedObject var documents: DocumentsModel
    @ObservedObject var services: ServicesModel
    @EnvironmentObject private var texts: Texts

    var body: some View {
        Screen(
            .home, texts(documents.card?.document.example == true ? .homeSpokenTitle : .homeTitle), place: .spoken,
            bar: .home
        ) {
            notices
            if let age = documents.age {
                FactRow(documents.isOffline ? .offline : .info, age, colour: Palette.onSurfaceVariant)
            }
            if let card = documents.card {
                KtpCard(page: card) { model.openDocument(card.document.id) }
            } else if documents.hasNothing {
                Note(.hint, texts(.documentsEmpty))
            } else {
                Panel { Working(texts(.pinOpening)) }
            }
            if let failure = documents.failure, !documents.isOffline {
                FailureNote(failure, retry: documents.hasNothing ? nil : documents.sync)
            }
            if documents.card != nil {
                ActionButton(texts(.showTitle), icon: .qr) { model.open(.show) }
            } else if documents.hasNothing {
                ActionButton(texts(.documentsUpdate), isWorking: documents.isSyncing) { documents.sync() }
            }
            Card {
                Row(texts(.servicesTitle), icon: .document, detail: unread) { model.go(.services) }
                Divider()
                Row(texts(.homeFamily), icon: .family) { model.openFamily() }
                Divider()
                Row(texts(.homeActivity), icon: .history) { model.go(.activity) }
                Divider()
                Row(texts(.homeSettings), icon: .settings) { model.go(.settings) }
            }
        }
    }

    private var unread: String {
        services.notices.isEmpty
            ? texts(.servicesDetail) : texts(.servicesUnread, ["count": services.notices.count])
    }

    /// What has a time limit or has changed stands above everything else.
    @ViewBuilder private var notices: some View {
        if !services.notices.isEmpty {
            SectionTitle(texts(.servicesNotices))
            Card {
                ForEach(Array(services.notices.enumerated()), id: \.offset) { notice in
                    Row(texts(notice.element), icon: .info) { model.goOn(.application(notice.element.application)) }
                }
            }
        }
    }
}

/// Photo, name and the number, which is masked until it is touched and hides itself again.
private struct KtpCard: View {
    let page: DocumentPage
    let open: @MainActor () -> Void
    @State private var isShown = false
    @EnvironmentObject private var texts: Texts
    @Environment(\.dynamicTypeSize) private var size
    private static let shownFor: UInt64 = 30_000

    var body: some View {
        VStack(alignment: .leading, spacing: 0) {
            HStack {
                Text(texts(.homeTitle)).typeface(.small)
                Spacer()
                if page.document.example { Text(texts(.commonExampleMark)).typeface(.small) }
            }
            .padding(Space.medium)
            .foregroundColor(Palette.onPrimary)
            .background(Palette.primary)
            .accessibilityHidden(true)
            Group {
                if size.isLarge {
                    VStack(alignment: .leading, spacing: Space.medium) {
                        photo; words
                    }
                } else {
                    HStack(alignment: .top, spacing: Space.medium) {
                        photo; words
                    }
                }
            }
            .padding(Space.large)
            Divider()
            Row(texts(.homeKtpAll), open: open)
        }
        .foregroundColor(Palette.onPrimaryContainer)
        .background(Palette.primaryContainer)
        .clipShape(RoundedRectangle(cornerRadius: Corner.ktp))
        .overlay { RoundedRectangle(cornerRadius: Corner.ktp).strokeBorder(Palette.primary, lineWidth: 1) }
        .task(id: isShown) {
            guard isShown else { return }
            await pause(milliseconds: Self.shownFor)
            if !Task.isCancelled { isShown = false }
        }
    }

    @ViewBuilder private var photo: some View {
        if let photo = page.document.photo { PhotoView(jpeg: photo, label: texts(.homePhoto), height: 120) }
    }

    private var words: some View {
        VStack(alignment: .leading, spacing: Space.tiny) {
            if let name = page.name { Text(name).typeface(.title).privacySensitive() }
            Text(texts(.fieldNik)).typeface(.small).accessibilityHidden(true)
            NumberView(number: page.nik, label: texts(.fieldNik), isShown: isShown)
            LinkButton(texts(isShown ? .homeNikHide : .homeNikShow), icon: .eye) { isShown.toggle() }
        }
    }
}

/// A number that identifies somebody, masked or not, spoken digit by digit.
struct NumberView: View {
    let number: NumberText
    let label: String
    let isShown: Bool
    @EnvironmentObject private var texts: Texts

    var body: some View {
        Text(isShown ? number.grouped : number.masked)
            .typeface(.emphasis)
            .accessibilityLabel(spoken)
            .privacySensitive()
    }

    private var spoken: String {
        isShown
            ? texts(.detailNumberSpoken, ["label": label, "digits": number.digits.joined(separator: ", ")])
            : texts(.detailNumberHidden, ["label": label, "digits": number.digits.suffix(2).joined(separator: ", ")])
    }
}
