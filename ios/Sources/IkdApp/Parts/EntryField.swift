import IkdCore
import SwiftUI

/// A field with its label, help and fault. For a screen reader it is one thing: the label, what was typed as the value,
/// fault and help as the hint.
struct EntryField: View {
    let label: String
    /// The label for a screen reader, where the words before the field say more.
    var spoken: String?
    @Binding var text: String
    var help: String?
    var fault: String?
    var keyboard: UIKeyboardType = .default
    var content: UITextContentType?
    var capitals: TextInputAutocapitalization = .never
    /// Where the form leads a screen reader, and the value that means this field.
    var focus: AccessibilityFocusState<String?>.Binding?
    var field: String?
    let left: @MainActor () -> Void
    @FocusState private var isFocused: Bool

    var body: some View {
        VStack(alignment: .leading, spacing: Space.tiny) {
            Text(label).typeface(.emphasis).accessibilityHidden(true)
            if let help {
                Text(help).typeface(.small).foregroundColor(Palette.onSurfaceVariant).accessibilityHidden(true)
            }
            TextField(label, text: $text)
                .keyboardType(keyboard)
                .textContentType(content)
                .textInputAutocapitalization(capitals)
                .disableAutocorrection(true)
                .focused($isFocused)
                .onChange(of: isFocused) { if !$0 { left() } }
                .onSubmit { left() }
                .typeface(.button)
                .padding(Space.large)
                .frame(minHeight: Space.button)
                .framed(
                    Palette.surfaceContainerLowest, edge: edge, width: fault == nil ? 1.5 : 3, corner: Corner.field
                )
                .accessibilityLabel(spoken ?? label)
                .accessibilityHint([fault, help].compactMap { $0 }.joined(separator: " "))
                .focusedForReader(focus, field)
            if let fault { FaultLine(fault).accessibilityHidden(true) }
        }
        .padding(.leading, fault == nil ? 0 : Space.medium)
        .overlay(alignment: .leading) {
            if fault != nil { Rectangle().fill(Palette.error).frame(width: 4) }
        }
        .privacySensitive()
    }

    private var edge: Color {
        if fault != nil { return Palette.error }
        return isFocused ? Palette.focus : Palette.outline
    }
}

extension View {
    @ViewBuilder
    fileprivate func focusedForReader(
        _ focus: AccessibilityFocusState<String?>.Binding?, _ field: String?
    ) -> some View {
        if let focus, let field { accessibilityFocused(focus, equals: field) } else { self }
    }
}

/// The sentence under a field that says what is wrong.
struct FaultLine: View {
    let text: String

    init(_ text: String) { self.text = text }

    var body: some View {
        HStack(alignment: .top, spacing: Space.small) {
            IconView(.error)
            Text(text).typeface(.emphasis).fixedSize(horizontal: false, vertical: true)
        }
        .foregroundColor(Palette.error)
        .accessibilityElement(children: .combine)
    }
}
