import IkdCore
import SwiftUI

/// Welcome: begins a registration, after a warning where this phone protects less.
@MainActor
final class WelcomeModel: ScreenModel {
    /// Not empty while the warnings are shown.
    @Published private(set) var warnings: [DeviceWarning] = []
    @Published var asksForStatus = false
    @Published var asksToSignIn = false

    func register() {
        run {
            let warnings = try await self.call { try $0.warnings() }
            if warnings.isEmpty { try await self.begin() } else { self.warnings = warnings }
        }
    }

    func registerAnyway() { run { try await self.begin() } }

    func heed() { warnings = [] }

    private func begin() async throws {
        let shape = app.formShape
        try await call { try $0.registration().begin(shape: shape) }
    }
}

/// The notice that an officer is needed, and the page for people whom somebody is calling.
@MainActor
final class NoticeModel: ScreenModel {
    @Published private(set) var isCalled = false

    func accept() { runCall { try $0.registration().acknowledgeOfficerNotice() } }

    func saySomebodyCalls() { isCalled = true }

    func back() {
        if isCalled { isCalled = false } else { leave() }
    }

    /// Nothing is lost yet: one step back is the welcome.
    func leave() { runCall { try $0.registration().back() } }
}

/// The terms, in short and in full.
@MainActor
final class TermsModel: ScreenModel {
    @Published var agrees = false { didSet { if agrees { missing = 0 } } }
    /// How often the button was touched without agreement.
    @Published private(set) var missing = 0
    @Published private(set) var text: String?

    /// Never refuses to be touched: it says what is missing.
    func accept() {
        guard agrees else {
            missing += 1
            return say(texts(.termsMissing))
        }
        let language = texts.language
        runCall { try $0.registration().acceptTerms(language: language) }
    }

    func read() {
        run {
            let language = self.texts.language
            let text = try await self.call { try $0.registration().termsText(language: language) }
            // What is signed is wrapped and indented for paper. Five spaces and more go on with the item above.
            self.text = text.replacingOccurrences(of: "\n {5,}", with: " ", options: .regularExpression)
                .replacingOccurrences(of: "(?m)^ +", with: "", options: .regularExpression)
        }
    }

    func back() {
        if text == nil { runCall { try $0.registration().back() } } else { text = nil }
    }
}
