import SwiftUI

/// The first PIN, typed twice.
struct NewPinView: View {
    @StateObject private var model: NewPinModel
    @EnvironmentObject private var texts: Texts

    init(_ app: AppModel) { _model = StateObject(wrappedValue: NewPinModel(app, changes: false)) }

    var body: some View {
        Screen(.newPin, texts(.stepCreatePin), step: 5) {
            Text(texts(.newPinBody))
            NewPinEntry(model: model)
            Note(.hint, texts(.newPinRemember))
        } actions: {
            NewPinPad(model: model, working: .newPinWorking)
        }
    }
}

/// Which entry it is, the circles, and what was wrong.
struct NewPinEntry: View {
    @ObservedObject var model: NewPinModel
    @EnvironmentObject private var texts: Texts

    var body: some View {
        Text(texts(model.title)).typeface(.emphasis)
        PinDots(count: model.entry.digits.count, isWrong: model.message != nil)
        if let message = model.message { Note(.error, message) }
        FailureNote(model.failure)
    }
}

/// The pad, or that work goes on.
struct NewPinPad: View {
    @ObservedObject var model: NewPinModel
    let working: TextKey
    @EnvironmentObject private var texts: Texts

    var body: some View {
        if model.isWorking { Text(texts(working)).typeface(.emphasis) }
        PinPad(entry: $model.entry, done: texts(.commonNext), isWorking: model.isWorking) { model.submit() }
    }
}
