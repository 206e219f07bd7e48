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
            let core = try self.app.core
            let warnings = try await away { try core.app.warnings() }
            if warnings.isEmpty { try await self.begin() } else { self.warnings = warnings }
        }
    }

    func registerAnyway() { run { try await self.begin() } }

    func heed() { warnings = [] }

    private func begin() async throws {
        let (core, shape) = (try app.core, app.formShape)
        try await away { try core.registration().begin(shape: shape) }
    }
}

/// The notice that an officer is needed, and the page for people whom somebody is calling.
@MainActor
final class NoticeModel: ScreenModel {
    @Published private(set) var isCalled = false

    func accept() {
        run {
            let core = try self.app.core
            try await away { try core.registration().acknowledgeOfficerNotice() }
        }
    }

    func saySomebodyCalls() { isCalled = true }

    func back() {
        if isCalled { isCalled = false } else { leave() }
    }

    /// Nothing is lost yet: one step back is the welcome.
    func leave() {
        run {
            let core = try self.app.core
            try await away { try core.registration().back() }
        }
    }
}

/// The terms, in short and in full.
@MainActor
final class TermsModel: ScreenModel {
    @Published var agrees = false { didSet { if agrees { isMissing = false } } }
    @Published private(set) var isMissing = false
    @Published private(set) var text: String?

    /// Never refuses to be touched: it says what is missing.
    func accept() {
        guard agrees else {
            isMissing = true
            return say(texts(.termsMissing))
        }
        run {
            let (core, language) = (try self.app.core, self.texts.language)
            try await away { try core.registration().acceptTerms(language: language) }
        }
    }

    func read() {
        run {
            let (core, language) = (try self.app.core, self.texts.language)
            self.text = try await away { try core.registration().termsText(language: language) }
        }
    }

    func back() {
        if text != nil {
            text = nil
            return
        }
        run {
            let core = try self.app.core
            try await away { try core.registration().back() }
        }
    }
}
