import IkdCore
import SwiftUI

/// To whom and what, the PIN once more, and the QR.
struct ShowView: View {
    @ObservedObject var model: ShowModel
    @EnvironmentObject private var texts: Texts
    @Environment(\.dynamicTypeSize) private var size
    @Environment(\.scenePhase) private var phase

    var body: some View {
        if let shown = model.shown {
            qr(shown).onChange(of: phase) { if $0 == .background { model.end() } }
        } else if model.asksForPin {
            pin
        } else {
            choose
        }
    }

    private var choose: some View {
        Screen(.showChoose, texts(.showTitle), bar: .show) {
            SectionTitle(texts(.showTo))
            if model.hasNothing { Note(.hint, texts(.errorNoView)) }
            if let audiences = model.audiences {
                ForEach(audiences, id: \.number) { audience in
                    RadioRow(
                        model.name(audience),
                        detail: texts(audience.views.contains(.fullKtp) ? .showMayReadAll : .showMayReadBasic),
                        isChosen: audience == model.audience
                    ) { model.choose(audience) }
                }
            } else {
                Text(texts(.commonLoading))
            }
            SectionTitle(texts(.showWhat))
            ForEach(model.audience?.views ?? [], id: \.self) { view in
                RadioRow(texts(view.name), detail: texts(view.detail), isChosen: view == model.view) {
                    model.choose(view)
                }
            }
            if model.audience?.views == [.basic] { Text(texts(.showOnlyBasic)).typeface(.small) }
            FailureNote(model.failure)
        } actions: {
            if model.hasNothing || model.failure?.remedy == .connect {
                ActionButton(texts(.documentsUpdate), isWorking: model.isWorking) { model.connect() }
            } else {
                ActionButton(texts(.showStart), icon: .qr, isWorking: model.isWorking) { model.start() }
            }
        }
        .task { await model.begin() }
    }

    private var pin: some View {
        Screen(.showPin, texts(.pinOnceMore), back: model.end) {
            Text(texts(.showPinNeeded))
            PinLine(model: model)
            if model.canUseBiometrics { LinkButton(texts(.showBiometric)) { model.proveByBiometrics() } }
        } actions: {
            PinPad(model: model, done: .commonNext) { model.prove() }
        }
    }

    private func qr(_ shown: ShowModel.Shown) -> some View {
        Screen(.showQr, texts(.navQr), place: .bar, back: model.end) {
            if !size.isLarge { warning }
            if !size.isLarge { who }
            QrView(
                modules: QrModules(
                    width: shown.frame.width, quietZone: shown.frame.quietZone, packed: shown.frame.modules),
                label: texts(.showQr)
            )
            .padding(.horizontal, -Space.medium)
            LiveMark(second: shown.second)
            if size.isLarge { warning }
            HStack(spacing: Space.medium) {
                Ring(left: shown.secondsLeft, of: shown.seconds)
                VStack(alignment: .leading, spacing: 2) {
                    Text(texts(size.isLarge ? .showChangesShort : .showChanges, ["count": shown.secondsLeft]))
                        .typeface(.emphasis)
                    Text(texts(.showBright)).typeface(.small)
                }
            }
            .accessibilityHidden(true)
            if size.isLarge { who }
        } actions: {
            ActionButton(texts(.commonDone)) { model.end() }
        }
    }

    @ViewBuilder private var warning: some View {
        if let warning = model.warning { Note(.warning, texts(warning.text)) }
    }

    @ViewBuilder private var who: some View {
        if let audience = model.audience, let view = model.view {
            VStack(alignment: .leading, spacing: 2) {
                Text(texts(.showAudience, ["audience": model.name(audience)])).typeface(.emphasis)
                Text(texts(view.reads))
            }
            .accessibilityElement(children: .combine)
        }
    }
}

/// The seconds that are left, in steps.
private struct Ring: View {
    let left: Int
    let of: Int

    var body: some View {
        ZStack {
            Circle().stroke(Palette.outlineVariant, lineWidth: 6)
            Circle()
                .trim(from: 0, to: CGFloat(left) / CGFloat(max(of, 1)))
                .stroke(Palette.primary, lineWidth: 6)
                .rotationEffect(.degrees(-90))
            Text("\(left)" as String).typeface(.emphasis)
        }
        .frame(width: 48, height: 48)
    }
}
