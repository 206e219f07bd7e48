import IkdCore
import IkdShell
import SwiftUI

/// The digits typed so far. They are in memory only, and only here.
struct PinEntry: Equatable {
    static let length = 6
    private(set) var digits = ""

    var isFull: Bool { digits.count == Self.length }

    mutating func add(_ digit: Int) { if !isFull { digits += "\(digit)" } }
    mutating func removeLast() { digits = String(digits.dropLast()) }
    mutating func clear() { digits = "" }

    /// Hands the digits over and forgets them.
    mutating func take() -> String {
        defer { clear() }
        return digits
    }
}

/// Six circles, of which as many are full as digits are typed.
struct PinDots: View {
    let count: Int
    let isWrong: Bool
    @EnvironmentObject private var texts: Texts

    var body: some View {
        HStack(spacing: Space.huge) {
            ForEach(Array(0..<PinEntry.length), id: \.self) { index in
                Circle()
                    .strokeBorder(colour, lineWidth: index < count ? 10 : 2.5)
                    .frame(width: 20, height: 20)
            }
        }
        .frame(maxWidth: .infinity)
        .padding(.vertical, Space.small)
        .accessibilityElement()
        .accessibilityLabel(texts(.padEntered, ["count": count]))
        .privacySensitive()
    }

    private var colour: Color { isWrong ? Palette.error : Palette.onSurface }
}

/// The circles, and what was wrong.
struct PinLine: View {
    @ObservedObject var model: PinModel

    var body: some View {
        PinDots(count: model.entry.digits.count, isWrong: model.message != nil)
        if let message = model.message { Note(.error, message) }
        FailureNote(model.failure)
    }
}

/// The app's own number pad: no keyboard sees the PIN. In its place it says that work goes on.
struct PinPad: View {
    @ObservedObject var model: PinModel
    let done: TextKey
    var working = TextKey.commonWorking
    let submit: @MainActor () -> Void
    @EnvironmentObject private var app: AppModel
    @EnvironmentObject private var texts: Texts

    var body: some View {
        VStack(spacing: Space.small) {
            ForEach([1, 4, 7], id: \.self) { first in
                HStack(spacing: Space.small) {
                    ForEach([first, first + 1, first + 2], id: \.self) { key($0) }
                }
            }
            HStack(spacing: Space.small) {
                delete
                key(0)
                submitKey
            }
        }
        .opacity(model.isWorking ? 0 : 1)
        .accessibilityHidden(model.isWorking)
        .disabled(model.isWorking)
        .privacySensitive()
        .overlay { if model.isWorking { Working(texts(working)) } }
    }

    private func key(_ digit: Int) -> some View {
        Button(action: { type(digit) }) {
            Text("\(digit)" as String)
                .typeface(.title)
                .frame(maxWidth: .infinity, minHeight: Space.key)
                .framed(Palette.surfaceContainerLowest, edge: Palette.outline)
        }
        .foregroundColor(Palette.onSurface)
    }

    private var delete: some View {
        Button(action: {
            model.entry.removeLast()
            sayCount()
        }) {
            IconView(.backspace, size: 28)
                .frame(maxWidth: .infinity, minHeight: Space.key)
                .framed(.clear, edge: Palette.outline)
                .contentShape(Rectangle())
        }
        .foregroundColor(Palette.onSurface)
        .simultaneousGesture(
            LongPressGesture().onEnded { _ in
                model.entry.clear()
                app.shell?.announce(texts(.padCleared))
            }
        )
        .accessibilityLabel(texts(.padDelete))
        .accessibilityHint(texts(.padDeleteHint))
    }

    private var submitKey: some View {
        Button(action: submit) {
            Text(texts(done))
                .typeface(.button)
                .frame(maxWidth: .infinity, minHeight: Space.key)
                .background(Palette.primary, in: RoundedRectangle(cornerRadius: Corner.card))
        }
        .foregroundColor(Palette.onPrimary)
    }

    private func type(_ digit: Int) {
        model.entry.add(digit)
        app.shell?.feel(.tick)
        sayCount()
    }

    private func sayCount() {
        app.shell?.announce(texts(.padEntered, ["count": model.entry.digits.count]))
    }
}
