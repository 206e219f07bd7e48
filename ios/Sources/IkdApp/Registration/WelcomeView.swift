import IkdCore
import SwiftUI

/// Says what this is, and begins.
struct WelcomeView: View {
    @StateObject var model: WelcomeModel
    @EnvironmentObject private var texts: Texts

    var body: some View {
        if model.warnings.isEmpty { welcome } else { PhoneWarningView(model: model) }
    }

    private var welcome: some View {
        Screen(
            .welcome, texts(.welcomeTitle),
            barAction: BarAction(title: texts.language.other.ownName) { texts.choose(texts.language.other) }
        ) {
            FactRow(.shield, texts(.welcomeFree))
            FactRow(.success, texts(.welcomeOffline))
            FactRow(.card, texts(.welcomePrepare))
            FailureNote(model.failure)
        } actions: {
            ActionButton(texts(.welcomeRegister), isWorking: model.isWorking) { model.register() }
            ActionButton(texts(.welcomeStatus), .outlined) { model.asksForStatus = true }
            ActionButton(texts(.welcomeSignIn), .outlined) { model.asksToSignIn = true }
        }
        .sheet(isPresented: $model.asksForStatus) { sheet(.statusNone, .welcomeStatus, .welcomeStatusNone) }
        .sheet(isPresented: $model.asksToSignIn) { sheet(.signInNone, .welcomeSignIn, .welcomeSignInNone) }
    }

    private func sheet(_ id: ScreenId, _ title: TextKey, _ words: TextKey) -> some View {
        SheetPage(id, texts(title)) {
            Text(texts(words))
            ActionButton(texts(.commonClose)) { (model.asksForStatus, model.asksToSignIn) = (false, false) }
        }
    }
}

/// What this phone lacks. The person may go on.
struct PhoneWarningView: View {
    @ObservedObject var model: WelcomeModel
    @EnvironmentObject private var app: AppModel
    @EnvironmentObject private var texts: Texts

    var body: some View {
        Screen(.phoneWarning, texts(.warningTitle), back: model.heed) {
            ForEach(model.warnings, id: \.self) { Note(.warning, texts($0.text)) }
            FailureNote(model.failure)
        } actions: {
            if model.warnings.contains(.noScreenLock) {
                ActionButton(texts(.warningSetLock)) { app.shell?.openSettings() }
            }
            ActionButton(texts(.commonContinueAnyway), .outlined, isWorking: model.isWorking) {
                model.registerAnyway()
            }
        }
    }
}
