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
            let ikd = try self.app.ikd
            let warnings = try await away { try ikd.warnings() }
            if warnings.isEmpty { try await self.begin() } else { self.warnings = warnings }
        }
    }

    func registerAnyway() { run { try await self.begin() } }

    func heed() { warnings = [] }

    private func begin() async throws {
        let (ikd, shape) = (try app.ikd, app.formShape)
        try await away { try ikd.registration().begin(shape: shape) }
    }
}

/// The notice that an officer is needed, and the page for people whom somebody is calling.
@MainActor
final class NoticeModel: ScreenModel {
    @Published private(set) var isCalled = false

    func accept() {
        run {
            let ikd = try self.app.ikd
            try await away { try ikd.registration().acknowledgeOfficerNotice() }
        }
    }

    func saySomebodyCalls() { isCalled = true }

    func back() {
        if isCalled { isCalled = false } else { leave() }
    }

    /// Nothing is lost yet: one step back is the welcome.
    func leave() {
        run {
            let ikd = try self.app.ikd
            try await away { try ikd.registration().back() }
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
            let (ikd, language) = (try self.app.ikd, self.texts.language)
            try await away { try ikd.registration().acceptTerms(language: language) }
        }
    }

    func read() {
        run {
            let (ikd, language) = (try self.app.ikd, self.texts.language)
            self.text = try await away { try ikd.registration().termsText(language: language) }
        }
    }

    func back() {
        if text != nil {
            text = nil
            return
        }
        run {
            let ikd = try self.app.ikd
            try await away { try ikd.registration().back() }
        }
    }
}
