import IkdCore
import SwiftUI

/// Meets the counter: by its QR, or by ours.
struct PairingView: View {
    @StateObject var model: PairingModel
    @EnvironmentObject private var texts: Texts

    var body: some View {
        Group {
            if model.shows { mine } else { scan }
        }
        .task { await model.poll() }
    }

    private var scan: some View {
        Screen(.pairScan, texts(.pairingScanTitle), step: 3) {
            CameraBox(
                label: texts(.pairingScanCamera), caption: texts(.pairingScanHint), icon: .qr, isGood: false,
                problem: model.problem, start: { Task { await model.scan() } })
            if model.failure?.code == .pairingUntrusted {
                Note(.error, texts(.pairingUntrustedTitle), text: model.failure?.message(texts))
            } else {
                FailureNote(model.failure)
            }
            LinkButton(texts(model.isTorchOn ? .pairingTorchOff : .pairingTorchOn), icon: .sun) { model.toggleTorch() }
        } actions: {
            ActionButton(texts(.pairingShowMine), .outlined, isWorking: model.isWorking) { model.showMine() }
            GiveUpButton(model: model)
        }
        .task { await model.scan() }
        .sheet(isPresented: $model.asksForOffice) {
            if let offer = model.offer { ConfirmOffice(model: model, offer: offer) }
        }
    }

    private var mine: some View {
        Screen(.pairShow, texts(.pairingShowTitle), step: 3, back: model.scanInstead) {
            if let qr = model.qr {
                QrView(
                    modules: QrModules(width: qr.width, quietZone: qr.quietZone, packed: qr.modules),
                    label: texts(.pairingShowQr)
                )
                .blur(radius: model.leftMs == 0 ? 12 : 0)
                FactRow(.history, model.leftMs == 0 ? texts(.pairingExpired) : texts(.pairingShowWait))
                let left = model.leftMs == 0 ? nil : texts(.pairingValid, ["wait": texts.wait(model.leftMs)])
                Note(.warning, left, text: texts(.pairingShowWarning))
            } else {
                Text(texts(.commonLoading))
            }
            FailureNote(model.failure)
        } actions: {
            ActionButton(texts(.pairingNewQr), model.leftMs == 0 ? .filled : .outlined, isWorking: model.isWorking) {
                model.newQr()
            }
            ActionButton(texts(.pairingScanInstead), .plain) { model.scanInstead() }
            GiveUpButton(model: model)
        }
        .task { await model.show() }
    }
}

/// Is the person at this office? Dismissing means no.
private struct ConfirmOffice: View {
    @ObservedObject var model: PairingModel
    let offer: CounterOffer
    @EnvironmentObject private var texts: Texts

    var body: some View {
        SheetPage(.pairConfirm, texts(.pairingOfficeQuestion)) {
            Panel { FactRow(.shield, offer.office, detail: texts(.pairingOfficeChecked)) }
            Note(.warning, texts(.pairingOfficeWarning))
            ActionButton(texts(.pairingYes)) { model.confirm() }
            ActionButton(texts(.pairingNo), .outlined) { model.refuse() }
        }
    }
}

/// The way out of a registration that waits for an officer.
struct GiveUpButton: View {
    @ObservedObject var model: OfficerModel
    @EnvironmentObject private var texts: Texts

    var body: some View {
        ActionButton(texts(.conflictOptionGiveUp), .destructive) { model.asksToGiveUp = true }
            .sheet(isPresented: $model.asksToGiveUp) { GiveUpSheet(model: model) }
    }
}

/// What is lost when a registration is given up.
private struct GiveUpSheet: View {
    @ObservedObject var model: OfficerModel
    @EnvironmentObject private var texts: Texts

    var body: some View {
        SheetPage(.giveUp, texts(.giveUpTitle)) {
            Text(texts(.giveUpBody))
            ActionButton(texts(.giveUpKeep), .outlined) { model.asksToGiveUp = false }
            ActionButton(texts(.giveUpConfirm), .destructive) { model.giveUp() }
        }
    }
}
