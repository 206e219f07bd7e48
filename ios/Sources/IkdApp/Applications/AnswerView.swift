import IkdCore
import SwiftUI

/// One field of a form, asked for by its type, with what is wrong or worth knowing.
struct AnswerView: View {
    @ObservedObject var model: ApplicationFormModel
    let line: ApplicationFormModel.Line
    let focus: AccessibilityFocusState<String?>.Binding
    @EnvironmentObject private var texts: Texts
    /// With more options a list opens.
    private static let radios = 6

    var body: some View {
        VStack(alignment: .leading, spacing: Space.small) {
            if line.isLocked { locked } else { entry }
            ForEach(Array(line.advice.enumerated()), id: \.offset) { AdviceNote(problem: $0.element) }
        }
    }

    private var key: String { line.field.key }
    private var label: String { texts(line.field.label) }
    private var written: String { texts.written(line.value, of: line.field, members: model.members) }

    /// Comes from a document, or is not open for correction.
    private var locked: some View {
        VStack(alignment: .leading, spacing: 2) {
            Text(label).typeface(.small).foregroundColor(Palette.onSurfaceVariant)
            Text(written.isEmpty ? texts(.applicationFormNothing) : written)
                .typeface(.emphasis)
                .fixedSize(horizontal: false, vertical: true)
                .accessibilityLabel(
                    written.isEmpty ? texts(.applicationFormNothing) : texts.spoken(written, of: line.field)
                )
                .privacySensitive()
            Text(texts(model.isCorrection ? .applicationFormSent : .applicationFormLocked))
                .typeface(.small)
                .foregroundColor(Palette.onSurfaceVariant)
            if let fault = line.fault { FaultLine(fault) }
        }
        .accessibilityElement(children: .combine)
    }

    @ViewBuilder private var entry: some View {
        switch line.field.kind {
        case .nik, .kk, .int: typed(.numberPad)
        case .name: typed(capitals: .characters)
        case .text: typed()
        case .date: typed(.numbersAndPunctuation, help: .applicationFormDateHelp)
        case .time: TimeEntry(model: model, line: line, help: help(), focus: focus)
        case .code where line.field.options.count <= Self.radios:
            radios(line.field.options.map { ("\($0.code)", texts($0.label)) })
        case .code, .region: list
        case .member where model.members.isEmpty: typed(.numberPad)
        case .member: radios(model.members.map { ($0.nik, $0.name) })
        case .yesNo: radios([("yes", texts(.applicationFormYes)), ("no", texts(.applicationFormNo))])
        case .address: locked
        }
    }

    private func typed(
        _ keyboard: UIKeyboardType = .default, capitals: TextInputAutocapitalization = .never, help: TextKey? = nil
    ) -> some View {
        EntryField(
            label: label, text: text, help: self.help(help), fault: line.fault, keyboard: keyboard,
            capitals: capitals, focus: focus, field: key, left: { model.leave(key) })
    }

    private var text: Binding<String> {
        let isDate = line.field.kind == .date
        return Binding(
            get: { isDate ? model.value(key).dayFirst : model.value(key) }, set: { model.type($0, into: key) })
    }

    /// The form's hint, ours, and whether it may stay empty.
    private func help(_ ours: TextKey? = nil) -> String? {
        let parts = [
            line.field.hint.map { texts($0) }, ours.map { texts($0) },
            line.field.required ? nil : texts(.applicationFormOptional),
        ]
        let words = parts.compactMap { $0 }.joined(separator: " · ")
        return words.isEmpty ? nil : words
    }

    @ViewBuilder
    private func radios(_ options: [(value: String, name: String)]) -> some View {
        heading
        VStack(alignment: .leading, spacing: Space.small) {
            ForEach(options, id: \.value) { option in
                RadioRow(option.name, isChosen: line.value == option.value) { model.choose(option.value, for: key) }
            }
        }
        // The same words stand in several lists.
        .accessibilityElement(children: .contain)
        .accessibilityLabel(label)
        if let fault = line.fault { FaultLine(fault) }
    }

    @ViewBuilder private var list: some View {
        heading
        Card {
            Row(
                written.isEmpty ? texts(.applicationFormChoose) : written,
                detail: written.isEmpty ? nil : texts(.applicationFormChange)
            ) { model.openList(line.field) }
            .accessibilityLabel(
                texts(
                    .applicationFormChosen,
                    ["label": label, "value": written.isEmpty ? texts(.applicationFormChoose) : written])
            )
            .accessibilityHint(line.fault ?? "")
            .privacySensitive()
        }
        if let fault = line.fault { FaultLine(fault) }
    }

    /// A screen reader that is led here hears what is wrong, which stands below the answer.
    @ViewBuilder private var heading: some View {
        Text(label)
            .typeface(.emphasis)
            .accessibilityValue(line.fault ?? "")
            .accessibilityAddTraits(.isHeader)
            .accessibilityFocused(focus, equals: key)
        if let help = help() { Text(help).typeface(.small).foregroundColor(Palette.onSurfaceVariant) }
    }
}

/// Hours and minutes. The value is kept when both are there.
private struct TimeEntry: View {
    @ObservedObject var model: ApplicationFormModel
    let line: ApplicationFormModel.Line
    let help: String?
    let focus: AccessibilityFocusState<String?>.Binding
    @EnvironmentObject private var texts: Texts
    @Environment(\.dynamicTypeSize) private var size

    var body: some View {
        Text(label).typeface(.emphasis).accessibilityAddTraits(.isHeader)
        if let help { Text(help).typeface(.small).foregroundColor(Palette.onSurfaceVariant) }
        if size.isLarge {
            VStack(alignment: .leading, spacing: Space.medium) { entries }
        } else {
            HStack(alignment: .top, spacing: Space.medium) { entries }
        }
    }

    private var label: String { texts(line.field.label) }

    @ViewBuilder private var entries: some View {
        EntryField(
            label: texts(.applicationFormHour), spoken: "\(label), \(texts(.applicationFormHour))", text: part(0),
            help: texts(.applicationFormTimeHelp), fault: line.fault, keyboard: .numberPad, focus: focus,
            field: line.field.key
        ) { leave() }
        EntryField(
            label: texts(.applicationFormMinute), spoken: "\(label), \(texts(.applicationFormMinute))", text: part(1),
            keyboard: .numberPad
        ) { leave() }
    }

    private func part(_ index: Int) -> Binding<String> {
        Binding(
            get: { parts[index] },
            set: { text in
                var parts = parts
                parts[index] = text
                let value = parts.joined(separator: ":")
                model.type(value == ":" ? "" : value, into: line.field.key)
            })
    }

    private var parts: [String] {
        let parts = line.value.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        return [parts.first ?? "", parts.count > 1 ? parts[1] : ""]
    }

    /// Not yet while the other part is missing.
    private func leave() {
        if parts.allSatisfy({ !$0.isEmpty }) { model.leave(line.field.key) }
    }
}

/// A warning or a note of a form: its weight in words, and what it says.
struct AdviceNote: View {
    let problem: Problem
    @EnvironmentObject private var texts: Texts

    var body: some View {
        Note(kind, texts(problem.severity.text), text: texts(problem.text))
    }

    private var kind: Note.Kind {
        switch problem.severity {
        case .fault: .error
        case .warning: .warning
        case .note: .hint
        }
    }
}
