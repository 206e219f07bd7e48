import SwiftUI

/// Rows only: each opens a page of its own.
struct SettingsView: View {
    @StateObject var settings: SettingsModel
    @ObservedObject var model: UnlockedModel
    @EnvironmentObject private var texts: Texts

    var body: some View {
        Screen(.settings, texts(.homeSettings), place: .bar, back: model.back) {
            FailureNote(settings.failure)
            SectionTitle(texts(.settingsApp))
            Card {
                Row(texts(.settingsPin), icon: .lock) { model.go(.changePin) }
                Divider()
                Row(texts(.settingsLanguage), icon: .settings, detail: texts.language.ownName) { model.go(.languages) }
                Divider()
                Row(texts(.settingsData), icon: .info, detail: settings.used) { model.go(.traffic) }
            }
            SectionTitle(texts(.settingsProtection))
            Card {
                Row(texts(.scamTitle), icon: .shield) { model.go(.scams) }
                Divider()
                Row(texts(.settingsReceipt), icon: .document) { settings.saveReceipt() }
                Divider()
                Row(texts(.settingsAbout), icon: .info) { model.go(.about) }
            }
            SectionTitle(texts(.settingsPhone))
            Card {
                Row(texts(.settingsRelease), icon: .phoneBlocked, detail: texts(.settingsReleaseDetail)) {
                    model.go(.release)
                }
                Divider()
                Row(texts(.settingsErase), icon: .error, isDestructive: true) { model.go(.erase) }
            }
        }
        .task { await settings.begin() }
    }
}

/// Another PIN.
struct ChangePinView: View {
    @StateObject var model: NewPinModel
    let back: @MainActor () -> Void
    @EnvironmentObject private var texts: Texts

    var body: some View {
        Screen(.changePin, texts(.settingsPin), place: .bar, back: back) {
            if model.isChanged {
                Note(.success, texts(.changePinChanged))
            } else {
                NewPinEntry(model: model)
            }
        } actions: {
            if model.isChanged {
                ActionButton(texts(.commonDone)) { back() }
            } else {
                PinPad(model: model, done: .commonNext, working: .changePinWorking) { model.submit() }
            }
        }
    }
}

/// The language of the app.
struct LanguageView: View {
    let back: @MainActor () -> Void
    @EnvironmentObject private var texts: Texts

    var body: some View {
        Screen(.chooseLanguage, texts(.settingsLanguage), place: .bar, back: back) {
            RadioRow(texts(.settingsLanguageSystem), isChosen: texts.choice == nil) { texts.choose(nil) }
            RadioRow(texts(.languageIndonesian), isChosen: texts.choice == .indonesian) { texts.choose(.indonesian) }
            RadioRow(texts(.languageEnglish), isChosen: texts.choice == .english) { texts.choose(.english) }
        }
    }
}

/// What the app has sent and received.
struct TrafficView: View {
    @StateObject var model: SettingsModel
    let back: @MainActor () -> Void
    @EnvironmentObject private var texts: Texts

    var body: some View {
        Screen(.traffic, texts(.settingsData), place: .bar, back: back) {
            if let traffic = model.traffic {
                Panel {
                    FactRow(.export, texts(.trafficSent), detail: texts.size(traffic.up))
                    FactRow(.document, texts(.trafficReceived), detail: texts.size(traffic.down))
                }
                Text(texts(.trafficSince)).typeface(.small).foregroundColor(Palette.onSurfaceVariant)
            }
            FailureNote(model.failure)
        }
        .task { await model.begin() }
    }
}

/// What nobody from the office ever asks for.
struct ScamsView: View {
    let back: @MainActor () -> Void
    @EnvironmentObject private var texts: Texts

    var body: some View {
        Screen(.neverAsked, texts(.scamTitle), place: .bar, back: back) {
            SectionTitle(texts(.scamNeverTitle))
            ForEach(
                [TextKey.scamNeverPin, .scamNeverCode, .scamNeverMoney, .scamNeverLink, .scamNeverRemote], id: \.self
            ) { FactRow(.error, texts($0), colour: Palette.error) }
            Note(.warning, texts(.scamIfAsked))
            ScamWarnings()
        }
    }
}

/// Parts with this phone: what is lost, the PIN, and a button that names the action.
struct PartingView: View {
    enum Kind { case release, erase }

    @StateObject var model: SettingsModel
    let kind: Kind
    let back: @MainActor () -> Void
    @EnvironmentObject private var texts: Texts

    var body: some View {
        switch kind {
        case .release: page(.release, .settingsRelease, .releaseBody, .releaseConfirm, model.release)
        case .erase: page(.erase, .settingsErase, .eraseBody, .eraseConfirm, model.erase)
        }
    }

    private func page(
        _ id: ScreenId, _ title: TextKey, _ body: TextKey, _ confirm: TextKey, _ part: @escaping @MainActor () -> Void
    ) -> some View {
        Screen(id, texts(title), place: .bar, back: back) {
            Note(.warning, texts(body), text: kind == .release ? texts(.releaseOffline) : nil)
            if model.asksForPin {
                Text(texts(.pinOnceMore)).typeface(.emphasis)
                PinLine(model: model)
            }
        } actions: {
            if model.asksForPin {
                PinPad(model: model, done: confirm, submit: part)
            } else {
                ActionButton(texts(.commonCancel), .outlined) { back() }
                ActionButton(texts(confirm), .destructive) { model.askForPin() }
            }
        }
    }
}
