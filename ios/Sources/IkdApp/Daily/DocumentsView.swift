import IkdCore
import SwiftUI

/// All documents. They open without a network.
struct DocumentsView: View {
    @ObservedObject var model: UnlockedModel
    @ObservedObject var documents: DocumentsModel
    @EnvironmentObject private var texts: Texts

    var body: some View {
        Screen(.documents, texts(.documentsTitle), bar: .documents) {
            state
            if let list = documents.list {
                if list.unreadable > 0 {
                    Note(
                        .error, texts(.documentsUnreadable, ["count": list.unreadable]),
                        action: BarAction(title: texts(.documentsUpdate)) { documents.sync() })
                }
                if list.documents.isEmpty {
                    Text(texts(.documentsEmpty))
                } else {
                    Card {
                        ForEach(list.documents, id: \.id) { summary in
                            Row(texts(summary.kind.text), icon: summary.kind.icon, detail: summary.subject) {
                                model.openDocument(summary.id)
                            }
                        }
                    }
                }
            } else {
                Text(texts(.commonLoading))
            }
        }
    }

    @ViewBuilder private var state: some View {
        if documents.isOffline {
            Note(
                .offline, texts(.commonOffline),
                text: [texts(.documentsOffline), documents.age].compactMap { $0 }.joined(separator: "\n"),
                action: BarAction(title: texts(.documentsTryUpdate)) { documents.sync() })
        } else {
            if let age = documents.age { FactRow(.info, age, colour: Palette.onSurfaceVariant) }
            if let outcome = documents.outcome { Note(.success, documents.words(outcome)) }
            FailureNote(documents.failure)
            if !documents.isSyncing { LinkButton(texts(.documentsUpdate)) { documents.sync() } }
        }
    }
}

/// A document: its lines in the order of print, and the members of a family card.
struct DocumentView: View {
    let id: String
    @ObservedObject var model: UnlockedModel
    @ObservedObject var documents: DocumentsModel
    @State private var isShown = false
    @EnvironmentObject private var texts: Texts

    var body: some View {
        if let page = documents.document {
            Screen(page.kind.screen, texts(page.kind.text), place: .bar, back: model.back, bar: .documents) {
                if let photo = page.document.photo {
                    PhotoView(jpeg: photo, label: texts(.homePhoto), height: 160)
                }
                FieldsCard(fields: page.fields, isShown: $isShown)
                if !page.members.isEmpty { members(page.members) }
                Text(issued(page.document)).typeface(.small).foregroundColor(Palette.onSurfaceVariant)
            }
        } else {
            Screen(.documents, texts(.documentsTitle), place: .bar, back: model.back, bar: .documents) {
                if documents.isWorking || documents.isSyncing {
                    Working(texts(.commonLoading))
                } else {
                    Note(
                        documents.isOffline ? .offline : .warning,
                        documents.failure?.message(texts) ?? texts(.documentsUnreadable, ["count": 1]),
                        action: BarAction(title: texts(.documentsUpdate)) { documents.fetch(id) })
                }
            }
        }
    }

    @ViewBuilder
    private func members(_ members: [DocumentPage.MemberPage]) -> some View {
        SectionTitle(texts(.detailMembers, ["count": members.count]))
        Card {
            ForEach(Array(members.enumerated()), id: \.offset) { member in
                Row(member.element.member.name, icon: .person, detail: detail(member.element.member)) {
                    model.go(.member(member.offset))
                }
            }
        }
    }

    private func detail(_ member: Member) -> String {
        texts(.detailMember, ["relation": texts(member.relation.text), "date": member.birthDate.written])
    }

    private func issued(_ document: Document) -> String {
        texts(
            document.example ? .documentsIssuedExample : .documentsIssued,
            ["time": texts.day(document.issuedAt), "version": document.version])
    }
}

/// All lines of one member.
struct MemberView: View {
    let index: Int
    @ObservedObject var documents: DocumentsModel
    let back: @MainActor () -> Void
    @State private var isShown = false

    var body: some View {
        if let members = documents.document?.members, members.indices.contains(index) {
            Screen(.member, members[index].member.name, place: .bar, back: back, bar: .documents) {
                FieldsCard(fields: members[index].fields, isShown: $isShown)
            }
        }
    }
}

/// Names over values. All numbers are masked or shown together.
private struct FieldsCard: View {
    let fields: [DocumentField]
    @Binding var isShown: Bool
    @EnvironmentObject private var texts: Texts

    var body: some View {
        Panel {
            ForEach(Array(fields.enumerated()), id: \.offset) { FieldLine(field: $0.element, isShown: isShown) }
            if hasNumbers {
                LinkButton(texts(isShown ? .detailNumberHide : .detailNumberShow), icon: .eye) { isShown.toggle() }
            }
        }
    }

    private var hasNumbers: Bool {
        fields.contains { if case .number = $0.value { true } else { false } }
    }
}

private struct FieldLine: View {
    let field: DocumentField
    let isShown: Bool
    @EnvironmentObject private var texts: Texts

    var body: some View {
        VStack(alignment: .leading, spacing: 0) {
            Text(texts(field.label)).typeface(.small).foregroundColor(Palette.onSurfaceVariant)
            if case .number(let number) = field.value {
                NumberView(number: number, label: texts(field.label), isShown: isShown)
            } else {
                Text(written).typeface(.emphasis).fixedSize(horizontal: false, vertical: true).privacySensitive()
            }
        }
        .accessibilityElement(children: .combine)
    }

    private var written: String {
        switch field.value {
        case .words(let text): text
        case .named(let key): texts(key)
        case .number(let number): number.masked
        case .day(let date): date.written
        case .placeAndDay(let place, let date): "\(place), \(date.written)"
        case .place(let address):
            [
                address.street, "RT \(address.rt)/RW \(address.rw)", address.village, address.district,
                address.regency, address.province, address.postcode,
            ].compactMap { $0 }.joined(separator: ", ")
        }
    }
}
