import SwiftUI

/// The first PIN, typed twice.
struct NewPinView: View {
    @StateObject var model: NewPinModel
    @EnvironmentObject private var texts: Texts

    var body: some View {
        Screen(.newPin, texts(.stepCreatePin), step: 5) {
            Text(texts(.newPinBody))
            NewPinEntry(model: model)
            Note(.hint, texts(.newPinRemember))
        } actions: {
            PinPad(model: model, done: .commonNext, working: .newPinWorking) { model.submit() }
        }
    }
}

/// Which entry it is, and the entry.
struct NewPinEntry: View {
    @ObservedObject var model: NewPinModel
    @EnvironmentObject private var texts: Texts

    var body: some View {
        Text(texts(model.title)).typeface(.emphasis)
        PinLine(model: model)
    }
}
