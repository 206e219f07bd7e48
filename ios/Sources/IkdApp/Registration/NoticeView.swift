import IkdCore
import SwiftUI

/// An officer is needed, and how scams look.
struct NoticeView: View {
    @StateObject var model: NoticeModel
    @EnvironmentObject private var texts: Texts

    var body: some View {
        if model.isCalled {
            Screen(.called, texts(.calledTitle), back: model.back) {
                BigSymbol(icon: .warning, isError: false)
                Text(texts(.calledBody))
                FailureNote(model.failure)
            } actions: {
                ActionButton(texts(.calledLeave), isWorking: model.isWorking) { model.leave() }
            }
        } else {
            Screen(.officerNotice, texts(.stepOfficerNotice), back: model.back) {
                Text(texts(.noticeBody))
                ScamWarnings()
                FailureNote(model.failure)
            } actions: {
                ActionButton(texts(.noticeAccept), isWorking: model.isWorking) { model.accept() }
                ActionButton(texts(.noticeCalled), .outlined) { model.saySomebodyCalls() }
            }
        }
    }
}

/// The four sentences, one by one.
struct ScamWarnings: View {
    @EnvironmentObject private var texts: Texts

    var body: some View {
        VStack(alignment: .leading, spacing: Space.small) {
            HStack(spacing: Space.medium) {
                IconView(.warning)
                SectionTitle(texts(.scamTitle))
            }
            ForEach([TextKey.scamCall, .scamCode, .scamFee, .scamStore], id: \.self) {
                Text(texts($0)).fixedSize(horizontal: false, vertical: true)
            }
        }
        .padding(Space.large)
        .frame(maxWidth: .infinity, alignment: .leading)
        .foregroundColor(Palette.onWarningContainer)
        .framed(Palette.warningContainer, edge: Palette.warning, corner: Corner.field)
    }
}
