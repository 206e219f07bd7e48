import IkdCore
import SwiftUI

/// The form in both shapes, with faults and hints at the fields.
struct FormView: View {
    @StateObject var model: FormModel
    let shape: FormShape
    @EnvironmentObject private var texts: Texts
    @AccessibilityFocusState private var focus: String?

    var body: some View {
        Screen(
            shape == .short ? .formShort : .formLong, texts(.stepForm), step: 1, back: model.back,
            fault: model.firstFault.map { Fault(place: "\($0)") }
        ) {
            if model.faultCount > 1 { Note(.error, texts(.entryFaults, ["count": model.faultCount])) }
            field(.nik, $model.nik, help: .entryNikHelp, keyboard: .numberPad)
            if shape == .long { person }
            field(.email, $model.email, help: .entryEmailHelp, keyboard: .emailAddress, content: .emailAddress)
            field(.phone, $model.phone, help: .entryPhoneHelp, keyboard: .phonePad, content: .telephoneNumber)
            FailureNote(model.failure)
            LinkButton(texts(.termsReceiptSave), icon: .export) { model.saveReceipt() }
        } actions: {
            ActionButton(texts(.commonNext), isWorking: model.isWorking) { model.submit() }
        }
        .task { await model.load() }
        .onChange(of: model.firstFault) { fault in focus = fault.map { "\($0)" } }
    }

    @ViewBuilder private var person: some View {
        field(.name, $model.name, help: .entryNameHelp, content: .name, capitals: .words)
        VStack(alignment: .leading, spacing: Space.small) {
            Text(texts(.fieldSex))
                .typeface(.emphasis)
                .accessibilityAddTraits(.isHeader)
                .accessibilityFocused($focus, equals: "\(FormField.sex)")
            ForEach([Sex.male, .female], id: \.self) { sex in
                RadioRow(texts(sex.text), isChosen: model.sex == sex) {
                    model.sex = sex
                    model.left(.sex)
                }
            }
            if let fault = model.faults[.sex] { FaultLine(fault) }
            hint(.sex)
        }
        .id("\(FormField.sex)")
        field(.birthPlace, $model.birthPlace, capitals: .words)
        field(.birthDate, $model.birthDate, help: .formDateFormat, keyboard: .numbersAndPunctuation)
    }

    @ViewBuilder
    private func field(
        _ field: FormField, _ text: Binding<String>, help: TextKey? = nil, keyboard: UIKeyboardType = .default,
        content: UITextContentType? = nil, capitals: TextInputAutocapitalization = .never
    ) -> some View {
        EntryField(
            label: texts(field.text), text: text, help: help.map { texts($0) }, fault: model.faults[field],
            keyboard: keyboard, content: content, capitals: capitals, focus: $focus, field: "\(field)",
            left: { model.left(field) }
        )
        .id("\(field)")
        hint(field)
    }

    @ViewBuilder
    private func hint(_ field: FormField) -> some View {
        if let hint = model.hints[field] {
            Note(
                .hint, model.text(hint),
                action: hint.suggestion == nil ? nil : BarAction(title: texts(.commonUse)) { model.use(hint) })
        }
    }
}
