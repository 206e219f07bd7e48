import SwiftUI

/// The upload, with what was sent and how long the rest takes.
struct SendingView: View {
    @StateObject var model: SendingModel
    let sent: UInt32
    let total: UInt32
    @EnvironmentObject private var texts: Texts

    var body: some View {
        Screen(.sending, texts(.stepUploading), step: 2) {
            Panel {
                ProgressView(value: Double(bytes.sent), total: Double(max(bytes.total, 1)))
                    .tint(Palette.primary)
                    .accessibilityHidden(true)
                Text(amount).typeface(.emphasis).accessibilityAddTraits(.updatesFrequently)
                if let rest = model.rest { Text(rest).foregroundColor(Palette.onSurfaceVariant) }
            }
            if model.isSlow { Note(.hint, texts(.sendingSlow)) }
            FailureNote(model.failure)
            if model.isPaused { Note(.hint, texts(.sendingPaused)) }
            Note(.success, texts(.sendingClose), text: texts(.sendingResume))
        } actions: {
            if model.isWorking {
                ActionButton(texts(.sendingPause), .outlined) { model.pauseSending() }
            } else {
                ActionButton(texts(.sendingGoOn)) { model.send() }
            }
        }
        .onAppear { model.send() }
        .task { await model.follow() }
        .task { await model.sendWhenOnline() }
    }

    private var bytes: (sent: UInt32, total: UInt32) {
        model.progress.map { ($0.sent, $0.total) } ?? (sent, total)
    }

    private var amount: String {
        if bytes.total == 0 { return texts(.sendingPreparing) }
        return texts(
            .sendingSent, ["sent": texts.size(UInt64(bytes.sent)), "total": texts.size(UInt64(bytes.total))])
    }
}
