import IkdCore
import SwiftUI

/// Consent: the terms in short, in full, and a switch.
struct TermsView: View {
    @StateObject var model: TermsModel
    @EnvironmentObject private var texts: Texts

    var body: some View {
        if let text = model.text {
            Screen(.termsText, texts(.stepTerms), place: .bar, back: model.back) {
                ForEach(text.components(separatedBy: "\n\n"), id: \.self) {
                    Text($0).fixedSize(horizontal: false, vertical: true)
                }
            } actions: {
                ActionButton(texts(.commonClose), .outlined) { model.back() }
            }
        } else {
            terms
        }
    }

    private var terms: some View {
        Screen(
            .terms, texts(.stepTerms), back: model.back,
            fault: model.missing == 0 ? nil : Fault(place: "agree", touches: model.missing)
        ) {
            SectionTitle(texts(.termsShort))
            FactRow(.shield, texts(.termsPurpose))
            FactRow(.person, texts(.termsFace))
            FactRow(.history, texts(.termsWithdraw))
            Card { Row(texts(.termsRead), icon: .document, detail: texts(.termsReadTime)) { model.read() } }
            FailureNote(model.failure)
            Card {
                Toggle(isOn: $model.agrees) { Text(texts(.termsAgree)).typeface(.emphasis) }
                    .tint(Palette.primary)
                    .padding(Space.large)
                    .accessibilityValue(texts(model.agrees ? .commonOn : .commonOff))
            }
            .id("agree")
            if model.missing > 0 { FaultLine(texts(.termsMissing)) }
            Text(texts(.termsReceiptLater)).typeface(.small).foregroundColor(Palette.onSurfaceVariant)
        } actions: {
            ActionButton(texts(.commonNext), isWorking: model.isWorking) { model.accept() }
        }
    }
}
