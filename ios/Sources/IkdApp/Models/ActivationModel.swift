import Foundation
import IkdCore
import SwiftUI

/// Activation: the code from the mail, and a captcha as a picture or a question.
@MainActor
final class ActivationModel: OfficerModel {
    @Published var code = ""
    @Published var answer = ""
    @Published private(set) var captcha: Captcha?
    @Published var usesQuestion = false
    @Published private(set) var resendMs: UInt64 = 0
    @Published private(set) var isResent = false
    @Published private(set) var codeFault: String?
    @Published private(set) var answerFault: String?
    /// No code sent so far counts any more.
    @Published private(set) var isSpent = false

    func load() async {
        usesQuestion = app.shell?.screenReaderIsOn ?? false
        await attempt { try await self.newCaptcha() }
    }

    private func newCaptcha() async throws {
        captcha = nil
        answer = ""
        captcha = try await app.ikd.registration().captcha(language: texts.language)
    }

    func changeCaptcha() { run { try await self.newCaptcha() } }

    /// Counts down to the moment from which a code can be sent again.
    func followResend(until moment: UInt64) async {
        repeat {
            guard let ikd = try? app.ikd else { return }
            resendMs = (try? await away { try ikd.remainingMs(until: moment) }) ?? 0
            if resendMs > 0 { await pause(milliseconds: 1000) }
        } while !Task.isCancelled && resendMs > 0
    }

    func activate() {
        guard let captcha else { return changeCaptcha() }
        let (code, answer) = (code, answer)
        (codeFault, answerFault, isResent, isSpent) = (nil, nil, false, false)
        run { try await self.app.ikd.registration().activate(code: code, captchaId: captcha.id, answer: answer) }
    }

    override func failed(_ failure: Failure) {
        guard let fault = try? activationFault(code: failure.code) else { return super.failed(failure) }
        // Asking for a new code may fail, and makes the last one no better.
        isSpent = isSpent || fault.needsNewCode
        if fault.emptyCode { code = "" }
        if fault.newCaptcha { Task { await attempt { try await newCaptcha() } } }
        let message = failure.message(texts)
        switch fault.entry {
        case .code: codeFault = message
        case .captcha: answerFault = message
        case nil: return super.failed(failure)
        }
        tell(message)
    }

    func resend() {
        run {
            try await self.app.ikd.registration().resendCode()
            (self.code, self.codeFault, self.isSpent, self.isResent) = ("", nil, false, true)
            self.say(self.texts(.codeResent))
        }
    }
}
